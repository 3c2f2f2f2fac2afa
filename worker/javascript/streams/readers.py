"""Who holds a ReadableStream: its two kinds of readers, and the iterator of `async for`."""

import asyncio
from typing import TYPE_CHECKING, Any

from fakeflare.worker.javascript.language.buffers.typed_arrays import View
from fakeflare.worker.javascript.language.kernel.coercions import is_nullish, is_object, to_string
from fakeflare.worker.javascript.language.kernel.errors import JsException, JsTypeError
from fakeflare.worker.javascript.language.kernel.members import read_property
from fakeflare.worker.javascript.language.kernel.numeric import to_int32
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy
from fakeflare.worker.javascript.language.objects import JsObject
from fakeflare.worker.javascript.language.promises import Promise
from fakeflare.worker.javascript.streams.sources import END

if TYPE_CHECKING:
    from fakeflare.worker.javascript.streams.readable import ReadableStream

# The sentences are those of workerd/src/workerd/api/streams/readable.c++.
_RELEASED = "This ReadableStream reader has been released."


class _Reader(JsProxy):
    """What both kinds of readers do: hold, release and cancel the stream."""

    def __init__(self, stream: "ReadableStream") -> None:
        stream.lock()
        self._stream: ReadableStream | None = stream
        self._closed: Promise | None = None

    @property
    def closed(self) -> Promise:
        """Settles when the stream ends; rejected once the reader has been released."""
        if self._closed is None:
            stream = self._stream
            self._closed = _reject_quietly(_RELEASED) if stream is None else Promise(stream.source.watch())
        return self._closed

    def cancel(self, reason: object = None) -> Promise:
        if self._stream is None:
            return Promise.reject(JsTypeError(_RELEASED))
        return self._stream.cancel_source(reason)

    def releaseLock(self) -> None:
        if self._stream is not None:
            self._stream.locked = False
            self._stream = None
            self._closed = None

    def _hold_stream(self) -> "ReadableStream":
        if self._stream is None:
            raise JsTypeError(_RELEASED)
        return self._stream


class ReadableStreamDefaultReader(_Reader):
    def read(self) -> Promise:
        """A promise of `{value, done}`."""
        if self._stream is None:
            return Promise.reject(JsTypeError(_RELEASED))
        self._stream.is_disturbed = True
        return Promise.start(_read_result(self._stream))


class ReadableStreamBYOBReader(_Reader):
    """`stream.getReader({mode: "byob"})`: fills the buffers that it is given."""

    def __init__(self, stream: "ReadableStream") -> None:
        if not stream.source.is_ended and not stream.source.holds_bytes:
            raise JsTypeError("This ReadableStream does not support BYOB reads.")
        super().__init__(stream)

    def read(self, view: Any = None, *_options: object) -> Promise:
        return self._start(1, view)

    def readAtLeast(self, minimum: object, view: Any = None) -> Promise:
        """workerd's own: waits for that many items."""
        return self._start(to_int32(minimum), view)

    def _start(self, minimum: int, view: Any) -> Promise:
        try:
            stream = self._hold_stream()
            _check_view(minimum, view)
        except JsException as error:
            return Promise.reject(error)
        stream.is_disturbed = True
        return Promise.start(_fill(stream, minimum * getattr(view, "BYTES_PER_ELEMENT", 1), view))


AnyReader = ReadableStreamDefaultReader | ReadableStreamBYOBReader


def open_reader(stream: "ReadableStream", options: object = None, *_rest: object) -> AnyReader:
    if not is_nullish(options) and not is_object(options):
        raise JsTypeError(
            "Failed to execute 'getReader' on 'ReadableStream': parameter 1 is not of type "
            "'GetReaderOptions'."
        )
    mode = read_property(options, "mode")
    if mode is None:
        return ReadableStreamDefaultReader(stream)
    if to_string(mode) != "byob":
        raise JsTypeError("mode must be undefined or 'byob' in call to getReader().")
    return ReadableStreamBYOBReader(stream)


def _make_result(value: object, is_done: bool) -> JsObject:
    return JsObject({"value": value, "done": is_done})


async def _read_result(stream: "ReadableStream") -> JsObject:
    value = await stream.read_value()
    return _make_result(None, True) if value is END else _make_result(value, False)


def _check_view(minimum: int, view: Any) -> None:
    if not isinstance(view, View):
        raise JsTypeError(
            "Failed to execute 'read' on 'ReadableStreamBYOBReader': parameter 1 is not of type "
            "'ArrayBufferView'."
        )
    if view.byteLength == 0:
        raise JsTypeError('You must call read() on a "byob" reader with a positive-sized TypedArray object.')
    if minimum < 1:
        raise JsTypeError(f"Requested invalid minimum number of bytes to read ({minimum}).")
    if minimum > view.byteLength:
        raise JsTypeError(f"Minimum bytes to read ({minimum}) exceeds size of buffer ({view.byteLength}).")


async def _fill(stream: "ReadableStream", minimum: int, view: View) -> JsObject:
    """Write into the view's buffer; the result is a view of what was written."""
    filled = 0
    while filled < minimum:
        data = await stream.read_chunk()
        if data is None:
            break
        room = view.byteLength - filled
        start = view.byteOffset + filled
        taken = data[:room]
        view.buffer.data[start : start + len(taken)] = taken
        filled += len(taken)
        if len(data) > room:
            stream.unread(data[room:])
    return _make_result(type(view)(view.buffer, view.byteOffset, filled), filled == 0)


def _reject_quietly(text: str) -> Promise:
    future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    future.set_exception(JsTypeError(text))
    future.exception()  # nobody has to look at `closed`
    return Promise(future)


class StreamIterator(JsProxy):
    """`stream.values()`, and what `async for` uses: the chunks; lets go of the stream at its end."""

    _js_name = "ReadableStreamAsyncIterator"

    def __init__(self, stream: "ReadableStream", options: object = None, *_rest: object) -> None:
        prevents = read_property(options, "preventCancel")
        self._keeps = not is_nullish(prevents) and bool(prevents)
        self._reader = ReadableStreamDefaultReader(stream)
        self._stream = stream

    def __aiter__(self) -> "StreamIterator":
        return self

    async def __anext__(self) -> Any:
        value = await self._stream.read_value()
        if value is END:
            self._reader.releaseLock()
            raise StopAsyncIteration
        return value

    async def aclose(self) -> None:
        """JavaScript's `return()`: cancels, unless `preventCancel` says not to."""
        if not self._keeps:
            await self._reader.cancel()
        self._reader.releaseLock()
