"""The names of the language itself and of the small web interfaces, as `js` shows them."""

import math
from typing import Any

from fakeflare.worker.javascript.crypto.keys import CryptoKey
from fakeflare.worker.javascript.crypto.subtle import Crypto, SubtleCrypto
from fakeflare.worker.javascript.language import numbers
from fakeflare.worker.javascript.language.buffers.typed_arrays import Uint8ClampedArray
from fakeflare.worker.javascript.language.collections import weak
from fakeflare.worker.javascript.language.kernel.errors import (
    DOMException,
    JsAggregateError,
    JsEvalError,
    JsReferenceError,
    JsUriError,
)
from fakeflare.worker.javascript.language.kernel.functions import Function, NativeFunction
from fakeflare.worker.javascript.language.kernel.proxies import JsClass, JsProxy
from fakeflare.worker.javascript.language.reflection import Reflect
from fakeflare.worker.javascript.language.regexes.regexp import RegExp
from fakeflare.worker.javascript.language.symbols import SymbolFunction
from fakeflare.worker.javascript.web import base64, events, timers
from fakeflare.worker.javascript.web.aborting import AbortController, AbortSignal
from fakeflare.worker.javascript.web.cloning import structured_clone


class Navigator(JsProxy):
    userAgent = "Cloudflare-Workers"
    language = "en"
    hardwareConcurrency = 1


def _refuse_code(*_args: object) -> Any:
    """Refuse `eval`, as workerd does: code from text is forbidden."""
    return Function.construct()


_CLASSES: tuple[JsClass, ...] = (
    *(AbortController, AbortSignal, CryptoKey, DOMException, Function, RegExp, SubtleCrypto),
    Uint8ClampedArray,
    *(JsAggregateError, JsEvalError, JsReferenceError, JsUriError),
    *(events.CloseEvent, events.CustomEvent, events.ErrorEvent, events.Event, events.EventTarget),
    *(events.MessageEvent, weak.WeakMap, weak.WeakRef, weak.WeakSet),
)

_FUNCTIONS = (
    *(base64.atob, base64.btoa, base64.decodeURI, base64.decodeURIComponent, base64.encodeURI),
    *(base64.encodeURIComponent, base64.escape, base64.unescape),
    *(timers.clearInterval, timers.clearTimeout, timers.setInterval, timers.setTimeout),
    timers.queueMicrotask,
)

STANDARD: dict[str, object] = {
    **{kind.name: kind for kind in _CLASSES},
    **{function.__name__: NativeFunction(function) for function in _FUNCTIONS},
    "BigInt": numbers.BigIntFunction(),
    "Boolean": numbers.BooleanFunction(),
    "Infinity": math.inf,
    "Math": numbers.Math(),
    "NaN": math.nan,
    "Number": numbers.NumberFunction(),
    "Reflect": Reflect(),
    "String": numbers.StringFunction(),
    "Symbol": SymbolFunction(),
    "crypto": Crypto(),
    "eval": NativeFunction(_refuse_code, "eval"),
    "isFinite": NativeFunction(numbers.is_finite, "isFinite"),
    "isNaN": NativeFunction(numbers.is_nan, "isNaN"),
    "navigator": Navigator(),
    "parseFloat": NativeFunction(numbers.parse_float, "parseFloat"),
    "parseInt": NativeFunction(numbers.parse_int, "parseInt"),
    "performance": timers.Performance(),
    "scheduler": timers.Scheduler(),
    "structuredClone": NativeFunction(structured_clone, "structuredClone"),
}
