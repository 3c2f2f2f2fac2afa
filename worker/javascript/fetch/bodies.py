"""What Request and Response share: a body that is read once."""

from collections.abc import Callable
from typing import Any, NamedTuple

from fakeflare.worker.javascript.fetch.blobs import Blob
from fakeflare.worker.javascript.fetch.content_types import parse_content_type
from fakeflare.worker.javascript.fetch.forms import FormData, read_form_data, write_form_data
from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.language.buffers.typed_arrays import ArrayBuffer, Uint8Array, read_bytes
from fakeflare.worker.javascript.language.json.json import parse_json
from fakeflare.worker.javascript.language.kernel.coercions import encode_text, is_nullish, to_string
from fakeflare.worker.javascript.language.kernel.errors import JsTypeError
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy
from fakeflare.worker.javascript.language.promises import Promise
from fakeflare.worker.javascript.streams.readable import ReadableStream
from fakeflare.worker.javascript.streams.sources import Tee
from fakeflare.worker.javascript.web.search_params import URLSearchParams

# workerd/src/workerd/api/http.c++, `Body::consumeBody`
_USED = "Body has already been used. It can only be used once. Use tee() first if you need to read it twice."


Source = bytes | ReadableStream | None


class Content(NamedTuple):
    """A body's source and the content type that it brings along."""

    source: Source
    content_type: str | None = None


_NOTHING = Content(None)


def read_content(value: Any) -> Content:
    """What a BodyInit stands for (workerd/src/workerd/api/http.c++, `Body::extractBody`)."""
    if value is None or value is jsnull:
        return _NOTHING
    if isinstance(value, str):
        return Content(encode_text(value), "text/plain;charset=UTF-8")
    held = read_bytes(value)
    if held is not None:
        return Content(held)
    return _read_object(value)


def _read_object(value: Any) -> Content:
    if isinstance(value, ReadableStream):
        if value.is_disturbed:
            raise JsTypeError(
                "This ReadableStream is disturbed (has already been read from), and cannot be used as a body."
            )
        if value.locked:
            raise JsTypeError("This ReadableStream is locked to a reader, and cannot be used as a body.")
        return Content(value)
    if isinstance(value, Blob):
        return Content(value.data, value.type or None)
    if isinstance(value, FormData):
        return Content(*write_form_data(value))
    if isinstance(value, URLSearchParams):
        return Content(value.to_string().encode(), "application/x-www-form-urlencoded;charset=UTF-8")
    if hasattr(value, "__aiter__"):
        # compatibility flag fetch_iterable_type_support, on since 2026-02-19
        return Content(ReadableStream.from_(value))
    return Content(encode_text(to_string(value)), "text/plain;charset=UTF-8")


class Body(JsProxy):
    """The body half of Request and Response."""

    headers: Headers
    _source: Source
    _shown: ReadableStream | None = None
    """The stream that shows a body of bytes, once it was asked for."""
    _is_read = False

    @property
    def body(self) -> Any:
        """The stream, or null without a body. Reading from it uses the body up."""
        if self._source is None:
            return jsnull
        if isinstance(self._source, ReadableStream):
            return self._source
        if self._shown is None:
            self._shown = ReadableStream.of_bytes(self._source)
            self._shown.locked = self._shown.is_disturbed = self._is_read
        return self._shown

    @property
    def bodyUsed(self) -> bool:
        if isinstance(self._source, ReadableStream):
            return self._source.is_disturbed
        return self._is_read or (self._shown is not None and self._shown.is_disturbed)

    def take_source(self) -> Source:
        """Use the body up and hand it over; a stream is locked for who gets it."""
        source = self._source
        if source is None:
            return None
        if self.bodyUsed:
            raise JsTypeError(_USED)
        stream = source if isinstance(source, ReadableStream) else self._shown
        if stream is not None:
            stream.lock()
            stream.is_disturbed = True
        self._is_read = True
        return source

    async def take_bytes(self) -> bytes:
        """Use the body up and read it whole."""
        return await _read_all(self.take_source())

    def split_source(self) -> Source:
        """A second source of the same bytes, for `clone`; a stream is teed, reading it once."""
        if self.bodyUsed or (self._shown is not None and self._shown.locked):
            # workerd's own words since the body is teed, comma and all (workerd 2026-11-17)
            raise JsTypeError("This ReadableStream is currently locked to a reader,")
        if not isinstance(self._source, ReadableStream):
            return self._source
        stream = self._source
        stream.lock()
        stream.is_disturbed = True
        mine, other = (ReadableStream(branch) for branch in Tee(stream.source).branches)
        mine.expected_length = other.expected_length = stream.expected_length
        self._source = mine
        return other

    def text(self, *_rest: object) -> Promise:
        return self._consume(_decode)

    def json(self, *_rest: object) -> Promise:
        return self._consume(lambda data: parse_json(_decode(data)))

    def arrayBuffer(self, *_rest: object) -> Promise:
        return self._consume(ArrayBuffer)

    def bytes(self, *_rest: object) -> Promise:
        return self._consume(Uint8Array.of_bytes)

    def blob(self, *_rest: object) -> Promise:
        header = self.headers.get("content-type")
        # compatibility flag blob_standard_mime_type, on since 2024-06-03
        kind = parse_content_type(header) if isinstance(header, str) else None
        return self._consume(lambda data: Blob(data, "" if kind is None else kind.format()))

    def formData(self, *_rest: object) -> Promise:
        header = self.headers.get("content-type")
        if is_nullish(header) and not self.bodyUsed:
            # refused without using the body up
            return Promise.begin(_convert(b"", lambda data: read_form_data(data, header)))
        return self._consume(lambda data: read_form_data(data, header))

    def _consume(self, convert: Callable[[Any], object]) -> Promise:
        """Use the body up, now, and make something of its bytes."""
        try:
            source = self.take_source()
        except JsTypeError as error:
            return Promise.reject(error)
        # a stream may be the Worker's own code, which must see a task of its own
        begin = Promise.start if isinstance(source, ReadableStream) else Promise.begin
        return begin(_convert(source, convert))


async def _convert(source: Source, convert: Callable[[Any], object]) -> object:
    return convert(await _read_all(source))


async def _read_all(source: Source) -> bytes:
    if isinstance(source, ReadableStream):
        return b"".join([chunk async for chunk in source.iterate()])
    return source or b""


def _decode(data: bytes) -> str:
    # Body.text() drops a byte order mark (Encoding standard, "UTF-8 decode")
    return data.decode("utf-8", "replace").removeprefix("\ufeff")
