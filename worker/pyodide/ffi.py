"""The names of `pyodide.ffi`."""

from typing import NoReturn

from worker.javascript.buffers import ArrayBuffer, TypedArray, View
from worker.javascript.collections import JsArray, JsMap, JsSet
from worker.javascript.errors import JsException
from worker.javascript.missing import NOT_EMULATED
from worker.javascript.null import JsNull, jsnull
from worker.javascript.objects import JsObject
from worker.javascript.promises import Promise
from worker.javascript.proxies import JsProxy
from worker.pyodide.conversions import ConversionError, to_js
from worker.pyodide.proxies import JsDoubleProxy, create_once_callable, create_proxy, destroy_proxies


def run_sync(_awaitable: object, /) -> NoReturn:
    """Waiting inside synchronous code."""
    raise NotImplementedError(f"pyodide.ffi.run_sync is {NOT_EMULATED}")


def can_run_sync() -> bool:
    return False


NAMES: dict[str, object] = {
    "ConversionError": ConversionError,
    "JsArray": JsArray,
    "JsBuffer": ArrayBuffer | View,
    "JsDoubleProxy": JsDoubleProxy,
    "JsException": JsException,
    "JsMap": JsMap,
    "JsMutableMap": JsMap,
    "JsNull": JsNull,
    "JsObject": JsObject,
    "JsPromise": Promise,
    "JsProxy": JsProxy,
    "JsSet": JsSet,
    "JsTypedArray": TypedArray,
    "can_run_sync": can_run_sync,
    "create_once_callable": create_once_callable,
    "create_proxy": create_proxy,
    "destroy_proxies": destroy_proxies,
    "jsnull": jsnull,
    "run_sync": run_sync,
    "to_js": to_js,
}
