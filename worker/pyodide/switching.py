"""`run_sync`: waiting inside synchronous code, by switching stacks as JSPI does.

A task of a Worker runs its coroutine in a greenlet. What the coroutine awaits, and what synchronous code
below it waits for with `run_sync`, leaves that greenlet the same way: up to the task, which yields it to the
loop. So `run_sync(x)` is `await x` in every respect: the same task, context variables, cancellation.
"""

import asyncio
import atexit
import threading
import types
from collections.abc import Awaitable, Callable, Coroutine, Generator
from contextvars import Context
from typing import Any, TypeVar

from greenlet import getcurrent, greenlet

from fakeflare.worker.javascript.language import worker_state as worker_states

Result = TypeVar("Result")
TaskFactory = Callable[..., "asyncio.Future[Any]"]

NO_SUSPENDER = "No suspender"
"""What Pyodide says where there is nothing to switch to; the SDK's `import_from_javascript` looks for it."""


class _Stack(greenlet):
    """The greenlet of one driven coroutine."""

    def __init__(self) -> None:
        super().__init__()
        self.gr_context = getcurrent().gr_context
        # Who asked and is to be answered, where that is a greenlet begun in this one (as SQLAlchemy does).
        self._asker: greenlet | None = None

    def run(self, coroutine: Coroutine[Any, Any, object]) -> object:
        return self.follow(coroutine)

    def follow(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        """Run a coroutine to its end on this stack; what it yields is asked of the task."""
        step: Callable[[Any], Any] = coroutine.send
        argument: Any = None
        try:
            while True:
                try:
                    wanted = step(argument)
                except StopIteration as end:
                    result: Result = end.value
                    return result
                try:
                    argument = self._ask(wanted)
                    step = coroutine.send
                except BaseException as error:  # noqa: BLE001 - thrown into the coroutine
                    argument = error
                    step = coroutine.throw
        finally:
            del argument  # an error would hold this frame, which holds the error

    def _ask(self, wanted: object) -> object:
        current, parent = getcurrent(), self.parent
        if current is not self:
            self._asker = current
        assert parent is not None  # noqa: S101 - only a thread's first greenlet has none
        return parent.switch(wanted)

    def answer(self, value: object) -> object:
        """Go on after what was asked for; returns what is asked next, or the result once `dead`."""
        return self._resume().switch(value)

    def fail(self, error: BaseException) -> object:
        """Go on with an exception where something was asked for."""
        try:
            # with the traceback, which names the line that failed in the task awaited
            return self._resume().throw(type(error), error, error.__traceback__)
        finally:
            del error

    def _resume(self) -> greenlet:
        # An eager task takes its first step on the stack of who created it, and later ones on the loop's.
        here = getcurrent()
        if self.parent is not here:
            self.parent = here
        asker, self._asker = self._asker, None
        return self if asker is None else asker


@types.coroutine
def _run_steps(coroutine: Coroutine[Any, Any, Result]) -> Generator[Any, Any, Result]:
    stack = _Stack()
    wanted: Any = stack.switch(coroutine)
    while not stack.dead:
        try:
            value = yield wanted
        except BaseException as error:  # noqa: BLE001 - thrown into the coroutine
            wanted = stack.fail(error)
        else:
            wanted = stack.answer(value)
    result: Result = wanted
    return result


async def _drive(coroutine: Coroutine[Any, Any, Result]) -> Result:
    return await _run_steps(coroutine)


def drive(coroutine: Coroutine[Any, Any, Result]) -> Coroutine[Any, Any, Result]:
    """The same coroutine, below which synchronous code may call `run_sync`."""
    driven = _drive(coroutine)
    for name in ("__name__", "__qualname__"):  # for the repr of its task
        setattr(driven, name, getattr(coroutine, name, getattr(driven, name)))
    return driven


def make_task_factory(previous: TaskFactory | None = None) -> TaskFactory:
    """A task factory for `loop.set_task_factory`: drives every task that is begun inside a Worker, and
    leaves others to `previous` as they are."""

    def create_task(
        loop: asyncio.AbstractEventLoop, coroutine: Coroutine[Any, Any, object], **options: Any
    ) -> "asyncio.Future[Any]":
        worker_state = find_entered(options.get("context"))
        if worker_state is not None:
            settle_loop(worker_state, loop)
            coroutine = drive(coroutine)
        if previous is None:
            return asyncio.Task(coroutine, loop=loop, **options)
        return previous(loop, coroutine, **options)

    return create_task


def settle_loop(worker_state: worker_states.WorkerState, loop: asyncio.AbstractEventLoop) -> None:
    """Make `loop` the one that the Worker's tasks run on, for who waits in another thread."""
    if worker_state.loop is not loop:
        worker_state.loop = loop
        worker_state.get_slot(_Home).settle(loop)


def find_entered(context: Context | None = None) -> worker_states.WorkerState | None:
    """The state of the Worker that runs here, or in another context; a resident one does not count."""
    running = worker_states._running
    return running.get() if context is None else context.get(running)


def run_sync(awaitable: Awaitable[Result], /) -> Result:
    """What `awaitable` gives, waited for in synchronous code; its exception is raised here.

    RuntimeError where a loop runs that nothing can switch to: in a callback of the loop, or in a task that
    does not belong to a Worker.
    """
    stack = _find_stack()
    if stack is not None:
        return stack.follow(_wait_for(awaitable))
    if _is_loop_running():
        _discard(awaitable)
        raise RuntimeError(NO_SUSPENDER)
    worker_state = worker_states.find_worker_state()
    home = None if worker_state is None else worker_state.get_slot(_Home)
    if home is not None and home.is_elsewhere():
        return home.submit(_wait_for(awaitable))
    loop = home.loop if home is not None and home.is_idle_here() else _kept.get_loop()
    assert loop is not None  # noqa: S101 - `is_idle_here` says so
    return loop.run_until_complete(drive(_wait_for(awaitable)))


def can_run_sync() -> bool:
    """Whether `run_sync` can wait here."""
    return _find_stack() is not None or not _is_loop_running()


async def _wait_for(awaitable: Awaitable[Result]) -> Result:
    return await awaitable


def _find_stack() -> _Stack | None:
    """The stack this code runs on, also through greenlets that somebody else began on it."""
    current: greenlet | None = getcurrent()
    while current is not None:
        if isinstance(current, _Stack):
            return current
        current = current.parent
    return None


def _is_loop_running() -> bool:
    return asyncio._get_running_loop() is not None


def _discard(awaitable: object) -> None:
    """A coroutine nobody will await would warn about it."""
    if isinstance(awaitable, Coroutine):
        awaitable.close()


class _Home:
    """The loop on which a Worker's tasks run, for who waits in another thread."""

    def __init__(self) -> None:
        self.loop: asyncio.AbstractEventLoop | None = None
        self._thread = 0

    def settle(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._thread = threading.get_ident()

    def is_elsewhere(self) -> bool:
        return self.loop is not None and self.loop.is_running()

    def is_idle_here(self) -> bool:
        return self.loop is not None and not self.loop.is_closed() and self._thread == threading.get_ident()

    def submit(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        assert self.loop is not None  # noqa: S101 - `is_elsewhere` says so
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result()


class _KeptLoop(threading.local):
    """A loop for each thread that waits where none runs; closed when its thread ends."""

    def __init__(self) -> None:
        self._holder: _LoopHolder | None = None

    def get_loop(self) -> asyncio.AbstractEventLoop:
        if self._holder is None:
            self._holder = _LoopHolder()
        return self._holder.loop

    def close(self) -> None:
        self._holder = None


class _LoopHolder:
    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.loop.set_task_factory(make_task_factory())

    def __del__(self) -> None:
        self.loop.close()


_kept = _KeptLoop()
atexit.register(_kept.close)
