"""Timers, microtasks, `scheduler` and `performance`."""

import asyncio
from typing import Any

import pytest

from fakeflare.worker.javascript.language.dates.date import Date
from fakeflare.worker.javascript.language.kernel.errors import DOMException, JsException, JsTypeError
from fakeflare.worker.javascript.language.worker_state import WorkerState, entered, find_worker_state
from fakeflare.worker.javascript.web.aborting import AbortController, AbortSignal
from fakeflare.worker.javascript.web.timers import (
    Performance,
    Scheduler,
    clearInterval,
    clearTimeout,
    queueMicrotask,
    setInterval,
    setTimeout,
    stop_timers,
)
from fakeflare.worker.pyodide.proxies import create_once_callable, create_proxy


async def refuse(_request: object) -> object:
    raise AssertionError


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_timer_calls_with_its_arguments() -> None:
    done = asyncio.get_running_loop().create_future()
    number = setTimeout(create_once_callable(lambda *args: done.set_result(args)), "1", "a", None)
    assert (await done, type(number)) == (("a", None), int)


@pytest.mark.parametrize("delay", [0, None, float("nan"), -5, 0.9])
async def test_odd_delays_are_none(delay: object) -> None:
    done = asyncio.Event()
    setTimeout(create_proxy(done.set), delay)
    await done.wait()


async def test_an_async_function_is_awaited() -> None:
    done = asyncio.Event()

    async def work() -> None:
        await asyncio.sleep(0)
        done.set()

    setTimeout(create_proxy(work))
    await done.wait()


async def test_a_cleared_timer_is_not_called() -> None:
    seen: list[object] = []
    clearTimeout(setTimeout(create_proxy(seen.append), 0, 1))
    for number in (None, 99, "x"):
        clearTimeout(number)
    await settle()
    assert seen == []


async def test_an_interval_repeats_until_it_is_cleared() -> None:
    seen: list[int] = []
    done = asyncio.Event()

    def tick() -> None:
        seen.append(len(seen))
        if len(seen) == 3:
            clearInterval(number)
            done.set()

    number = setInterval(create_proxy(tick), 0)
    await done.wait()
    await settle()
    assert seen == [0, 1, 2]


async def test_failures_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise ValueError("mine")

    queueMicrotask(create_proxy(fail))
    await settle()
    assert "ValueError: mine" in caplog.text


async def test_microtasks_keep_their_order() -> None:
    seen: list[int] = []
    for number in range(3):
        queueMicrotask(create_proxy(lambda number=number: seen.append(number)))
    assert seen == []
    await settle()
    assert seen == [0, 1, 2]


async def test_a_timer_runs_in_the_worker_that_set_it_and_has_its_number() -> None:
    seen: list[Any] = []
    worker_states = [WorkerState(name, refuse) for name in "ab"]
    numbers = []
    for worker_state in worker_states:
        with entered(worker_state):
            numbers.append(setTimeout(create_proxy(lambda: seen.append(find_worker_state()))))
    with entered(worker_states[0]):
        clearTimeout(numbers[1])
    await asyncio.sleep(0.001)
    await settle()
    assert (numbers, seen) == ([1, 1], [worker_states[1]])


async def test_a_worker_that_ends_takes_its_timers_along() -> None:
    seen: list[object] = []
    worker_state = WorkerState("a", refuse)
    with entered(worker_state):
        setTimeout(create_proxy(seen.append), 0, 1)
        setInterval(create_proxy(seen.append), 0, 2)
    stop_timers(worker_state)
    await asyncio.sleep(0.001)
    await settle()
    assert seen == []


async def test_wrong_uses_are_refused() -> None:
    for set_timer in (setTimeout, setInterval, queueMicrotask):
        with pytest.raises(JsTypeError, match="parameter 1 is not of type 'function'"):
            set_timer(5)
    with entered(WorkerState("a", refuse, is_loading=True)), pytest.raises(JsException, match="global scope"):
        setTimeout(create_proxy(print))


async def test_scheduler_waits() -> None:
    scheduler = Scheduler()
    assert await scheduler.wait(0) is None
    assert await scheduler.wait(0, signal=AbortController.new().signal) is None


async def test_a_wait_can_be_aborted() -> None:
    controller = AbortController.new()
    waiting = Scheduler().wait(60_000, signal=controller.signal)
    await settle()
    controller.abort()
    with pytest.raises(DOMException, match="The operation was aborted"):
        await waiting
    with pytest.raises(JsException, match="enough"):
        await Scheduler().wait(1, signal=AbortSignal.abort("enough"))


def test_performance_is_the_clock_of_dates() -> None:
    performance: Any = Performance()
    assert abs(performance.timeOrigin + performance.now() - Date.now()) < 1000
    assert performance.toJSON().to_py() == {"timeOrigin": 0}
    for name in ("mark", "measure"):
        with pytest.raises(NotImplementedError, match=f"performance.{name} is not emulated by fakeflare yet"):
            getattr(performance, name)("x")
