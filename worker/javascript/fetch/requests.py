"""`Request`: what is asked for, and its body (workerd/src/workerd/api/http.c++)."""

from typing import Any

from fakeflare.worker.javascript.fetch.bodies import Body, Content, read_content
from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.language.kernel.coercions import is_nullish, is_object, to_string
from fakeflare.worker.javascript.language.kernel.errors import JsTypeError
from fakeflare.worker.javascript.language.kernel.members import read_property
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.streams.readable import ReadableStream
from fakeflare.worker.javascript.web.aborting import AbortSignal
from fakeflare.worker.javascript.web.urls import URL

_REDIRECTS = ("follow", "manual")
_CACHE_MODES = ("no-store", "no-cache")
_MISSING = object()
_ENCODINGS = ("automatic", "manual")

# capnproto: c++/src/kj/compat/http.h, `KJ_HTTP_FOR_EACH_METHOD`
_METHODS = frozenset(
    (
        *("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "PURGE", "OPTIONS", "TRACE", "COPY", "LOCK"),
        *("MKCOL", "MOVE", "PROPFIND", "PROPPATCH", "SEARCH", "UNLOCK", "ACL", "REPORT", "MKACTIVITY"),
        *("CHECKOUT", "MERGE", "M-SEARCH", "NOTIFY", "SUBSCRIBE", "UNSUBSCRIBE", "BAN"),
    )
)


class Request(Body):
    """`Request`: an address, a method, headers and a body."""

    integrity = ""
    keepalive = False
    redirect = "follow"
    cache: str | None = None
    cf: Any = None
    given_signal: Any = None
    """The AbortSignal that the options named; `signal` makes one where there was none."""
    encode_response_body = "automatic"
    """`encodeResponseBody`: "manual" leaves a compressed response as it comes."""

    def __init__(
        self,
        url: str,
        method: str = "GET",
        headers: Headers | None = None,
        source: bytes | ReadableStream | None = None,
    ) -> None:
        self.url = url
        self.method = method
        self.headers = Headers() if headers is None else headers
        self._source = source

    @classmethod
    def construct(cls, resource: object = _MISSING, init: object = None, *_rest: object) -> "Request":
        """`new Request(url | request, init)`; init may be another Request."""
        if resource is _MISSING:
            raise JsTypeError(
                "Failed to construct 'Request': constructor parameter 1 is not of type 'Request or string'."
            )
        if not is_nullish(init) and not is_object(init):
            raise JsTypeError(
                "Failed to construct 'Request': constructor parameter 2 is not of type "
                "'RequestInitializerDict or Request'."
            )
        base = resource if isinstance(resource, Request) else None
        url = URL(to_string(resource)).href if base is None else base.url
        if init is None or init is jsnull:
            request = cls(url) if base is None else _copy(base, base.take_detached())
            return request
        method = _read_method(base, init)
        content = _read_body(base, init, method)
        headers = read_property(init, "headers")
        if headers is None:
            headers = None if base is None else base.headers
        made = Headers.read_field(headers, "RequestInitializerDict")
        request = cls(url, method, made, content.source)
        if content.content_type is not None:
            request.headers.set_default("content-type", content.content_type)
        _read_rest(request, base, init)
        return request

    @property
    def signal(self) -> Any:
        # workerd/src/workerd/api/http.c++, `Request::getThisSignal`
        if self.given_signal is None:
            self.given_signal = AbortSignal()
        return self.given_signal

    @signal.setter
    def signal(self, signal: Any) -> None:
        self.given_signal = signal

    def clone(self, *_rest: object) -> "Request":
        return _copy(self, self.split_source())

    def take_detached(self) -> bytes | ReadableStream | None:
        """Use the body up for another Request; who held its stream cannot read it any more."""
        if self.bodyUsed:
            raise JsTypeError("Cannot reconstruct a Request with a used body.")
        source = self._source
        if isinstance(source, ReadableStream):
            return source.detach()
        return self.take_source()


def _copy(base: Request, source: bytes | ReadableStream | None) -> Request:
    copy = Request(base.url, base.method, Headers.construct(base.headers), source)
    for name in ("redirect", "cache", "cf", "given_signal", "encode_response_body"):
        if name in base.__dict__:
            setattr(copy, name, base.__dict__[name])
    return copy


def _read_method(base: Request | None, init: object) -> str:
    value = read_property(init, "method")
    if value is None:
        return "GET" if base is None else base.method
    given = to_string(value)
    # compatibility flag upper_case_all_http_methods, on since 2024-10-14
    method = given.upper()
    if method not in _METHODS:
        raise JsTypeError(f"Invalid HTTP method string: {given}")
    return method


def _read_body(base: Request | None, init: object, method: str) -> Content:
    if isinstance(init, Request):
        # its body is shared, not taken: it counts as a mere dictionary
        return Content(init._source)
    body = read_property(init, "body")
    if is_nullish(body):
        content = Content(None if base is None else base.take_detached())
    else:
        content = read_content(body)
    is_changed = not (is_nullish(body) and is_nullish(read_property(init, "method")))
    if content.source is not None and is_changed and method in ("GET", "HEAD"):
        raise JsTypeError("Request with a GET or HEAD method cannot have a body.")
    return content


def _read_rest(request: Request, base: Request | None, init: object) -> None:
    """The members besides method, headers and body; without them, those of the base."""
    if read_property(init, "integrity") not in (None, ""):
        raise JsTypeError(
            "Subrequest integrity checking is not implemented. The integrity option must be either "
            "undefined or an empty string."
        )
    signal = read_property(init, "signal")
    if signal is not None:
        request.given_signal = None if signal is jsnull else signal
    elif base is not None:
        request.given_signal = base.given_signal
    cf = read_property(init, "cf")
    request.cf = cf if not is_nullish(cf) else None if base is None else base.cf
    request.redirect = _read_redirect(base, init)
    request.cache = _read_cache(base, init)
    name = "encode_response_body" if isinstance(init, Request) else "encodeResponseBody"
    encoding = read_property(init, name)
    if not is_nullish(encoding):
        request.encode_response_body = to_string(encoding)
        if request.encode_response_body not in _ENCODINGS:
            raise JsTypeError(f"encodeResponseBody: unexpected value: {request.encode_response_body}")


def _read_redirect(base: Request | None, init: object) -> str:
    value = read_property(init, "redirect")
    if value is None:
        return "follow" if base is None else base.redirect
    redirect = to_string(value).lower()
    if redirect not in _REDIRECTS:
        raise JsTypeError(
            'Invalid redirect value, must be one of "follow" or "manual" ("error" won\'t be implemented '
            'since it does not make sense at the edge; use "manual" and check the response status code).'
        )
    return redirect


def _read_cache(base: Request | None, init: object) -> str | None:
    value = read_property(init, "cache")
    # another Request says null for what was not asked of it
    if value is None or (isinstance(init, Request) and value is jsnull):
        return None if base is None else base.cache
    mode = to_string(value)
    if mode not in _CACHE_MODES:
        raise JsTypeError(f"Unsupported cache mode: {mode}")
    return mode
