"""`Response`."""

from collections.abc import Callable
from typing import Any

from worker.javascript.bodies import Body, read_content
from worker.javascript.coercions import is_nullish, read_property, to_int32, to_string
from worker.javascript.errors import JsRangeError, JsTypeError
from worker.javascript.headers import Headers
from worker.javascript.json import stringify_json
from worker.javascript.proxies import JsClass, fold_options
from worker.javascript.statuses import NULL_BODY_STATUSES, REDIRECT_STATUSES, get_phrase
from worker.javascript.streams import ReadableStream
from worker.javascript.urls import URL


class ResponseClass(JsClass):
    """`Response` itself: its `json` makes a response, while that of an instance reads the body."""

    @property
    def json(cls) -> Callable[..., "Response"]:
        # a property, since that alone goes before the method of the same name
        return lambda *args, **options: make_json_response(*fold_options(args, options))


class Response(Body, metaclass=ResponseClass):
    """`Response`: a status, headers and a body."""

    def __init__(
        self,
        source: bytes | ReadableStream | None = None,
        status: int = 200,
        headers: Headers | None = None,
        status_text: str = "",
    ) -> None:
        super().__init__(source)
        self.status = status
        self.statusText = status_text or get_phrase(status)
        self.headers = Headers() if headers is None else headers
        self.url = ""
        self.redirected = False
        self.type = "default"
        self.cf: object = None
        self.webSocket: object = None

    @classmethod
    def construct(cls, body: object = None, init: object = None, *_rest: object) -> "Response":
        """`new Response(body, init)`; init may be another Response."""
        status = read_status(init)
        content = read_content(body)
        if status in NULL_BODY_STATUSES and content.source:
            # workerd/src/workerd/api/http.c++:1089; an empty body only warns there
            raise JsTypeError("Response with null body status (101, 204, 205, or 304) cannot have a body.")
        source = None if status in NULL_BODY_STATUSES else content.source
        response = cls(source, status, _read_headers(init), _read_status_text(init))
        if content.content_type and not response.headers.has("content-type"):
            response.headers.set("content-type", content.content_type)
        return response

    @property
    def ok(self) -> bool:
        return 200 <= self.status <= 299

    def clone(self) -> "Response":
        copy = Response(self.split_source(), self.status, Headers.construct(self.headers), self.statusText)
        copy.url, copy.redirected = self.url, self.redirected
        return copy

    @staticmethod
    def redirect(url: object, status: object = 302) -> "Response":
        code = to_int32(status)
        if code not in REDIRECT_STATUSES:
            # workerd/src/workerd/api/http.c++, `Response::redirect`
            raise JsRangeError(
                f"{code} is not a redirect status code. It must be one of: 301, 302, 303, 307, or 308."
            )
        text = to_string(url)
        if not URL.canParse(text):
            raise JsTypeError(f"Unable to parse URL: {text}")
        return Response(None, code, Headers([("location", URL(text).href)]))


def make_json_response(data: object = None, init: object = None, *_rest: object) -> Response:
    """`Response.json(data, init)`."""
    text = stringify_json(data)
    if text is None:
        raise JsTypeError("Value is not JSON serializable")
    response = Response.construct(text, init)
    given = _read_headers(init)
    if not given.has("content-type"):
        response.headers.set("content-type", "application/json")
    return response


def read_status(init: object) -> int:
    value = read_property(init, "status")
    status = 200 if value is None else to_int32(value)
    if not 200 <= status <= 599 and not (status == 101 and _has_socket(init)):
        # workerd/src/workerd/api/http.c++:1059
        raise JsRangeError(
            "Responses may only be constructed with status codes in the range 200 to 599, inclusive."
        )
    return status


def _has_socket(init: object) -> bool:
    return not is_nullish(read_property(init, "webSocket"))


def _read_status_text(init: object) -> str:
    value: Any = read_property(init, "statusText")
    return "" if value is None else to_string(value)


def _read_headers(init: object) -> Headers:
    return Headers.construct(read_property(init, "headers"))
