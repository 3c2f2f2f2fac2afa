"""`Request`."""

from typing import Any

from worker.javascript.bodies import Body, Content, read_content
from worker.javascript.coercions import is_nullish, read_property, to_string
from worker.javascript.errors import JsTypeError
from worker.javascript.headers import Headers
from worker.javascript.streams import ReadableStream
from worker.javascript.urls import URL

_REDIRECTS = ("follow", "manual")


class Request(Body):
    """`Request`: an address, a method, headers and a body."""

    integrity = ""
    keepalive = False
    cache: object = None

    def __init__(
        self,
        url: str,
        method: str = "GET",
        headers: Headers | None = None,
        source: bytes | ReadableStream | None = None,
    ) -> None:
        super().__init__(source)
        self.url = url
        self.method = method
        self.headers = Headers() if headers is None else headers
        self.redirect = "follow"
        self.cf: object = None
        self.signal: object = None

    @classmethod
    def construct(cls, resource: object = None, init: object = None, *_rest: object) -> "Request":
        """`new Request(url | request, init)`."""
        base = resource if isinstance(resource, Request) else None
        body = read_property(init, "body")
        headers = read_property(init, "headers")
        method = _read_method(base, init)
        if not is_nullish(body) and method in ("GET", "HEAD"):
            raise JsTypeError("Request with a GET or HEAD method cannot have a body.")
        content = _take_content(base) if is_nullish(body) else read_content(body)
        if is_nullish(headers):
            headers = None if base is None else base.headers
        request = cls(
            URL(to_string(resource)).href if base is None else base.url,
            method,
            Headers.construct(headers),
            content.source,
        )
        if content.content_type and not request.headers.has("content-type"):
            request.headers.set("content-type", content.content_type)
        request.cf = _read_or(init, "cf", None if base is None else base.cf)
        request.redirect = _read_redirect(base, init)
        return request

    def clone(self) -> "Request":
        copy = Request(self.url, self.method, Headers.construct(self.headers), self.split_source())
        copy.cf, copy.redirect = self.cf, self.redirect
        return copy


def _take_content(base: Request | None) -> Content:
    return Content(None if base is None else base.take_source())


def _read_or(init: object, name: str, default: object) -> Any:
    value = read_property(init, name)
    return default if is_nullish(value) else value


def _read_method(base: Request | None, init: object) -> str:
    # compatibility flag upper_case_all_http_methods, on since 2024-10-14
    return to_string(_read_or(init, "method", "GET" if base is None else base.method)).upper()


def _read_redirect(base: Request | None, init: object) -> str:
    redirect = to_string(_read_or(init, "redirect", "follow" if base is None else base.redirect))
    if redirect not in _REDIRECTS:
        # what workerd says begins so (cloudflare/workerd, api/http.c++); "error" it does not do
        raise JsTypeError('Invalid redirect value, must be one of "follow" or "manual".')
    return redirect
