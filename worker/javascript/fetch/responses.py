"""`Response`: status, headers and body of an answer (workerd/src/workerd/api/http.c++)."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from fakeflare.worker.javascript.fetch import statuses
from fakeflare.worker.javascript.fetch.bodies import Body, Content, read_content
from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.fetch.statuses import NULL_BODY_STATUSES, REDIRECT_STATUSES
from fakeflare.worker.javascript.language.json.json import stringify_json
from fakeflare.worker.javascript.language.kernel.coercions import is_nullish, is_object, to_string
from fakeflare.worker.javascript.language.kernel.errors import JsRangeError, JsTypeError
from fakeflare.worker.javascript.language.kernel.members import read_property
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.kernel.numeric import to_int32
from fakeflare.worker.javascript.language.kernel.proxies import JsClass, JsProxy, fold_options
from fakeflare.worker.javascript.language.objects import JsObject, get_members
from fakeflare.worker.javascript.streams.readable import ReadableStream
from fakeflare.worker.javascript.web.urls import URL

Read = Callable[[str], Any]

_MISSING = object()

_ENCODINGS = ("automatic", "manual")
_CONTROLS = re.compile("[\0-\x1f]")

get_phrase = cache(statuses.get_phrase)


class ResponseClass(JsClass):
    """`Response` itself: its `json` makes a response, while that of an instance reads the body."""

    @property
    def json(cls) -> Callable[..., "Response"]:
        # a property, since that alone goes before the method of the same name
        return lambda *args, **options: make_json_response(*fold_options(args, options))


class Response(Body, metaclass=ResponseClass):
    """`Response`: a status, headers and a body."""

    url = ""
    redirected = False
    cf: Any = None
    webSocket: Any = jsnull
    encode_body = "automatic"
    """`encodeBody`: "manual" says that the body is encoded already as Content-Encoding says."""

    def __init__(
        self,
        source: bytes | ReadableStream | None = None,
        status: int = 200,
        headers: Headers | None = None,
        status_text: str = "",
    ) -> None:
        self._source = source
        self.status = status
        self.statusText = status_text or get_phrase(status)
        self.headers = Headers() if headers is None else headers

    @classmethod
    def construct(cls, body: object = None, init: object = None, *_rest: object) -> "Response":
        """`new Response(body, init)`; init may be another Response."""
        if init is not None and not isinstance(init, JsProxy):
            _check_init(init, "Failed to construct 'Response': constructor parameter 2")
        read = make_reader(init)
        return _make_response(cls, body, init, read, Headers.read_field(read("headers"), "InitializerDict"))

    @property
    def type(self) -> str:
        return "default" if self.status else "error"

    @property
    def ok(self) -> bool:
        return 200 <= self.status <= 299

    def clone(self, *_rest: object) -> "Response":
        if not is_nullish(self.webSocket):
            raise JsTypeError("Cannot clone a response to a WebSocket handshake.")
        copy = Response(self.split_source(), self.status, Headers.construct(self.headers), self.statusText)
        for name in ("url", "redirected", "cf", "encode_body"):
            if name in self.__dict__:
                setattr(copy, name, self.__dict__[name])
        return copy

    @staticmethod
    def error() -> "Response":
        return Response(None, 0)

    @staticmethod
    def redirect(url: object = _MISSING, status: object = 302) -> "Response":
        if url is _MISSING:
            raise JsTypeError(
                "Failed to execute 'redirect' on 'Response': parameter 1 is not of type 'string'."
            )
        code = to_int32(status)
        if code not in REDIRECT_STATUSES:
            raise JsRangeError(
                f"{code} is not a redirect status code. It must be one of: 301, 302, 303, 307, or 308."
            )
        text = to_string(url)
        if not URL.canParse(text):
            raise JsTypeError(f"Unable to parse URL: {text}")
        return Response(None, code, Headers([("location", URL(text).href)]))


def make_reader(init: object) -> Read:
    """A function that reads one member of the options; quick for what keywords become."""
    if is_nullish(init):
        return _read_nothing
    if isinstance(init, JsObject):
        return get_members(init).get
    return lambda name: read_property(init, name)


def _check_init(init: object, what: str) -> None:
    if not is_nullish(init) and not is_object(init):
        raise JsTypeError(f"{what} is not of type 'InitializerDict or Response'.")


def _read_nothing(_name: str) -> None:
    return None


def _make_response(
    kind: type[Response], body: object, init: object, read: Read, headers: Headers
) -> Response:
    status = _read_status(read)
    content = read_content(body)
    if status in NULL_BODY_STATUSES:
        _check_no_body(content)
        content = Content(None)
    response = kind(content.source, status, headers, _read_status_text(init, read))
    if content.content_type is not None:
        headers.set_default("content-type", content.content_type)
    if init is not None:
        _read_rest(response, init, read)
    return response


def _check_no_body(content: Content) -> None:
    # a body of no bytes only warns in workerd
    if content.source is not None and content.source != b"":
        raise JsTypeError("Response with null body status (101, 204, 205, or 304) cannot have a body.")


def make_json_response(data: object = None, init: object = None, *_rest: object) -> Response:
    # workerd writes what has no JSON as the word (workerd 2026-11-17)
    text = stringify_json(data) or "undefined"
    _check_init(init, "Failed to execute 'json' on 'Response': parameter 2")
    read = make_reader(init)
    headers = Headers.read_field(read("headers"), "InitializerDict")
    headers.set_default("content-type", "application/json")
    return _make_response(Response, text, init, read, headers)


def _read_status(read: Read) -> int:
    value = read("status")
    status = 200 if value is None else to_int32(value)
    if not is_nullish(read("webSocket")):
        if status != 101:
            raise JsRangeError("Responses with a WebSocket must have status code 101.")
    elif not 200 <= status <= 599:
        raise JsRangeError(
            "Responses may only be constructed with status codes in the range 200 to 599, inclusive."
        )
    return status


def _read_status_text(init: object, read: Read) -> str:
    value = read("statusText")
    if value is None:
        return ""
    text = to_string(value)
    if _CONTROLS.search(text):
        raise JsTypeError("Invalid statusText")
    # that of another Response may be the default one
    return "" if isinstance(init, Response) and text == get_phrase(init.status) else text


def _read_rest(response: Response, init: object, read: Read) -> None:
    encoding = read("encode_body" if isinstance(init, Response) else "encodeBody")
    if encoding is not None:
        response.encode_body = to_string(encoding)
        if response.encode_body not in _ENCODINGS:
            raise JsTypeError(f"encodeBody: unexpected value: {response.encode_body}")
    socket, cf = read("webSocket"), read("cf")
    if not is_nullish(socket):
        response.webSocket = socket
    if not is_nullish(cf):
        response.cf = cf
