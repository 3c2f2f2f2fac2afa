"""What Request and Response share: a body that is read once."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from worker.javascript.buffers import ArrayBuffer, Uint8Array, read_bytes
from worker.javascript.coercions import encode_text, is_nullish, to_string
from worker.javascript.errors import JsTypeError
from worker.javascript.json import parse_json
from worker.javascript.null import jsnull
from worker.javascript.promises import Promise
from worker.javascript.proxies import JsProxy
from worker.javascript.streams import ReadableStream

# workerd/src/workerd/api/http.c++, `Body::consumeBody`
_USED = "Body has already been used. It can only be used once. Use tee() first if you need to read it twice."


@dataclass(frozen=True)
class Content:
    """A body's source and the content type that it brings along."""

    source: bytes | ReadableStream | None
    content_type: str | None = None


def read_content(value: object) -> Content:
    """What a BodyInit stands for (Fetch standard, "extract a body")."""
    if is_nullish(value):
        return Content(None)
    if isinstance(value, ReadableStream):
        value.lock()
        return Content(value)
    held = read_bytes(value)
    if held is not None:
        return Content(held)
    return Content(encode_text(to_string(value)), "text/plain;charset=UTF-8")


class Body(JsProxy):
    """The body half of Request and Response."""

    def __init__(self, source: bytes | ReadableStream | None) -> None:
        self._source = source
        self._shown: ReadableStream | None = None
        self._is_read = False

    @property
    def body(self) -> object:
        """The stream, or null without a body. Reading from it uses the body up."""
        if self._source is None:
            return jsnull
        if self._shown is None:
            self._shown = ReadableStream(self._iterate_source())
        return self._shown

    @property
    def bodyUsed(self) -> bool:
        return self._is_read or (self._shown is not None and self._shown.is_disturbed)

    async def _iterate_source(self) -> AsyncIterator[bytes]:
        if isinstance(self._source, ReadableStream):
            async for chunk in self._source.iterate():
                yield chunk
        elif self._source is not None:
            yield self._source

    def take_source(self) -> bytes | ReadableStream | None:
        """Use the body up and hand it over."""
        if self.bodyUsed or (self._shown is not None and self._shown.locked):
            raise JsTypeError(_USED)
        self._is_read = self._source is not None
        return self._source

    async def take_bytes(self) -> bytes:
        """Use the body up and read it whole."""
        source = self.take_source()
        if isinstance(source, ReadableStream):
            return b"".join([chunk async for chunk in source.iterate()])
        return source or b""

    def split_source(self) -> bytes | ReadableStream | None:
        """A second source of the same bytes, for `clone`; a stream is teed, reading it once."""
        if self.bodyUsed or (self._shown is not None and self._shown.locked):
            # workerd/src/workerd/api/http.c++, `Body::clone`
            raise JsTypeError("Body has already been used. It can only be used once.")
        if not isinstance(self._source, ReadableStream):
            return self._source
        shared = _SharedChunks(self._source)
        self._source, self._shown = ReadableStream(shared.iterate()), None
        return ReadableStream(shared.iterate())

    def text(self) -> Promise:
        return Promise.start(self._read_text())

    def json(self) -> Promise:
        return Promise.start(self._read_json())

    def arrayBuffer(self) -> Promise:
        return Promise.start(self._read_buffer())

    def bytes(self) -> Promise:
        return Promise.start(self._read_array())

    def blob(self) -> Promise:
        raise NotImplementedError("js.Blob is not emulated by fakeflare yet")

    def formData(self) -> Promise:
        raise NotImplementedError("js.FormData is not emulated by fakeflare yet")

    async def _read_text(self) -> str:
        # Body.text() drops a byte order mark (Encoding standard, "UTF-8 decode")
        return (await self.take_bytes()).decode("utf-8", "replace").removeprefix("\ufeff")

    async def _read_json(self) -> object:
        return parse_json(await self._read_text())

    async def _read_buffer(self) -> ArrayBuffer:
        return ArrayBuffer(await self.take_bytes())

    async def _read_array(self) -> object:
        return Uint8Array.of_bytes(await self.take_bytes())


class _SharedChunks:
    """A stream read once and kept, for several readers that follow each other at their own pace."""

    def __init__(self, stream: ReadableStream) -> None:
        self._stream = stream
        self._kept: list[bytes] = []
        self._is_ended = False

    async def iterate(self) -> AsyncIterator[bytes]:
        position = 0
        while True:
            if position == len(self._kept):
                if self._is_ended:
                    return
                chunk = await self._stream.read_chunk()
                if chunk is None:
                    self._is_ended = True
                    continue
                self._kept.append(chunk)
            yield self._kept[position]
            position += 1
