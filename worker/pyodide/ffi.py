"""The names of `pyodide.ffi`."""

from worker.javascript.buffers import TypedArray
from worker.javascript.collections import JsArray, JsMap, JsSet
from worker.javascript.errors import JsException
from worker.javascript.null import JsNull, jsnull
from worker.javascript.objects import JsObject
from worker.javascript.promises import Promise
from worker.javascript.proxies import JsProxy
from worker.pyodide.conversions import ConversionError, InternalError, to_js
from worker.pyodide.kinds import KINDS
from worker.pyodide.proxies import JsDoubleProxy, create_once_callable, create_proxy, destroy_proxies
from worker.pyodide.registering import register_js_module, unregister_js_module
from worker.pyodide.switching import can_run_sync, run_sync

NAMES: dict[str, object] = {
    **KINDS,
    "ConversionError": ConversionError,
    "InternalError": InternalError,
    "JsArray": JsArray,
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
    "register_js_module": register_js_module,
    "run_sync": run_sync,
    "to_js": to_js,
    "unregister_js_module": unregister_js_module,
}
