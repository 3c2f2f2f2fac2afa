"""`TransformStream` and what is one by nature: IdentityTransformStream, FixedLengthStream."""

import asyncio
from typing import Any

from fakeflare.worker.javascript.language.buffers.typed_arrays import read_bytes
from fakeflare.worker.javascript.language.callbacks import (
    Callback,
    call_callback,
    find_callback,
    invoke,
    is_awaitable,
    settle,
    to_error,
)
from fakeflare.worker.javascript.language.kernel.coercions import MAX_SAFE_INTEGER, encode_text
from fakeflare.worker.javascript.language.kernel.errors import JsException, JsTypeError
from fakeflare.worker.javascript.language.kernel.numeric import to_number
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy
from fakeflare.worker.javascript.language.promises import Promise
from fakeflare.worker.javascript.streams.controllers import ReadableStreamDefaultController
from fakeflare.worker.javascript.streams.readable import ReadableStream
from fakeflare.worker.javascript.streams.sources import QueueSource
from fakeflare.worker.javascript.streams.strategies import read_strategy
from fakeflare.worker.javascript.streams.writable import Sink, WritableStream

# workerd/src/workerd/api/streams/standard.c++, `TransformStreamDefaultController::enqueue`
_UNREADABLE = "The readable side of this TransformStream is no longer readable."


class TransformSink(Sink):
    """The writable end of a transform. A chunk waits until the readable end wants one."""

    def __init__(self, source: QueueSource) -> None:
        self.source = source
        self.writable: WritableStream | None = None
        self._wanted = asyncio.Event()
        source.on_demand = self._wanted.set
        source.on_cancel = self.stop

    async def write(self, chunk: object) -> None:
        while not self.source.is_wanting:
            if not self.source.is_open:
                failure = None if self.writable is None else self.writable.error
                raise failure or self.source.error or JsTypeError(_UNREADABLE)
            self._wanted.clear()
            await self._wanted.wait()
        try:
            await self.transform(chunk)
        except JsException as error:
            self.source.end(error)
            raise

    async def close(self) -> None:
        try:
            await self.flush()
        except JsException as error:
            self.source.end(error)
            raise
        if self.source.is_open:
            self.source.close()

    def interrupt(self, error: JsException) -> None:
        self.source.end(error)
        self._wanted.set()

    async def abort(self, reason: object) -> None:
        self.source.fail(reason)

    def stop(self, reason: object) -> Any:
        """The readable end was cancelled: the writable end fails."""
        if self.writable is not None:
            self.writable.fail(to_error(reason))
        self._wanted.set()
        return None

    async def transform(self, chunk: object) -> None:
        self.source.enqueue(chunk)

    async def flush(self) -> None:
        """Before the readable end closes."""


class _CallbackTransform(TransformSink):
    """A transformer that a Worker writes itself."""

    def __init__(self, source: QueueSource, transformer: object) -> None:
        super().__init__(source)
        names = ("start", "transform", "flush", "cancel")
        self._start, self._transform, self._flush, self._cancel = (
            find_callback(transformer, name) for name in names
        )
        self.controller: TransformStreamDefaultController | None = None

    def start(self) -> Promise | None:
        result = None if self._start is None else invoke(self._start, self.controller)
        return Promise.start(self._await_start(result)) if is_awaitable(result) else None

    async def _await_start(self, result: object) -> None:
        try:
            await settle(result)
        except JsException as error:
            self.source.end(error)
            raise

    async def transform(self, chunk: object) -> None:
        if self._transform is None:
            self.source.enqueue(chunk)
        else:
            await call_callback(self._transform, chunk, self.controller)

    async def flush(self) -> None:
        if self._flush is not None:
            await call_callback(self._flush, self.controller)

    async def abort(self, reason: object) -> None:
        await super().abort(reason)
        if self._cancel is not None:
            await call_callback(self._cancel, reason)

    def stop(self, reason: object) -> Any:
        super().stop(reason)
        return None if self._cancel is None else call_callback(self._cancel, reason)


class TransformStreamDefaultController(ReadableStreamDefaultController):
    """What `start`, `transform` and `flush` get."""

    def __init__(self, source: QueueSource, writable: WritableStream) -> None:
        super().__init__(source)
        self._writable = writable

    def enqueue(self, chunk: object = None) -> None:
        if not self._source.is_open:
            raise JsTypeError(_UNREADABLE)
        self._source.enqueue(chunk)

    def error(self, reason: object = None) -> None:
        self._writable.fail(self._source.fail(reason))

    def terminate(self) -> None:
        if self._source.is_open:
            self._source.close()
        self._writable.fail(JsTypeError("The transform stream has been terminated"))


class TransformStream(JsProxy):
    """A readable and a writable end."""

    def __init__(self, readable: ReadableStream, writable: WritableStream) -> None:
        self.readable = readable
        self.writable = writable

    @classmethod
    def construct(cls, *arguments: object) -> "TransformStream":
        """`new TransformStream({start, transform, flush, cancel}, writableStrategy, readableStrategy)`."""
        transformer, writable_strategy, readable_strategy = (*arguments, None, None, None)[:3]
        source = QueueSource(*read_strategy(readable_strategy, 0))
        sink = _CallbackTransform(source, transformer)
        writable = WritableStream(sink, *read_strategy(writable_strategy, 1))
        sink.writable = writable
        sink.controller = TransformStreamDefaultController(source, writable)
        writable.wait_start(sink.start())
        return TransformStream(ReadableStream(source), writable)


def join_ends(kind: Callback, sink: TransformSink) -> Any:
    """The stream of this kind whose ends the sink joins."""
    sink.writable = WritableStream(sink)
    return kind(ReadableStream(sink.source), sink.writable)


class ByteSink(TransformSink):
    """Takes bytes, and text as UTF-8; a write is done when somebody has read it."""

    def __init__(self) -> None:
        super().__init__(QueueSource(holds_bytes=True))

    def check(self, chunk: object) -> object:
        data = encode_text(chunk) if isinstance(chunk, str) else read_bytes(chunk)
        if data is None:
            # workerd/src/workerd/api/streams/internal.c++, `WritableStreamInternalController::write`
            raise JsTypeError(
                "This TransformStream is being used as a byte stream, but received an object of "
                "non-ArrayBuffer/ArrayBufferView type on its writable side."
            )
        return data

    async def write(self, chunk: object) -> None:
        if chunk:
            await super().write(chunk)


class IdentityTransformStream(TransformStream):
    """Bytes go through as they are."""

    @classmethod
    def construct(cls, *_arguments: object) -> "IdentityTransformStream":
        found: IdentityTransformStream = join_ends(cls, ByteSink())
        return found


class _FixedSink(ByteSink):
    """Counts bytes, refuses a wrong sum (workerd/src/workerd/api/streams/identity-transform-stream.c++)."""

    def __init__(self, length: int) -> None:
        super().__init__()
        self._missing = length

    async def transform(self, chunk: Any) -> None:
        self._missing -= len(chunk)
        if self._missing < 0:
            raise JsTypeError("Attempt to write too many bytes through a FixedLengthStream.")
        await super().transform(chunk)

    async def flush(self) -> None:
        if self._missing:
            raise JsTypeError("FixedLengthStream did not see all expected bytes before close().")


class FixedLengthStream(IdentityTransformStream):
    """Exactly so many bytes go through: as a body it has a Content-Length."""

    @classmethod
    def construct(cls, *arguments: object) -> "FixedLengthStream":
        length = to_number(arguments[0] if arguments else None)
        if not 0 <= length <= MAX_SAFE_INTEGER:
            raise JsTypeError("FixedLengthStream requires an integer expected length less than 2^53.")
        found: FixedLengthStream = join_ends(cls, _FixedSink(int(length)))
        found.readable.expected_length = int(length)
        return found
