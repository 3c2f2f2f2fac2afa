"""The names of `pyodide.ffi`, gathered from the modules beside it."""

from fakeflare.worker.javascript.language.buffers.typed_arrays import TypedArray
from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.collections.maps import JsMap
from fakeflare.worker.javascript.language.collections.sets import JsSet
from fakeflare.worker.javascript.language.kernel.errors import JsException
from fakeflare.worker.javascript.language.kernel.null import JsNull, jsnull
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy
from fakeflare.worker.javascript.language.objects import JsObject
from fakeflare.worker.javascript.language.promises import Promise
from fakeflare.worker.pyodide.conversions import ConversionError, InternalError, to_js
from fakeflare.worker.pyodide.kinds import KINDS
from fakeflare.worker.pyodide.proxies import (
    JsDoubleProxy,
    create_once_callable,
    create_proxy,
    destroy_proxies,
)
from fakeflare.worker.pyodide.registering import register_js_module, unregister_js_module
from fakeflare.worker.pyodide.switching import can_run_sync, run_sync

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
