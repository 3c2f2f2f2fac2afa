"""The types of `pyodide.ffi` that ask what a JavaScript object can do: `isinstance(value, JsCallable)`."""

from collections.abc import Callable
from typing import Any

from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.language.buffers.typed_arrays import ArrayBuffer, View
from fakeflare.worker.javascript.language.kernel.proxies import JsClass, JsProxy
from fakeflare.worker.pyodide.proxies import JsDoubleProxy


class _Kind(type):
    """A type whose instances are told by a check; none is made."""

    check: Callable[[Any], bool]

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, JsProxy | JsClass) and cls.check(value)

    def __call__(cls, *_args: object, **_options: object) -> Any:
        # what Pyodide says of every type of pyodide.ffi
        raise TypeError(f"{cls.__name__} cannot be instantiated.")


def _make_kind(name: str, check: Callable[[Any], bool]) -> type:
    return _Kind(name, (), {"check": staticmethod(check), "__module__": "pyodide.ffi"})


def _has(*names: str) -> Callable[[Any], bool]:
    return lambda value: all(hasattr(type(value), name) for name in names)


KINDS: dict[str, object] = {
    name: _make_kind(name, check)
    for name, check in {
        "JsAsyncGenerator": _has("__anext__", "asend"),
        "JsAsyncIterable": _has("__aiter__"),
        "JsAsyncIterator": _has("__anext__"),
        "JsBuffer": lambda value: isinstance(value, ArrayBuffer | View),
        "JsCallable": callable,
        "JsCallableDoubleProxy": lambda value: (
            isinstance(value, JsDoubleProxy) and value.typeof == "function"
        ),
        "JsDomElement": lambda _value: False,
        "JsFetchResponse": lambda value: isinstance(value, Response),
        "JsGenerator": _has("__next__", "send"),
        "JsIterable": _has("__iter__"),
        "JsIterator": _has("__next__"),
        "JsOnceCallable": lambda value: isinstance(value, JsDoubleProxy) and value.is_once,
        "JsWeakRef": lambda _value: False,
    }.items()
}
