"""`ReadableStream`: a source that one reader at a time takes chunks from."""

from collections.abc import AsyncIterator
from typing import Any

from fakeflare.worker.javascript.language.buffers.typed_arrays import Uint8Array, read_bytes
from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.kernel.errors import JsException, JsTypeError
from fakeflare.worker.javascript.language.kernel.members import read_property
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy, fold_options
from fakeflare.worker.javascript.language.promises import Promise
from fakeflare.worker.javascript.streams.controllers import open_iterable, open_source
from fakeflare.worker.javascript.streams.piping import pipe_aside, start_pipe
from fakeflare.worker.javascript.streams.readers import StreamIterator, open_reader
from fakeflare.worker.javascript.streams.sources import END, IteratorSource, Source, Tee

# workerd/src/workerd/api/streams/readable.c++
_LOCKED = "This ReadableStream is currently locked to a reader."
# workerd/src/workerd/api/streams/standard.c++, `AllReader`
_NO_BYTES = "This ReadableStream did not return bytes."


class ReadableStream(JsProxy):
    """A stream of chunks that can be read once."""

    expected_length: int | None = None
    """How many bytes there will be in all, where that is certain (FixedLengthStream)."""

    def __init__(self, chunks: AsyncIterator[bytes] | Source) -> None:
        self.source = chunks if isinstance(chunks, Source) else IteratorSource(chunks)
        self.locked = False
        self.is_disturbed = False
        self._left_over = b""

    @classmethod
    def construct(
        cls, underlying: object = None, strategy: object = None, *_rest: object
    ) -> "ReadableStream":
        """`new ReadableStream({start, pull, cancel, type}, {highWaterMark, size})`."""
        return cls(open_source(underlying, strategy))

    @classmethod
    def of_bytes(cls, data: bytes) -> "ReadableStream":
        return cls(_yield_once(data))

    @classmethod
    def from_(cls, iterable: object) -> "ReadableStream":
        """`ReadableStream.from(iterable)`, of an asynchronous or an ordinary one."""
        return cls(open_iterable(iterable))

    async def read_value(self) -> object:
        """The next chunk as JavaScript has it, or END."""
        self.is_disturbed = True
        if self._left_over:
            return Uint8Array.of_bytes(self._take_left_over())
        chunk = await self.source.read()
        return Uint8Array.of_bytes(chunk) if type(chunk) is bytes else chunk

    async def read_chunk(self) -> bytes | None:
        """The next bytes; None at the end. TypeError for a chunk that is no bytes."""
        self.is_disturbed = True
        if self._left_over:
            return self._take_left_over()
        while (chunk := await self.source.read()) is not END:
            data = chunk if type(chunk) is bytes else read_bytes(chunk)
            if data is None:
                error = JsTypeError(_NO_BYTES)
                await self.source.cancel(error)
                raise error
            if data:
                return data
        return None

    def unread(self, data: bytes) -> None:
        """Put back what a buffer had no room for."""
        self._left_over = data

    def _take_left_over(self) -> bytes:
        data, self._left_over = self._left_over, b""
        return data

    async def read_all(self) -> bytes:
        """Everything that is left, for an owner that has locked the stream."""
        self.lock()
        return b"".join([chunk async for chunk in self.iterate()])

    async def iterate(self) -> AsyncIterator[bytes]:
        """The bytes, for our own code. Closing the iterator before its end cancels the stream."""
        is_whole = False
        try:
            while (chunk := await self.read_chunk()) is not None:
                yield chunk
            is_whole = True
        finally:
            if not is_whole and not self.source.is_ended:
                # what workerd makes of a client that went away
                await self.source.cancel(JsException("Network connection lost."))

    def lock(self) -> None:
        if self.locked:
            raise JsTypeError(_LOCKED)
        self.locked = True

    def getReader(self, *args: object, **options: object) -> Any:
        return open_reader(self, *fold_options(args, options))

    def cancel(self, reason: object = None) -> Promise:
        if self.locked:
            return Promise.reject(JsTypeError(_LOCKED))
        return self.cancel_source(reason)

    def cancel_source(self, reason: object) -> Promise:
        """Cancel, whoever holds the lock."""
        self.is_disturbed = True
        self._left_over = b""
        return Promise.start(self._cancel(reason))

    async def _cancel(self, reason: object) -> None:
        await self.source.cancel(reason)

    def detach(self) -> "ReadableStream":
        """A new stream of the same source; this one stays locked and disturbed."""
        self.lock()
        self.is_disturbed = True
        moved = ReadableStream(self.source)
        moved.expected_length, moved._left_over = self.expected_length, self._take_left_over()
        return moved

    def tee(self) -> JsArray:
        self.lock()
        self.is_disturbed = True
        branches = [ReadableStream(branch) for branch in Tee(self.source).branches]
        for branch in branches:
            branch.expected_length, branch._left_over = self.expected_length, self._left_over
        return JsArray(branches)

    def pipeTo(self, destination: Any, *args: object, **options: object) -> Promise:
        try:
            return start_pipe(self, destination, *fold_options(args, options))
        except JsException as error:
            return Promise.reject(error)

    def pipeThrough(self, transform: Any, *args: object, **options: object) -> "ReadableStream":
        """Pipe into the transform's writable end; its readable end carries on what goes wrong."""
        readable = read_property(transform, "readable")
        if not isinstance(readable, ReadableStream):
            raise JsTypeError(
                "Failed to execute 'pipeThrough' on 'ReadableStream': parameter 1 is not of type "
                "'ReadableWritablePair'."
            )
        pipe_aside(self, read_property(transform, "writable"), *fold_options(args, options))
        return readable

    def values(self, *args: object, **options: object) -> StreamIterator:
        return StreamIterator(self, *fold_options(args, options))

    def __aiter__(self) -> StreamIterator:
        return self.values()


async def _yield_once(data: bytes) -> AsyncIterator[bytes]:
    yield data
