"""Functions of a Worker that nobody waits for: listeners, timers, microtasks. Their failures are logged."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from fakeflare.worker.javascript.language.kernel.proxies import JsProxy

log = logging.getLogger("fakeflare.worker")

# The loop itself keeps only weak references to tasks.
_running: set[asyncio.Future[Any]] = set()

_warned: set[tuple[str, str]] = set()


def start_callback(function: Callable[..., object], *args: object) -> object:
    """Call `function`; what an async one does goes on by itself, as Pyodide schedules its coroutine."""
    result = function(*args)
    if not isinstance(result, Awaitable):
        return result
    _keep(asyncio.ensure_future(_watch(result)))
    return None


def start_task(function: Callable[..., object], *args: object) -> None:
    """Call `function` in a task of its own, soon."""
    _keep(asyncio.ensure_future(_run(function, *args)))


def warn_of_borrowed(function: object, taker: str) -> None:
    """Say, once, that Pyodide destroys the proxy of a plain Python function when `taker` returns.

    fakeflare calls such a function all the same: the log is a better place for this than a lost timer.
    """
    if isinstance(function, JsProxy):
        return
    name = getattr(function, "__qualname__", None) or repr(function)
    if (taker, name) not in _warned:
        _warned.add((taker, name))
        log.warning(
            "%s() was given the Python function %s: on Cloudflare it is destroyed before it is called; "
            "wrap it in pyodide.ffi.create_proxy() or create_once_callable()",
            taker,
            name,
        )


def _keep(task: "asyncio.Future[Any]") -> None:
    _running.add(task)
    task.add_done_callback(_running.discard)


async def _watch(work: Awaitable[object]) -> None:
    try:
        await work
    except Exception:
        log.exception("Uncaught (in promise)")


async def _run(function: Callable[..., object], *args: object) -> None:
    try:
        result = function(*args)
        if isinstance(result, Awaitable):
            await result
    except Exception:
        log.exception("Uncaught exception in %s", getattr(function, "__qualname__", repr(function)))
