"""`ReadableStream` of bytes, as bodies and KV values use it."""

from collections.abc import AsyncIterator

from worker.javascript.buffers import Uint8Array
from worker.javascript.errors import JsTypeError
from worker.javascript.objects import JsObject
from worker.javascript.promises import Promise
from worker.javascript.proxies import JsProxy


class ReadableStream(JsProxy):
    """A stream of byte chunks that can be read once."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = chunks
        self.locked = False
        self.is_disturbed = False

    @classmethod
    def construct(cls, *_args: object) -> "ReadableStream":
        raise NotImplementedError("ReadableStream.new is not emulated by fakeflare yet")

    @classmethod
    def of_bytes(cls, data: bytes) -> "ReadableStream":
        return cls(_yield_once(data))

    async def read_chunk(self) -> bytes | None:
        """The next chunk that holds something; None at the end."""
        self.is_disturbed = True
        async for chunk in self._chunks:
            if chunk:
                return chunk
        return None

    async def read_all(self) -> bytes:
        """Everything that is left, for an owner that has locked the stream."""
        self.lock()
        return b"".join([chunk async for chunk in self.iterate()])

    async def iterate(self) -> AsyncIterator[bytes]:
        while (chunk := await self.read_chunk()) is not None:
            yield chunk

    def lock(self) -> None:
        if self.locked:
            # workerd/src/workerd/api/streams/readable.c++
            raise JsTypeError("This ReadableStream is currently locked to a reader.")
        self.locked = True

    def getReader(self, *_options: object) -> "ReadableStreamDefaultReader":
        self.lock()
        return ReadableStreamDefaultReader(self)

    def cancel(self, *_reason: object) -> Promise:
        self._chunks = _yield_once(b"")
        self.is_disturbed = True
        return Promise.resolve()

    async def __aiter__(self) -> AsyncIterator[object]:
        self.lock()
        async for chunk in self.iterate():
            yield Uint8Array.of_bytes(chunk)


class ReadableStreamDefaultReader(JsProxy):
    """`stream.getReader()`."""

    def __init__(self, stream: ReadableStream) -> None:
        self._stream = stream

    def read(self) -> Promise:
        return Promise.start(self._read())

    async def _read(self) -> JsObject:
        chunk = await self._stream.read_chunk()
        if chunk is None:
            return JsObject({"value": None, "done": True})
        return JsObject({"value": Uint8Array.of_bytes(chunk), "done": False})

    def releaseLock(self) -> None:
        self._stream.locked = False


async def _yield_once(data: bytes) -> AsyncIterator[bytes]:
    yield data
