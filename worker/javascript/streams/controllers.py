"""The sources that a Worker writes itself: underlying sources with their controllers, and iterables."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from contextvars import copy_context
from typing import Any

from fakeflare.worker.javascript.language.buffers.typed_arrays import read_bytes
from fakeflare.worker.javascript.language.callbacks import (
    Callback,
    begin,
    call_callback,
    find_callback,
    invoke,
    is_awaitable,
    settle,
)
from fakeflare.worker.javascript.language.kernel.errors import JsException, JsTypeError
from fakeflare.worker.javascript.language.kernel.members import read_property
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy
from fakeflare.worker.javascript.streams.sources import QueueSource
from fakeflare.worker.javascript.streams.strategies import read_strategy

# The sentences are those of workerd/src/workerd/api/streams/standard.c++.


class ReadableStreamDefaultController(JsProxy):
    """What `start` and `pull` get: the filling end of the queue."""

    def __init__(self, source: QueueSource) -> None:
        self._source = source

    @property
    def desiredSize(self) -> object:
        size = self._source.desired_size
        if size is None:
            return jsnull
        return int(size) if float(size).is_integer() else size

    def enqueue(self, chunk: object = None) -> None:
        if not self._source.is_open:
            raise JsTypeError("Unable to enqueue")
        try:
            self._source.enqueue(chunk)
        except JsException as error:
            self._source.end(error)  # the strategy's own size() failed
            raise

    def close(self) -> None:
        if not self._source.is_open:
            raise JsTypeError("This ReadableStream is closed.")
        self._source.close()

    def error(self, reason: object = None) -> None:
        self._source.fail(reason)


class ReadableByteStreamController(ReadableStreamDefaultController):
    """The controller of a source of `type: "bytes"`."""

    # choice: a source is never handed the reader's own buffer, so that there is no request for one
    byobRequest = jsnull

    def enqueue(self, chunk: object = None) -> None:
        data = read_bytes(chunk)
        if data is None:
            raise JsTypeError(
                "Failed to execute 'enqueue' on 'ReadableByteStreamController': parameter 1 is not of type "
                "'ArrayBuffer or ArrayBufferView'."
            )
        if not data:
            raise JsTypeError("Cannot enqueue a zero-length ArrayBuffer.")
        if not self._source.is_open:
            raise JsTypeError("This ReadableByteStreamController is closed.")
        self._source.enqueue(data)


class _Feed:
    """Calls `pull` when the queue wants a chunk, never twice at a time."""

    def __init__(self, source: QueueSource, pull: Callback, *arguments: object) -> None:
        self._source = source
        self._pull = pull
        self._arguments = arguments
        self._is_pulling = False
        self._is_due = False
        # who reads may be the server, outside of the Worker's context
        self._context = copy_context()

    def ask(self) -> None:
        if self._is_pulling:
            self._is_due = True
        elif self._source.is_wanting and _has_loop():
            self._is_pulling = True
            begin(self._run(), self._context)

    async def _run(self) -> None:
        try:
            await call_callback(self._pull, *self._arguments)
        except JsException as error:
            self._source.end(error)
        finally:
            self._is_pulling = False
        if self._is_due:
            self._is_due = False
            self.ask()


def open_source(underlying: object, strategy: object) -> QueueSource:
    """The source of `new ReadableStream(underlying, strategy)`; calls `start`."""
    # of a Python object, `type` would be the name of its class
    is_bytes = read_property(underlying, "type") == "bytes"
    mark, measure = read_strategy(strategy, 0 if is_bytes else 1)
    source = QueueSource(mark, _measure_bytes if is_bytes else measure, is_bytes)
    controller = (ReadableByteStreamController if is_bytes else ReadableStreamDefaultController)(source)
    start, pull, cancel = (find_callback(underlying, name) for name in ("start", "pull", "cancel"))
    if cancel is not None:
        source.on_cancel = _keep_context(cancel)
    result = None if start is None else invoke(start, controller)
    feed = None if pull is None else _Feed(source, pull, controller)
    if is_awaitable(result):
        begin(_await_start(source, result, feed))
    else:
        _attach(source, feed)
    return source


def _measure_bytes(chunk: Any) -> float:
    return len(chunk)


async def _await_start(source: QueueSource, result: object, feed: _Feed | None) -> None:
    try:
        await settle(result)
    except JsException as error:
        source.end(error)
    else:
        _attach(source, feed)


def _attach(source: QueueSource, feed: _Feed | None) -> None:
    if feed is not None:
        source.on_demand = feed.ask
        feed.ask()


def open_iterable(iterable: Any) -> QueueSource:
    if hasattr(iterable, "__aiter__"):
        items: AsyncIterator[object] = aiter(iterable)
        close = getattr(items, "aclose", None)
    elif isinstance(iterable, Iterable) and not isinstance(iterable, str):
        plain = iter(iterable)
        items, close = _iterate(plain), getattr(plain, "close", None)
    else:
        raise JsTypeError(
            "Failed to execute 'from' on 'ReadableStream': parameter 1 is not of type 'async iterable'."
        )
    source = QueueSource()

    async def pull() -> None:
        try:
            chunk = await anext(items)
        except StopAsyncIteration:
            source.close()
        else:
            source.enqueue(chunk)

    async def cancel(_reason: object) -> None:
        if close is not None:
            await settle(close())

    source.on_cancel = _keep_context(cancel)
    _attach(source, _Feed(source, pull))
    return source


async def _iterate(items: Iterator[object]) -> AsyncIterator[object]:
    for item in items:
        yield item


def _keep_context(cancel: Callback) -> Callback:
    """`cancel` as a function that starts it in the context of now."""
    context = copy_context()
    return lambda reason: asyncio.shield(begin(call_callback(cancel, reason), context))


def _has_loop() -> bool:
    # without a loop (a stream made while the module is imported) the first read asks again
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
