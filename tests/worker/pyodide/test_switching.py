"""`run_sync`: waiting inside synchronous code."""

import asyncio
import contextvars
import gc
import threading
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Generator, Iterator
from contextlib import contextmanager
from typing import Any

import greenlet
import pytest

from fakeflare.worker.javascript.language.worker_state import WorkerState, entered, settle, unsettle
from fakeflare.worker.pyodide.switching import can_run_sync, drive, make_task_factory, run_sync

variable: contextvars.ContextVar[str] = contextvars.ContextVar("variable", default="unset")


async def refuse(request: object) -> object:
    raise AssertionError(request)


@pytest.fixture
def worker_state() -> Iterator[WorkerState]:
    worker_state = WorkerState("one", refuse)
    yield worker_state
    gc.collect()


@contextmanager
def factory_set(previous: Any = None) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    loop.set_task_factory(make_task_factory(previous))
    try:
        yield
    finally:
        loop.set_task_factory(None)


async def run_in(worker_state: WorkerState, coroutine: Coroutine[Any, Any, Any]) -> Any:
    with factory_set(), entered(worker_state):
        return await asyncio.create_task(coroutine)


async def later(value: object, steps: int = 3) -> Any:
    for _ in range(steps):
        await asyncio.sleep(0)
    return value


async def fail(error: BaseException) -> None:
    await asyncio.sleep(0)
    raise error


async def test_synchronous_code_waits_in_a_task_of_a_worker(worker_state: WorkerState) -> None:
    def wait() -> object:
        assert can_run_sync()
        return run_sync(later("value"))

    async def main() -> object:
        return wait()

    assert await run_in(worker_state, main()) == "value"


async def test_other_tasks_go_on_meanwhile(worker_state: WorkerState) -> None:
    seen = []

    async def main(name: str) -> str:
        for number in range(3):
            seen.append((name, number))
            run_sync(asyncio.sleep(0))
        return name

    async def both() -> tuple[str, str]:
        first, second = await asyncio.gather(main("a"), main("b"))
        return first, second

    assert await run_in(worker_state, both()) == ("a", "b")
    assert seen == [("a", 0), ("b", 0), ("a", 1), ("b", 1), ("a", 2), ("b", 2)]


async def test_waiting_nests(worker_state: WorkerState) -> None:
    async def inner(depth: int) -> int:
        await asyncio.sleep(0)
        return 0 if depth == 0 else 1 + run_sync(inner(depth - 1))

    assert await run_in(worker_state, inner(5)) == 5


async def test_gathered_work_waits_inside(worker_state: WorkerState) -> None:
    async def work(number: int) -> int:
        return int(run_sync(later(number, number)))

    async def main() -> object:
        return run_sync(asyncio.gather(*(work(number) for number in range(5))))

    assert await run_in(worker_state, main()) == [0, 1, 2, 3, 4]


async def test_exceptions_come_out_where_the_code_waits(worker_state: WorkerState) -> None:
    async def main() -> str:
        with pytest.raises(ValueError, match="inside"):
            run_sync(fail(ValueError("inside")))
        return str(run_sync(later("after")))

    assert await run_in(worker_state, main()) == "after"


async def test_exceptions_leave_the_task(worker_state: WorkerState) -> None:
    async def main() -> None:
        run_sync(fail(LookupError("out")))

    with pytest.raises(LookupError, match="out"):
        await run_in(worker_state, main())


async def test_cancelling_reaches_the_waiting_code(worker_state: WorkerState) -> None:
    seen = []
    never: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def main() -> None:
        try:
            run_sync(never)
        finally:
            seen.append("cleaned")
            run_sync(later(None))
            seen.append("waited")

    with factory_set(), entered(worker_state):
        task = asyncio.create_task(main())
        await later(None)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert seen == ["cleaned", "waited"]
    assert never.cancelled()


async def test_a_timeout_around_it_works(worker_state: WorkerState) -> None:
    async def main() -> str:
        try:
            async with asyncio.timeout(0):  # noqa: ASYNC100 - `run_sync` awaits
                run_sync(asyncio.get_running_loop().create_future())
        except TimeoutError:
            return "late"
        return "never"

    assert await run_in(worker_state, main()) == "late"


async def test_context_variables_are_shared(worker_state: WorkerState) -> None:
    async def change() -> str:
        await asyncio.sleep(0)
        before = variable.get()
        variable.set("inner")
        return before

    async def main() -> tuple[str, str]:
        variable.set("outer")
        before = run_sync(change())
        await asyncio.sleep(0)
        return before, variable.get()

    assert await run_in(worker_state, main()) == ("outer", "inner")
    assert variable.get() == "unset"


async def test_a_context_entered_by_hand_survives_waiting(worker_state: WorkerState) -> None:
    def wait() -> str:
        variable.set("mine")
        run_sync(later(None))
        return variable.get()

    async def main() -> tuple[str, str]:
        return contextvars.copy_context().run(wait), variable.get()

    assert await run_in(worker_state, main()) == ("mine", "unset")


async def test_the_task_stays_the_same(worker_state: WorkerState) -> None:
    async def current() -> object:
        await asyncio.sleep(0)
        return asyncio.current_task()

    async def main() -> bool:
        return run_sync(current()) is asyncio.current_task()

    assert await run_in(worker_state, main())


async def test_generators_wait(worker_state: WorkerState) -> None:
    def numbers() -> Iterator[int]:
        for number in range(3):
            yield run_sync(later(number))

    async def main() -> list[int]:
        return [number + run_sync(later(10)) for number in numbers()]

    assert await run_in(worker_state, main()) == [10, 11, 12]


async def test_every_kind_of_awaitable_is_waited_for(worker_state: WorkerState) -> None:
    class Custom:
        def __await__(self) -> Generator[Any, None, str]:
            yield
            return "custom"

    async def main() -> list[object]:
        task = asyncio.create_task(later("task"))
        future: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(future.set_result, "future")
        return [run_sync(Custom()), run_sync(task), run_sync(future)]

    assert await run_in(worker_state, main()) == ["custom", "task", "future"]


async def test_what_cannot_be_awaited_is_a_type_error(worker_state: WorkerState) -> None:
    async def main() -> None:
        run_sync(1)  # type: ignore[arg-type]

    with pytest.raises(TypeError, match="await"):
        await run_in(worker_state, main())


async def test_async_generators_wait(worker_state: WorkerState) -> None:
    async def numbers() -> AsyncIterator[int]:
        for number in range(3):
            yield run_sync(later(number))
            await asyncio.sleep(0)

    async def main() -> list[int]:
        return [number async for number in numbers()]

    assert await run_in(worker_state, main()) == [0, 1, 2]


async def test_a_greenlet_begun_by_others_waits(worker_state: WorkerState) -> None:
    def bridge(function: Callable[[], object]) -> object:
        return greenlet.greenlet(function).switch()

    async def main() -> object:
        found = bridge(lambda: [run_sync(later(1)), run_sync(later(2))])
        return found, run_sync(later(3))

    assert await run_in(worker_state, main()) == ([1, 2], 3)


async def test_an_eager_task_waits_first_on_the_stack_of_who_began_it(worker_state: WorkerState) -> None:
    """Its first step is taken elsewhere than the others."""
    driven = drive(main_eagerly())
    first = driven.send(None)
    assert await later("between") == "between"

    async def rest() -> object:
        try:
            while True:
                driven.send(None)
        except StopIteration as end:
            return end.value

    assert first is None
    assert await run_in(worker_state, rest()) == "done"


async def main_eagerly() -> str:
    run_sync(later(None, 2))
    await asyncio.sleep(0)
    return "done"


async def test_tasks_of_no_worker_are_left_alone(worker_state: WorkerState) -> None:
    async def main() -> str:
        return repr(asyncio.current_task())

    begun = []

    def previous(loop: asyncio.AbstractEventLoop, coroutine: Any, **options: Any) -> Any:
        begun.append(coroutine)
        return asyncio.Task(coroutine, loop=loop, **options)

    settle(worker_state)
    try:
        with factory_set(previous):
            coroutine = main()
            await asyncio.create_task(coroutine)
            assert begun == [coroutine]
            context = contextvars.copy_context()
            with entered(worker_state):
                inside = contextvars.copy_context()
                await asyncio.create_task(main(), context=context)
            seen = await asyncio.create_task(main(), context=inside, name="named")
    finally:
        unsettle(worker_state)
    assert [one.cr_code.co_name for one in begun] == ["main", "main", "_drive"]
    assert "main() running" in seen
    assert "named" in seen


async def test_outside_a_worker_a_running_loop_refuses() -> None:
    assert not can_run_sync()
    with pytest.raises(RuntimeError) as caught:
        run_sync(later(None))
    assert caught.value.args == ("No suspender",)
    with pytest.raises(RuntimeError):
        run_sync(asyncio.get_running_loop().create_future())


async def test_a_callback_of_the_loop_cannot_wait(worker_state: WorkerState) -> None:
    async def main() -> object:
        future: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(lambda: future.set_result(can_run_sync()))
        return await future

    assert await run_in(worker_state, main()) is False


def test_without_a_loop_one_is_kept(worker_state: WorkerState) -> None:
    async def loop() -> object:
        return run_sync(same())

    async def same() -> object:
        return asyncio.get_running_loop()

    assert can_run_sync()
    assert run_sync(loop()) is run_sync(loop())


def test_a_thread_without_a_loop_has_one_of_its_own() -> None:
    async def get_loop() -> object:
        return asyncio.get_running_loop()

    found: list[object] = [run_sync(get_loop())]
    thread = threading.Thread(target=lambda: found.append(run_sync(get_loop())))
    thread.start()
    thread.join()
    assert len(found) == 2
    assert found[0] is not found[1]


async def test_a_thread_waits_for_the_loop_of_its_worker(worker_state: WorkerState) -> None:
    async def who() -> tuple[object, int, str]:
        await asyncio.sleep(0)
        return asyncio.get_running_loop(), threading.get_ident(), variable.get()

    async def main() -> tuple[Any, int]:
        variable.set("seen")
        return await asyncio.to_thread(lambda: (run_sync(who()), threading.get_ident()))

    (loop, ident, seen), thread = await run_in(worker_state, main())
    assert (loop, ident, seen) == (asyncio.get_running_loop(), threading.get_ident(), "seen")
    assert thread != ident


def test_where_the_loop_of_the_worker_rests_it_is_used(worker_state: WorkerState) -> None:
    async def get_loop() -> object:
        return asyncio.get_running_loop()

    with asyncio.Runner() as runner:
        runner.run(run_in(worker_state, later(None)))
        with entered(worker_state):
            loop = runner.get_loop()
            assert run_sync(get_loop()) is loop
    with entered(worker_state):
        assert run_sync(get_loop()) is not loop


async def test_nothing_is_left_of_finished_and_of_dropped_tasks(worker_state: WorkerState) -> None:
    kept = []

    class Held:
        pass

    def wait(awaitable: Awaitable[object]) -> None:
        held = Held()
        kept.append(weakref.ref(held))
        run_sync(awaitable)

    async def main(awaitable: Awaitable[object]) -> None:
        wait(awaitable)

    async def fail_later() -> None:
        await asyncio.sleep(0)
        raise ValueError("x")

    gc.disable()
    try:
        await run_in(worker_state, main(later(None)))
        with pytest.raises(ValueError, match="x"):
            await run_in(worker_state, main(fail_later()))
        await asyncio.sleep(0)  # the callback that woke this task up holds the one that failed
        closed = drive(main(asyncio.get_running_loop().create_future()))
        closed.send(None)
        closed.close()
        dropped = drive(main(asyncio.get_running_loop().create_future()))
        dropped.send(None)
        del closed, dropped
        assert [reference() for reference in kept] == [None] * 4
        assert count_greenlets() == 0
    finally:
        gc.enable()


def count_greenlets() -> int:
    return sum(1 for one in gc.get_objects() if type(one).__name__ == "_Stack")
