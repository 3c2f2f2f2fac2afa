"""`WritableStream`: a queue of chunks in front of a sink, written one at a time."""

import asyncio
from collections import deque
from collections.abc import Awaitable

from fakeflare.worker.javascript.language.callbacks import (
    begin,
    call_callback,
    find_callback,
    invoke,
    is_awaitable,
    settle,
    to_error,
)
from fakeflare.worker.javascript.language.kernel.errors import JsException, JsTypeError
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy
from fakeflare.worker.javascript.language.promises import Promise
from fakeflare.worker.javascript.streams.strategies import Measure, read_strategy
from fakeflare.worker.javascript.web.aborting import AbortSignal

# The sentences are those of workerd/src/workerd/api/streams/writable.c++ and standard.c++.
_LOCKED = "This WritableStream is currently locked to a writer."
_RELEASED = "This WritableStream writer has been released."
_CLOSED = "This WritableStream has been closed."

Done = asyncio.Future[None]


class Sink:
    """Where chunks go. Failures are JsExceptions; each method is called when the one before is done."""

    def check(self, chunk: object) -> object:
        """The chunk as it is queued; a JsException refuses it and leaves the stream as it is."""
        return chunk

    async def write(self, chunk: object) -> None:
        raise NotImplementedError

    async def close(self) -> None:
        """Close the stream after the last chunk is written."""

    def interrupt(self, error: JsException) -> None:
        """The stream is being aborted: a write under way shall not wait any longer."""

    async def abort(self, reason: object) -> None:
        """The stream was given up."""


class WritableStream(JsProxy):
    """A stream that can be written to."""

    def __init__(self, sink: Sink, high_water_mark: float = 1, measure: Measure | None = None) -> None:
        self.locked = False
        self.signal = AbortSignal()
        self.error: JsException | None = None
        self.is_closed = False
        self._sink = sink
        self._high_water_mark = high_water_mark
        self._measure = measure
        self._queue: deque[tuple[object, float, Done]] = deque()
        self._held = 0.0
        self._started: Awaitable[object] | None = None
        self._worker: asyncio.Task[None] | None = None
        self._closing: Done | None = None
        self._ready: Done | None = None
        self._watchers: list[Done] = []

    @classmethod
    def construct(
        cls, underlying: object = None, strategy: object = None, *_rest: object
    ) -> "WritableStream":
        """`new WritableStream({start, write, close, abort}, {highWaterMark, size})`."""
        sink = _CallbackSink(underlying)
        stream = cls(sink, *read_strategy(strategy, 1))
        stream.wait_start(sink.start(WritableStreamDefaultController(stream)))
        return stream

    def wait_start(self, started: Awaitable[object] | None) -> None:
        """Write nothing before this is done; its failure is the stream's."""
        if started is not None:
            self._started = started
            self._work()

    @property
    def is_writable(self) -> bool:
        return not (self.is_closed or self._closing is not None or self.error is not None)

    @property
    def desired_size(self) -> float | None:
        """How much more the queue takes; None after a failure."""
        if self.error is not None:
            return None
        return 0 if self.is_closed else self._high_water_mark - self._held

    def getWriter(self) -> "WritableStreamDefaultWriter":
        return WritableStreamDefaultWriter(self)

    def close(self) -> Promise:
        return Promise.reject(JsTypeError(_LOCKED)) if self.locked else Promise(self.start_close())

    def abort(self, reason: object = None) -> Promise:
        return Promise.reject(JsTypeError(_LOCKED)) if self.locked else Promise.start(self.give_up(reason))

    def lock(self) -> None:
        if self.locked:
            raise JsTypeError(_LOCKED)
        self.locked = True

    def start_write(self, chunk: object) -> Done:
        """Queue a chunk; the future is done when the sink has taken it."""
        done: Done = asyncio.get_running_loop().create_future()
        try:
            if not self.is_writable:
                raise self.error or JsTypeError(_CLOSED)
            chunk = self._sink.check(chunk)
            size = 1 if self._measure is None else self._measure(chunk)
        except JsException as error:
            done.set_exception(error)
            return done
        self._queue.append((chunk, size, done))
        self._held += size
        self._work()
        return done

    def start_close(self) -> Done:
        """Close after what is queued."""
        done: Done = asyncio.get_running_loop().create_future()
        if self.is_writable:
            self._closing = done
            if self._ready is not None:
                _resolve(self._ready)
            self._work()
        else:
            is_twice = self._closing is not None and not self.is_closed
            sentence = "Cannot close a writer that is already being closed" if is_twice else _CLOSED
            done.set_exception(self.error or JsTypeError(sentence))
        return done

    async def give_up(self, reason: object) -> None:
        """Abort: what is queued is refused, the sink is told."""
        if self.error is not None or self.is_closed:
            return
        self.signal.trigger(reason)
        error = to_error(reason)
        self.fail(error)
        self._sink.interrupt(error)
        if self._worker is not None:
            await asyncio.wait([self._worker])
        await self._sink.abort(reason)

    def fail(self, error: JsException) -> None:
        """End with an error, unless the stream has ended before."""
        if self.error is not None or self.is_closed:
            return
        self.error = error
        queue, self._queue = self._queue, deque()
        for _, _, done in queue:
            _reject(done, error)
        if self._closing is not None:
            _reject(self._closing, error)
        self._finish(error)

    def watch(self) -> Done:
        """A future of the end, well or ill; nobody has to look at it."""
        watcher: Done = asyncio.get_running_loop().create_future()
        self._watchers.append(watcher)
        if self.is_closed or self.error is not None:
            self._finish(self.error)
        return watcher

    def wait_ready(self) -> Done:
        """A future that is done when the queue has room; a failure is raised."""
        if self._ready is not None and not self._ready.done():
            return self._ready
        ready: Done = asyncio.get_running_loop().create_future()
        if self.error is not None:
            _reject_quietly(ready, self.error)
        elif self._is_full:
            self._ready = ready
        else:
            ready.set_result(None)
        return ready

    @property
    def _is_full(self) -> bool:
        return self.is_writable and self._high_water_mark <= self._held

    def _finish(self, error: JsException | None) -> None:
        watchers, self._watchers = self._watchers, []
        if self._ready is not None:
            watchers.append(self._ready)
        for watcher in watchers:
            if error is not None:
                _reject_quietly(watcher, error)
            elif not watcher.done():
                watcher.set_result(None)

    def _work(self) -> None:
        if self._worker is None:
            self._worker = begin(self._run())

    async def _run(self) -> None:
        try:
            if self._started is not None:
                await self._started
            while self._queue:
                await self._write_next()
            if self._closing is not None and self.error is None:
                await self._sink.close()
                self.is_closed = True
                _resolve(self._closing)
                self._finish(None)
        except Exception as error:  # noqa: BLE001 - the stream's own failure now
            self.fail(to_error(error))
        finally:
            self._worker = None

    async def _write_next(self) -> None:
        chunk, size, done = self._queue.popleft()
        try:
            await self._sink.write(chunk)
        except Exception as error:
            _reject(done, to_error(error))
            raise
        finally:
            self._held -= size
        _resolve(done)
        if self._ready is not None and not self._is_full:
            _resolve(self._ready)


def _resolve(future: Done) -> None:
    if not future.done():
        future.set_result(None)


def _reject(future: Done, error: JsException) -> None:
    if not future.done():
        future.set_exception(error)


def _reject_quietly(future: Done, error: JsException) -> None:
    _reject(future, error)
    future.exception()  # as if somebody had looked: asyncio reports nothing


class WritableStreamDefaultController(JsProxy):
    """What a sink's `start` and `write` get."""

    def __init__(self, stream: WritableStream) -> None:
        self._stream = stream

    def error(self, reason: object = None) -> None:
        self._stream.fail(to_error(reason))

    @property
    def signal(self) -> AbortSignal:
        return self._stream.signal


class _CallbackSink(Sink):
    """A sink that a Worker writes itself."""

    def __init__(self, underlying: object) -> None:
        names = ("start", "write", "close", "abort")
        self._start, self._write, self._close, self._abort = (
            find_callback(underlying, name) for name in names
        )
        self._controller: WritableStreamDefaultController | None = None

    def start(self, controller: WritableStreamDefaultController) -> Awaitable[object] | None:
        """Call `start` now; what there is to wait for, if anything."""
        self._controller = controller
        result = None if self._start is None else invoke(self._start, controller)
        return Promise.start(settle(result)) if is_awaitable(result) else None

    async def write(self, chunk: object) -> None:
        if self._write is not None:
            await call_callback(self._write, chunk, self._controller)

    async def close(self) -> None:
        if self._close is not None:
            await call_callback(self._close)

    async def abort(self, reason: object) -> None:
        if self._abort is not None:
            await call_callback(self._abort, reason)


class WritableStreamDefaultWriter(JsProxy):
    def __init__(self, stream: WritableStream) -> None:
        stream.lock()
        self._stream: WritableStream | None = stream
        self._closed: Promise | None = None

    @property
    def closed(self) -> Promise:
        if self._closed is None:
            self._closed = Promise(self._hold_stream().watch())
        return self._closed

    @property
    def ready(self) -> Promise:
        """Settled while the queue has room."""
        return Promise(self._hold_stream().wait_ready())

    @property
    def desiredSize(self) -> object:
        size = self._hold_stream().desired_size
        if size is None:
            return jsnull
        return int(size) if float(size).is_integer() else size

    def write(self, chunk: object = None) -> Promise:
        if self._stream is None:
            return Promise.reject(JsTypeError(_RELEASED))
        return Promise(self._stream.start_write(chunk))

    def close(self) -> Promise:
        if self._stream is None:
            return Promise.reject(JsTypeError(_RELEASED))
        return Promise(self._stream.start_close())

    def abort(self, reason: object = None) -> Promise:
        if self._stream is None:
            return Promise.reject(JsTypeError(_RELEASED))
        return Promise.start(self._stream.give_up(reason))

    def releaseLock(self) -> None:
        if self._stream is not None:
            self._stream.locked = False
            self._stream = None

    def _hold_stream(self) -> WritableStream:
        if self._stream is None:
            raise JsTypeError(_RELEASED)
        return self._stream
