"""The module `js`: the global scope of the Worker that runs. What is not here says so."""

from collections.abc import Iterator
from types import ModuleType
from typing import NoReturn

from fakeflare.worker.javascript.fetch import fetching
from fakeflare.worker.javascript.fetch.blobs import Blob, File
from fakeflare.worker.javascript.fetch.cache.caches import Cache, CacheStorage
from fakeflare.worker.javascript.fetch.forms import FormData
from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.html.rewriter import HTMLRewriter
from fakeflare.worker.javascript.language.buffers import typed_arrays as buffers
from fakeflare.worker.javascript.language.buffers.data_views import DataView
from fakeflare.worker.javascript.language.buffers.typed_arrays import ArrayBuffer
from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.collections.maps import JsMap
from fakeflare.worker.javascript.language.collections.sets import JsSet
from fakeflare.worker.javascript.language.dates.date import Date
from fakeflare.worker.javascript.language.json import json
from fakeflare.worker.javascript.language.kernel.errors import (
    JsException,
    JsRangeError,
    JsSyntaxError,
    JsTypeError,
)
from fakeflare.worker.javascript.language.kernel.functions import NativeFunction
from fakeflare.worker.javascript.language.kernel.missing import NOT_EMULATED
from fakeflare.worker.javascript.language.kernel.proxies import JsClass
from fakeflare.worker.javascript.language.objects import JsObject
from fakeflare.worker.javascript.language.promises import Promise
from fakeflare.worker.javascript.language.worker_state import find_worker_state
from fakeflare.worker.javascript.sockets.websockets import WebSocket, WebSocketPair
from fakeflare.worker.javascript.standard import STANDARD
from fakeflare.worker.javascript.streams.compression import CompressionStream, DecompressionStream
from fakeflare.worker.javascript.streams.readable import ReadableStream
from fakeflare.worker.javascript.streams.readers import ReadableStreamBYOBReader, ReadableStreamDefaultReader
from fakeflare.worker.javascript.streams.strategies import ByteLengthQueuingStrategy, CountQueuingStrategy
from fakeflare.worker.javascript.streams.text import TextDecoderStream, TextEncoderStream
from fakeflare.worker.javascript.streams.transforms import (
    FixedLengthStream,
    IdentityTransformStream,
    TransformStream,
)
from fakeflare.worker.javascript.streams.writable import WritableStream, WritableStreamDefaultWriter
from fakeflare.worker.javascript.web import console
from fakeflare.worker.javascript.web.encoding import TextDecoder, TextEncoder
from fakeflare.worker.javascript.web.search_params import URLSearchParams
from fakeflare.worker.javascript.web.urls import URL

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
"""What every Worker finds; a function that needs to know the Worker asks for its `WorkerState`."""


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
        worker_state = find_worker_state()
        if worker_state is not None and name in worker_state.own:
            return worker_state.own[name]
        if name in SHARED:
            return SHARED[name]
        _refuse(name)

    def __setattr__(self, name: str, value: object) -> None:
        worker_state = find_worker_state()
        if worker_state is None or name.startswith("__"):
            super().__setattr__(name, value)
        else:
            worker_state.own[name] = value

    def __delattr__(self, name: str) -> None:
        worker_state = find_worker_state()
        if worker_state is None or name not in worker_state.own:
            _refuse(name)
        del worker_state.own[name]

    def __dir__(self) -> Iterator[str]:
        worker_state = find_worker_state()
        yield from {**SHARED, **(worker_state.own if worker_state else {}), **self.__dict__}


def _refuse(name: str) -> NoReturn:
    if name.startswith("__"):
        raise AttributeError(f"module 'js' has no attribute {name!r}")
    raise AttributeError(f"js.{name} is {NOT_EMULATED}")
