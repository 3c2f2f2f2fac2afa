"""The names of `pyodide.ffi.wrappers`: listeners and timers whose proxies need no care."""

from collections.abc import Callable
from typing import Any

from fakeflare.worker.javascript.language.worker_state import get_worker_state
from fakeflare.worker.javascript.web.timers import clearInterval, clearTimeout, setInterval, setTimeout
from fakeflare.worker.pyodide.proxies import JsDoubleProxy, create_once_callable, create_proxy

Listener = Callable[[Any], object]


class _Held:
    """The proxies of one Worker that wait to be destroyed."""

    def __init__(self) -> None:
        self.listeners: dict[tuple[int, str, Listener], JsDoubleProxy] = {}
        self.timers: dict[int, JsDoubleProxy] = {}


def _get_held() -> _Held:
    return get_worker_state().get_slot(_Held)


def add_event_listener(elt: Any, event: str, listener: Listener) -> None:
    proxy = create_proxy(listener)
    _get_held().listeners[id(elt), event, listener] = proxy
    elt.addEventListener(event, proxy)


def remove_event_listener(elt: Any, event: str, listener: Listener) -> None:
    """Undo `add_event_listener`. KeyError where there is nothing to undo."""
    proxy = _get_held().listeners.pop((id(elt), event, listener))
    elt.removeEventListener(event, proxy)
    proxy.destroy()


def set_timeout(callback: Callable[[], object], timeout: int) -> int:
    """Call once after `timeout` milliseconds; the number of the timer."""
    held = _get_held()

    def call() -> object:
        held.timers.pop(number, None)
        return callback()

    proxy = create_once_callable(call)
    number = setTimeout(proxy, timeout)
    held.timers[number] = proxy
    return number


def clear_timeout(timeout_retval: int) -> None:
    """Forget a timer of `set_timeout`."""
    clearTimeout(timeout_retval)
    _destroy(timeout_retval)


def set_interval(callback: Callable[[], object], interval: int) -> int:
    """Call every `interval` milliseconds; the number of the timer."""
    proxy = create_proxy(callback)
    number = setInterval(proxy, interval)
    _get_held().timers[number] = proxy
    return number


def clear_interval(interval_retval: int) -> None:
    """Forget a timer of `set_interval`."""
    clearInterval(interval_retval)
    _destroy(interval_retval)


def _destroy(number: int) -> None:
    proxy = _get_held().timers.pop(number, None)
    if proxy is not None:
        proxy.destroy()


NAMES: dict[str, object] = {
    "add_event_listener": add_event_listener,
    "clear_interval": clear_interval,
    "clear_timeout": clear_timeout,
    "remove_event_listener": remove_event_listener,
    "set_interval": set_interval,
    "set_timeout": set_timeout,
}
