"""Timers, microtasks, `scheduler` and `performance`. Every Worker counts its own timers."""

import asyncio
import math
import time
from collections.abc import Callable
from typing import Any, NoReturn

from fakeflare.worker.javascript.language.kernel.coercions import is_nullish
from fakeflare.worker.javascript.language.kernel.errors import JsTypeError, throw
from fakeflare.worker.javascript.language.kernel.members import read_option
from fakeflare.worker.javascript.language.kernel.missing import NOT_EMULATED
from fakeflare.worker.javascript.language.kernel.numeric import to_number
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy, fold_options
from fakeflare.worker.javascript.language.objects import JsObject
from fakeflare.worker.javascript.language.promises import Promise
from fakeflare.worker.javascript.language.worker_state import WorkerState, check_io, find_worker_state
from fakeflare.worker.javascript.web.detached import start_task, warn_of_borrowed

_MAX_MILLISECONDS = 2**31 - 1


class Timers:
    """The timers of one Worker, by number."""

    def __init__(self) -> None:
        self._handles: dict[int, asyncio.TimerHandle] = {}
        self._last = 0

    def start(
        self, function: Callable[..., object], delay: object, args: tuple[object, ...], repeats: bool
    ) -> int:
        """Set a timer; its number. The context, and with it the Worker, is that of who sets it."""
        check_io()
        loop = asyncio.get_running_loop()
        seconds = _read_seconds(delay)
        self._last += 1
        number = self._last

        def fire() -> None:
            if repeats:
                self._handles[number] = loop.call_later(seconds, fire)
            else:
                del self._handles[number]
            start_task(function, *args)

        self._handles[number] = loop.call_later(seconds, fire)
        return number

    def stop(self, number: object) -> None:
        """Forget a timer; what is none is passed over."""
        found = self._handles.pop(number, None) if isinstance(number, int) else None
        if found is not None:
            found.cancel()

    def stop_all(self) -> None:
        for number in list(self._handles):
            self.stop(number)


_stray = Timers()


def _get_timers() -> Timers:
    worker_state = find_worker_state()
    return _stray if worker_state is None else worker_state.get_slot(Timers)


def _read_seconds(delay: object) -> float:
    milliseconds = to_number(delay)
    if math.isnan(milliseconds) or milliseconds < 0:
        return 0
    return min(math.trunc(min(milliseconds, _MAX_MILLISECONDS)), _MAX_MILLISECONDS) / 1000


def stop_timers(worker_state: WorkerState) -> None:
    """Forget all timers of a Worker that has ended or is replaced."""
    worker_state.get_slot(Timers).stop_all()


def _check_function(function: object, taker: str) -> None:
    if not callable(function):
        raise JsTypeError(
            f"Failed to execute '{taker}' on 'ServiceWorkerGlobalScope': parameter 1 is not of type "
            "'function'."
        )
    warn_of_borrowed(function, taker)


def setTimeout(function: Any = None, delay: object = 0, *args: object) -> int:
    """Call `function(*args)` once, after `delay` milliseconds; the timer's number."""
    _check_function(function, "setTimeout")
    return _get_timers().start(function, delay, args, False)


def setInterval(function: Any = None, delay: object = 0, *args: object) -> int:
    """Call `function(*args)` every `delay` milliseconds; the timer's number."""
    _check_function(function, "setInterval")
    return _get_timers().start(function, delay, args, True)


def clearTimeout(number: object = None) -> None:
    _get_timers().stop(number)


def clearInterval(number: object = None) -> None:
    _get_timers().stop(number)


def queueMicrotask(function: Any = None) -> None:
    """Call `function` as soon as what runs now waits for something."""
    _check_function(function, "queueMicrotask")
    check_io()
    start_task(function)


class Scheduler(JsProxy):
    def wait(self, delay: object, *options: object, **more: object) -> Promise:
        """A promise fulfilled after so many milliseconds; `signal` breaks it off."""
        check_io()
        signal = read_option(next(iter(fold_options(options, more)), None), "signal")
        return Promise.start(_wait(_read_seconds(delay), None if is_nullish(signal) else signal))


async def _wait(seconds: float, signal: Any) -> None:
    if signal is None:
        await asyncio.sleep(seconds)
        return
    signal.throwIfAborted()
    # only ever cancelled: by the signal
    aborted = asyncio.get_running_loop().create_future()
    forget = signal.add_step(aborted.cancel)
    try:
        await asyncio.wait((aborted,), timeout=seconds)
    finally:
        forget()
    if aborted.done():
        throw(signal.reason)


class Performance(JsProxy):
    """`performance`: the same clock as `Date.now()`, as workerd has it against timing attacks
    (workerd/src/workerd/api/performance.h)."""

    timeOrigin = 0

    def now(self) -> float:
        return time.time_ns() // 1_000_000

    def toJSON(self) -> Any:
        return JsObject({"timeOrigin": self.timeOrigin})

    def mark(self, *_args: object) -> NoReturn:
        raise NotImplementedError(f"performance.mark is {NOT_EMULATED}")

    def measure(self, *_args: object) -> NoReturn:
        raise NotImplementedError(f"performance.measure is {NOT_EMULATED}")
