"""The module `js`: the global scope of the Worker that runs. What is not here says so."""

from collections.abc import Iterator
from types import ModuleType
from typing import NoReturn

from fakeflare.worker.javascript import buffers, console, fetching, json
from fakeflare.worker.javascript.blobs import Blob, File
from fakeflare.worker.javascript.buffers import ArrayBuffer
from fakeflare.worker.javascript.caches import Cache, CacheStorage
from fakeflare.worker.javascript.collections import JsArray, JsMap, JsSet
from fakeflare.worker.javascript.compression import CompressionStream, DecompressionStream
from fakeflare.worker.javascript.data_views import DataView
from fakeflare.worker.javascript.dates import Date
from fakeflare.worker.javascript.encoding import TextDecoder, TextEncoder
from fakeflare.worker.javascript.errors import JsException, JsRangeError, JsSyntaxError, JsTypeError
from fakeflare.worker.javascript.forms import FormData
from fakeflare.worker.javascript.headers import Headers
from fakeflare.worker.javascript.html_rewriter import HTMLRewriter
from fakeflare.worker.javascript.missing import NOT_EMULATED
from fakeflare.worker.javascript.objects import JsObject
from fakeflare.worker.javascript.promises import Promise
from fakeflare.worker.javascript.proxies import JsClass, NativeFunction
from fakeflare.worker.javascript.readers import ReadableStreamBYOBReader, ReadableStreamDefaultReader
from fakeflare.worker.javascript.realm import find_realm
from fakeflare.worker.javascript.requests import Request
from fakeflare.worker.javascript.responses import Response
from fakeflare.worker.javascript.search_params import URLSearchParams
from fakeflare.worker.javascript.standard import STANDARD
from fakeflare.worker.javascript.strategies import ByteLengthQueuingStrategy, CountQueuingStrategy
from fakeflare.worker.javascript.streams import ReadableStream
from fakeflare.worker.javascript.text_streams import TextDecoderStream, TextEncoderStream
from fakeflare.worker.javascript.transforms import FixedLengthStream, IdentityTransformStream, TransformStream
from fakeflare.worker.javascript.urls import URL
from fakeflare.worker.javascript.websockets import WebSocket, WebSocketPair
from fakeflare.worker.javascript.writable import WritableStream, WritableStreamDefaultWriter

_CLASSES: tuple[JsClass, ...] = (
    *(JsObject, JsArray, JsMap, JsSet, Date, Promise),
    *(JsException, JsRangeError, JsSyntaxError, JsTypeError),
    *(ArrayBuffer, DataView, Headers, ReadableStream, Request, Response, URL),
    *(Blob, File, FormData, TextDecoder, TextEncoder, URLSearchParams),
    *(ReadableStreamBYOBReader, ReadableStreamDefaultReader, WritableStream, WritableStreamDefaultWriter),
    *(TransformStream, IdentityTransformStream, FixedLengthStream, CompressionStream, DecompressionStream),
    *(TextDecoderStream, TextEncoderStream, ByteLengthQueuingStrategy, CountQueuingStrategy),
    *(Cache, CacheStorage, HTMLRewriter, WebSocket, WebSocketPair),
    *buffers.TYPED_ARRAYS.values(),
)

SHARED: dict[str, object] = {
    **{kind.name: kind for kind in _CLASSES},
    **STANDARD,
    "JSON": json.JSON(),
    "caches": CacheStorage(),
    "console": console.Console(),
    "fetch": NativeFunction(fetching.fetch),
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
        self.__dict__["self"] = self

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
