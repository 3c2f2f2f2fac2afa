"""Promises: work that has started, whether or not somebody waits for it."""

import asyncio
import contextvars
import types
from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterable
from typing import Any

from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.kernel.coercions import to_string
from fakeflare.worker.javascript.language.kernel.errors import JsAggregateError, JsTypeError, throw
from fakeflare.worker.javascript.language.kernel.functions import NativeFunction
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy, Unwrapping
from fakeflare.worker.javascript.language.objects import JsObject
from fakeflare.worker.javascript.language.worker_state import find_worker_state

# The loop itself keeps only weak references to tasks.
_running: set[asyncio.Future[Any]] = set()


class Promise(JsProxy):
    """`Promise`, awaitable. Cancelling who waits does not cancel the work, as in JavaScript."""

    def __init__(self, future: asyncio.Future[Any], *, is_work: bool = True) -> None:
        self.future = future
        if is_work and not future.done():
            _running.add(future)
            future.add_done_callback(_running.discard)

    @classmethod
    def construct(cls, executor: object = None, *_rest: object) -> "Promise":
        """`new Promise((resolve, reject) => …)`; the executor is called at once."""
        if not callable(executor):
            raise JsTypeError(f"Promise resolver {_describe(executor)} is not a function")
        promise, resolve, reject = cls.make()
        try:
            executor(resolve, reject)
        except Exception as error:  # noqa: BLE001 - the promise's own failure now
            reject(error)
        return promise

    @classmethod
    def make(cls) -> "tuple[Promise, NativeFunction, NativeFunction]":
        """A promise that waits, and the two functions of which the first call decides it."""
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        state = _Decision(future)
        # only who holds the functions keeps it alive: without them it can never be decided
        promise = cls(future, is_work=False)
        return promise, NativeFunction(state.resolve, ""), NativeFunction(state.reject, "")

    @classmethod
    def start(cls, work: Coroutine[Any, Any, object]) -> "Promise":
        """A promise of what `work` returns; it is begun without waiting for it."""
        loop = find_loop()
        return cls(_start_elsewhere(work) if loop is None else loop.create_task(work))

    @classmethod
    def begin(cls, work: Coroutine[Any, Any, object]) -> "Promise":
        """Like `start`, with the first step taken at once: work that need not wait costs no task. For work of
        ours that does not ask which task it is in. All of it runs in one context, which is its own."""
        loop = find_loop()
        if loop is None:
            return cls.start(work)
        context = contextvars.copy_context()
        try:
            wanted = context.run(work.send, None)
        except StopIteration as end:
            return cls.resolve(end.value)
        except Exception as error:  # noqa: BLE001 - the promise's own failure now
            return cls.reject(error)
        return cls(loop.create_task(_go_on(work, wanted), context=context))

    @classmethod
    def resolve(cls, value: object = None) -> "Promise":
        if isinstance(value, Promise):
            return value
        if isinstance(value, Awaitable):
            return cls.start(_settle(value))
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        future.set_result(value)
        return cls(future)

    @classmethod
    def reject(cls, reason: object = None) -> "Promise":
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        future.set_exception(make_error(reason))
        return cls(future)

    @classmethod
    def all(cls, items: Iterable[object]) -> "Promise":
        """All values as an Array, or the first failure."""
        return cls.start(_wait_all(_resolve_each(items)))

    @classmethod
    def allSettled(cls, items: Iterable[object]) -> "Promise":
        """An Array of `{status, value}` and `{status, reason}`."""
        return cls.start(_wait_settled(_resolve_each(items)))

    @classmethod
    def race(cls, items: Iterable[object]) -> "Promise":
        """What the first one comes to that is done."""
        return cls.start(_wait_first(_resolve_each(items)))

    @classmethod
    def any(cls, items: Iterable[object]) -> "Promise":
        """The first value, or an AggregateError of all failures."""
        return cls.start(_wait_any(_resolve_each(items)))

    @classmethod
    def withResolvers(cls) -> Any:
        promise, resolve, reject = cls.make()
        return JsObject({"promise": promise, "resolve": resolve, "reject": reject})

    @classmethod
    def try_(cls, function: Callable[..., object], *args: object) -> "Promise":
        """`Promise.try`: what a call returns or raises."""
        try:
            return cls.resolve(function(*args))
        except Exception as error:  # noqa: BLE001 - the promise's own failure now
            return cls.reject(error)

    def __await__(self) -> Generator[Any, None, Any]:
        return asyncio.shield(self.future).__await__()

    def then(self, on_fulfilled: Any = None, on_rejected: Any = None) -> "Promise":
        return Promise.start(_follow(self, on_fulfilled, on_rejected))

    def catch(self, on_rejected: Any = None) -> "Promise":
        return self.then(None, on_rejected)

    def finally_(self, on_finally: Any = None) -> "Promise":
        return Promise.start(_finish(self, on_finally))

    def unwrap(self, unwrapping: Unwrapping, depth: int) -> object:  # noqa: ARG002 - an override
        return self


def find_loop() -> asyncio.AbstractEventLoop | None:
    """The loop that runs in this thread."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _start_elsewhere(work: Coroutine[Any, Any, object]) -> asyncio.Future[Any]:
    """Begin work on the Worker's loop, from a thread of its own (`asyncio.to_thread`, Django's views)."""
    worker_state = find_worker_state()
    loop = None if worker_state is None else worker_state.loop
    if loop is None or not loop.is_running():
        work.close()
        raise RuntimeError("no running event loop")
    future: asyncio.Future[Any] = loop.create_future()
    context = contextvars.copy_context()

    def follow(task: asyncio.Task[object]) -> None:
        if future.done():
            return
        failure = None if task.cancelled() else task.exception()
        if task.cancelled():
            future.cancel()
        elif failure is not None:
            future.set_exception(failure)
        else:
            future.set_result(task.result())

    def begin() -> None:
        task = loop.create_task(work)
        task.add_done_callback(follow)

    loop.call_soon_threadsafe(begin, context=context)
    return future


async def _go_on(work: Coroutine[Any, Any, object], wanted: Any) -> object:
    """The rest of a coroutine that waits for `wanted`."""
    return await _take_steps(work, wanted)


@types.coroutine
def _take_steps(work: Coroutine[Any, Any, object], wanted: Any) -> Generator[Any, Any, object]:
    while True:
        failure: BaseException | None = None
        value: object = None
        try:
            value = yield wanted
        except BaseException as error:  # noqa: BLE001 - thrown into the coroutine
            failure = error
        try:
            wanted = work.send(value) if failure is None else work.throw(failure)
        except StopIteration as end:
            result: object = end.value
            return result


class _Decision:
    """What the two functions of a promise share: only the first call counts."""

    def __init__(self, future: asyncio.Future[Any]) -> None:
        self._future = future
        self._is_made = False

    def resolve(self, value: object = None, *_rest: object) -> None:
        if self._is_made:
            return
        self._is_made = True
        if isinstance(value, Awaitable):
            following = asyncio.ensure_future(_settle(value))
            _running.add(following)
            following.add_done_callback(self._copy)
        elif not self._future.done():
            self._future.set_result(value)

    def reject(self, reason: object = None, *_rest: object) -> None:
        if not self._is_made and not self._future.done():
            self._future.set_exception(make_error(reason))
        self._is_made = True

    def _copy(self, following: "asyncio.Future[Any]") -> None:
        _running.discard(following)
        if self._future.done():
            return
        if following.cancelled():
            self._future.cancel()
        elif (error := following.exception()) is not None:
            self._future.set_exception(error)
        else:
            self._future.set_result(following.result())


def make_error(reason: object) -> Exception:
    """What awaiting a promise rejected with `reason` raises."""
    try:
        throw(reason)
    except Exception as error:  # noqa: BLE001 - handed on
        return error


def _describe(value: object) -> str:
    return "#<Object>" if isinstance(value, JsProxy) else to_string(value)


def _resolve_each(items: Iterable[object]) -> list[Promise]:
    return [Promise.resolve(item) for item in items]


async def _wait_all(promises: list[Promise]) -> object:
    return JsArray(await asyncio.gather(*promises))


async def _wait_settled(promises: list[Promise]) -> object:
    results = await asyncio.gather(*promises, return_exceptions=True)
    return JsArray(
        JsObject({"status": "rejected", "reason": result})
        if isinstance(result, BaseException)
        else JsObject({"status": "fulfilled", "value": result})
        for result in results
    )


async def _wait_first(promises: list[Promise]) -> object:
    if not promises:
        # as in JavaScript: nothing will ever win
        await asyncio.get_running_loop().create_future()
    winner: asyncio.Future[asyncio.Future[object]] = asyncio.get_running_loop().create_future()

    def tell(settled: asyncio.Future[object]) -> None:
        # what loses is not a failure that nobody has seen
        if not settled.cancelled():
            settled.exception()
        if not winner.done():
            winner.set_result(settled)

    runners = [asyncio.ensure_future(_settle(promise)) for promise in promises]
    for runner in runners:
        # called in the order in which they settle
        runner.add_done_callback(tell)
    return await (await winner)


async def _wait_any(promises: list[Promise]) -> object:
    errors: dict[int, BaseException] = {}

    async def attempt(index: int, promise: Promise) -> tuple[bool, object]:
        try:
            return True, await promise
        except Exception as error:  # noqa: BLE001 - kept for the AggregateError
            errors[index] = error
            return False, None

    for attempted in asyncio.as_completed([attempt(*pair) for pair in enumerate(promises)]):
        succeeded, value = await attempted
        if succeeded:
            return value
    failures = JsArray(errors[index] for index in range(len(promises)))
    raise JsAggregateError(failures, "All promises were rejected")


async def _follow(promise: Promise, on_fulfilled: Any, on_rejected: Any) -> object:
    try:
        value = await promise
    except Exception as error:
        if not callable(on_rejected):
            raise
        return await _settle(on_rejected(error))
    return await _settle(on_fulfilled(value)) if callable(on_fulfilled) else value


async def _finish(promise: Promise, on_finally: Any) -> object:
    try:
        return await promise
    finally:
        if callable(on_finally):
            await _settle(on_finally())


async def _settle(value: Any) -> object:
    return await value if hasattr(value, "__await__") else value
