"""What a ReadableStream reads from: an iterator of ours, or a queue that somebody fills.

A chunk is any JavaScript value. Chunks of bytes that we made ourselves are Python `bytes` in here.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Final

from fakeflare.worker.javascript.language.callbacks import to_error
from fakeflare.worker.javascript.language.kernel.errors import JsException

END: Final = object()
"""What `read` returns after the last chunk."""


class Source:
    """Gives chunks one by one. `holds_bytes` says whether they can be read into a buffer."""

    holds_bytes = True

    def __init__(self) -> None:
        self.is_ended = False
        self.error: BaseException | None = None
        self._watchers: list[asyncio.Future[None]] = []

    async def read(self) -> object:
        """The next chunk, or END; what went wrong is raised, again and again."""
        raise NotImplementedError

    async def cancel(self, reason: object) -> None:
        raise NotImplementedError

    def end(self, error: BaseException | None = None) -> None:
        """There is nothing after what was read."""
        if self.is_ended:
            return
        self.is_ended, self.error = True, error
        watchers, self._watchers = self._watchers, []
        for watcher in watchers:
            _settle_watcher(watcher, error)

    def watch(self) -> asyncio.Future[None]:
        """A future of the end, well or ill; nobody has to look at it."""
        watcher: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self.is_ended:
            _settle_watcher(watcher, self.error)
        else:
            self._watchers.append(watcher)
        return watcher

    def repeat_end(self) -> object:
        if self.error is not None:
            raise self.error
        return END


def _settle_watcher(watcher: asyncio.Future[None], error: BaseException | None) -> None:
    if watcher.done():
        return
    if error is None:
        watcher.set_result(None)
        return
    watcher.set_exception(error)
    watcher.exception()  # as if somebody had looked: asyncio reports nothing


class IteratorSource(Source):
    """An asynchronous iterator of `bytes`: pieces of a body, as they come."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        super().__init__()
        self._chunks = chunks
        self._turn = asyncio.Lock()
        self._reader: asyncio.Task[object] | None = None

    async def read(self) -> object:
        async with self._turn:
            if self.is_ended:
                return self.repeat_end()
            self._reader = reader = asyncio.current_task()
            try:
                async for chunk in self._chunks:
                    if chunk:
                        return chunk
            except asyncio.CancelledError:
                if not self.is_ended or reader is None:
                    raise
                reader.uncancel()  # it was `cancel` below, not somebody who stops the reader
            except Exception as error:
                self.end(error)
                raise
            finally:
                self._reader = None
            self.end()
            return END

    async def cancel(self, reason: object) -> None:  # noqa: ARG002 - an iterator is only closed
        if self.is_ended:
            return
        self.end()
        if self._reader is not None:
            # a generator that runs cannot be closed, only interrupted
            self._reader.cancel()
        async with self._turn:
            close = getattr(self._chunks, "aclose", None)
            if close is not None:
                await close()


class QueueSource(Source):
    """A queue with a high water mark. Who fills it is told by `on_demand` that a chunk is wanted."""

    def __init__(
        self,
        high_water_mark: float = 0,
        measure: Callable[[object], float] | None = None,
        holds_bytes: bool = False,
    ) -> None:
        super().__init__()
        self.holds_bytes = holds_bytes
        self.on_demand: Callable[[], None] | None = None
        self.on_cancel: Callable[[object], object] | None = None
        """Called once when the reader gives up; what it returns is waited for if it is a coroutine."""
        self._high_water_mark = high_water_mark
        self._measure = measure
        self._queue: deque[tuple[object, float]] = deque()
        self._held = 0.0
        self._waiting: deque[asyncio.Future[object]] = deque()
        self._is_closing = False

    @property
    def desired_size(self) -> float | None:
        """How much more the queue takes; None after a failure."""
        if self.error is not None:
            return None
        return 0 if self.is_ended else self._high_water_mark - self._held

    @property
    def is_open(self) -> bool:
        """True while it takes chunks."""
        return not (self.is_ended or self._is_closing)

    @property
    def is_wanting(self) -> bool:
        """True when a chunk is waited for, or would find room."""
        return self.is_open and (bool(self._waiting) or self._high_water_mark > self._held)

    def enqueue(self, chunk: object) -> None:
        while self._waiting:
            future = self._waiting.popleft()
            if not future.done():
                future.set_result(chunk)
                break
        else:
            size = 1 if self._measure is None else self._measure(chunk)
            self._queue.append((chunk, size))
            self._held += size
        self._demand()

    def close(self) -> None:
        """The end, once the queue is empty."""
        self._is_closing = True
        if not self._queue:
            self.end()

    def end(self, error: BaseException | None = None) -> None:
        super().end(error)
        self._queue.clear()
        self._held = 0
        while self._waiting:
            future = self._waiting.popleft()
            if future.done():
                continue
            if error is None:
                future.set_result(END)
            else:
                future.set_exception(error)

    async def read(self) -> object:
        if self._queue:
            chunk, size = self._queue.popleft()
            self._held -= size
            if self._is_closing and not self._queue:
                self.end()
            self._demand()
            return chunk
        if self.is_ended:
            return self.repeat_end()
        future: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        self._demand()
        try:
            return await future
        except asyncio.CancelledError:
            if future.done() and not future.cancelled() and future.exception() is None:
                # the chunk came together with the order to stop
                self._queue.appendleft((future.result(), 0))
            raise

    async def cancel(self, reason: object) -> None:
        if self.is_ended:
            self.repeat_end()
            return
        self.end()
        if self.on_cancel is not None:
            result = self.on_cancel(reason)
            if hasattr(result, "__await__"):
                await result

    def fail(self, reason: object) -> JsException:
        """End with an error made of `reason`; nothing happens where all has ended before."""
        error = to_error(reason)
        self.end(error)
        return error

    def _demand(self) -> None:
        if self.on_demand is not None and self.is_wanting:
            self.on_demand()


class Tee:
    """One source read once for two branches that go at their own pace."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.branches = (_Branch(self), _Branch(self))
        self._turn = asyncio.Lock()

    async def advance(self, branch: "_Branch") -> None:
        """Read on, until the branch has something or has ended."""
        async with self._turn:
            if branch.queue or branch.is_ended:
                return
            try:
                chunk = await self.source.read()
            except Exception as error:  # noqa: BLE001 - told to both branches
                self._tell_end(error)
                return
            if chunk is END:
                self._tell_end(None)
                return
            for other in self.branches:
                if not other.is_cancelled:
                    other.queue.append(chunk)

    def _tell_end(self, error: BaseException | None) -> None:
        for branch in self.branches:
            branch.tell_end(error)

    async def cancel(self, reason: object) -> None:
        if all(branch.is_cancelled for branch in self.branches):
            await self.source.cancel(reason)


class _Branch(Source):
    def __init__(self, tee: Tee) -> None:
        super().__init__()
        self.queue: deque[object] = deque()
        self.is_cancelled = False
        self._tee = tee
        self._is_last = False

    @property
    def holds_bytes(self) -> bool:  # type: ignore[override] # asked of what is teed
        return self._tee.source.holds_bytes

    async def read(self) -> object:
        while not self.queue and not self.is_ended:
            await self._tee.advance(self)
        if not self.queue:
            return self.repeat_end()
        chunk = self.queue.popleft()
        if self._is_last and not self.queue:
            self.end()
        return chunk

    def tell_end(self, error: BaseException | None) -> None:
        """The source has ended: an error at once, the end after what is still queued."""
        self._is_last = True
        if error is not None:
            self.queue.clear()
        if not self.queue:
            self.end(error)

    async def cancel(self, reason: object) -> None:
        if self.is_ended or self.is_cancelled:
            return
        self.is_cancelled = True
        self.queue.clear()
        self.end()
        await self._tee.cancel(reason)
