"""The module `js` of one Worker: its global scope. What is not here says so."""

from types import ModuleType

from worker.javascript.buffers import TYPED_ARRAYS, ArrayBuffer, DataView
from worker.javascript.collections import JsArray, JsMap, JsSet
from worker.javascript.console import Console
from worker.javascript.dates import Date
from worker.javascript.errors import JsException, JsRangeError, JsSyntaxError, JsTypeError
from worker.javascript.fetching import Fetch
from worker.javascript.headers import Headers
from worker.javascript.json import JSON
from worker.javascript.missing import make_module
from worker.javascript.objects import JsObject
from worker.javascript.promises import Promise
from worker.javascript.proxies import JsClass
from worker.javascript.requests import Request
from worker.javascript.responses import Response
from worker.javascript.streams import ReadableStream
from worker.javascript.urls import URL


def make_globals(fetch: Fetch) -> ModuleType:
    """`js`, with the `fetch` of one Worker."""
    classes: tuple[JsClass, ...] = (
        *(JsObject, JsArray, JsMap, JsSet, Date, Promise),
        *(JsException, JsRangeError, JsSyntaxError, JsTypeError),
        *(ArrayBuffer, DataView, Headers, ReadableStream, Request, Response, URL),
    )
    names: dict[str, object] = {kind.name: kind for kind in classes}
    names |= {kind.name: kind for kind in TYPED_ARRAYS.values()}
    names |= {"JSON": JSON(), "console": Console(), "fetch": fetch, "undefined": None}
    module = make_module("js", names)
    module.__dict__["globalThis"] = module
    return module
