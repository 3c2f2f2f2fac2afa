"""The module `js`: the global scope of the Worker that runs. What is not here says so."""

from collections.abc import Iterator
from types import ModuleType
from typing import NoReturn

from worker.javascript import buffers, console, fetching, json
from worker.javascript.buffers import ArrayBuffer, DataView
from worker.javascript.collections import JsArray, JsMap, JsSet
from worker.javascript.dates import Date
from worker.javascript.errors import JsException, JsRangeError, JsSyntaxError, JsTypeError
from worker.javascript.headers import Headers
from worker.javascript.missing import NOT_EMULATED
from worker.javascript.objects import JsObject
from worker.javascript.promises import Promise
from worker.javascript.proxies import JsClass
from worker.javascript.realm import find_realm
from worker.javascript.requests import Request
from worker.javascript.responses import Response
from worker.javascript.streams import ReadableStream
from worker.javascript.urls import URL

_CLASSES: tuple[JsClass, ...] = (
    *(JsObject, JsArray, JsMap, JsSet, Date, Promise),
    *(JsException, JsRangeError, JsSyntaxError, JsTypeError),
    *(ArrayBuffer, DataView, Headers, ReadableStream, Request, Response, URL),
    *buffers.TYPED_ARRAYS.values(),
)

SHARED: dict[str, object] = {
    **{kind.name: kind for kind in _CLASSES},
    "JSON": json.JSON(),
    "console": console.Console(),
    "fetch": fetching.fetch,
    "undefined": None,
}
"""What every Worker finds; a function that needs to know the Worker asks for its realm."""


class GlobalScope(ModuleType):
    """`js` itself. What a Worker sets here, no other Worker sees."""

    def __init__(self) -> None:
        super().__init__("js")
        # `from js import X` reports the file in place of our words:
        # "cannot import name 'X' from 'js' (not emulated by fakeflare yet)"
        self.__dict__["__file__"] = NOT_EMULATED
        self.__dict__["globalThis"] = self

    def __getattr__(self, name: str) -> object:
        realm = find_realm()
        if realm is not None and name in realm.own:
            return realm.own[name]
        if name in SHARED:
            return SHARED[name]
        _refuse(name)

    def __setattr__(self, name: str, value: object) -> None:
        realm = find_realm()
        if realm is None or name.startswith("__"):
            super().__setattr__(name, value)
        else:
            realm.own[name] = value

    def __delattr__(self, name: str) -> None:
        realm = find_realm()
        if realm is None or name not in realm.own:
            _refuse(name)
        del realm.own[name]

    def __dir__(self) -> Iterator[str]:
        realm = find_realm()
        yield from {**SHARED, **(realm.own if realm else {}), **self.__dict__}


def _refuse(name: str) -> NoReturn:
    if name.startswith("__"):
        raise AttributeError(f"module 'js' has no attribute {name!r}")
    raise AttributeError(f"js.{name} is {NOT_EMULATED}")
