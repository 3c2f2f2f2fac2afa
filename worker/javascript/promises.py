"""Promises: work that has started, whether or not somebody waits for it."""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from typing import Any

from worker.javascript.errors import JsException
from worker.javascript.proxies import JsProxy, Unwrapping

# The loop itself keeps only weak references to tasks.
_running: set[asyncio.Future[Any]] = set()


class Promise(JsProxy):
    """`Promise`, awaitable. Cancelling who waits does not cancel the work, as in JavaScript."""

    def __init__(self, future: asyncio.Future[Any]) -> None:
        self._future = future
        _running.add(future)
        future.add_done_callback(_running.discard)

    @classmethod
    def start(cls, work: Coroutine[Any, Any, object]) -> "Promise":
        """A promise of what `work` returns; it is begun without waiting for it."""
        return cls(asyncio.get_running_loop().create_task(work))

    @classmethod
    def resolve(cls, value: object = None) -> "Promise":
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        future.set_result(value)
        return cls(future)

    @classmethod
    def reject(cls, error: JsException) -> "Promise":
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        future.set_exception(error)
        return cls(future)

    def __await__(self) -> Generator[Any, None, Any]:
        return asyncio.shield(self._future).__await__()

    def then(
        self,
        on_fulfilled: Callable[[Any], object] | None = None,
        on_rejected: Callable[[Any], object] | None = None,
    ) -> "Promise":
        return Promise.start(_follow(self, on_fulfilled, on_rejected))

    def catch(self, on_rejected: Callable[[Any], object]) -> "Promise":
        return self.then(None, on_rejected)

    def finally_(self, on_finally: Callable[[], object]) -> "Promise":
        return Promise.start(_finish(self, on_finally))

    def unwrap(self, unwrapping: Unwrapping, depth: int) -> object:  # noqa: ARG002 - an override
        return self


async def _follow(
    promise: Promise,
    on_fulfilled: Callable[[Any], object] | None,
    on_rejected: Callable[[Any], object] | None,
) -> object:
    try:
        value = await promise
    except Exception as error:
        if on_rejected is None:
            raise
        return await _settle(on_rejected(error))
    return value if on_fulfilled is None else await _settle(on_fulfilled(value))


async def _finish(promise: Promise, on_finally: Callable[[], object]) -> object:
    try:
        return await promise
    finally:
        await _settle(on_finally())


async def _settle(value: Any) -> object:
    return await value if hasattr(value, "__await__") else value
