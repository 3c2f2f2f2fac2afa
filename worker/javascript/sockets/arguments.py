"""What `new WebSocket(…)` and `socket.close(…)` take (workerd/src/workerd/api/web-socket.c++)."""

import re
from collections.abc import Iterable
from typing import NoReturn

from fakeflare.worker.javascript.language.kernel.coercions import encode_text, to_string
from fakeflare.worker.javascript.language.kernel.errors import DOMException, JsTypeError
from fakeflare.worker.javascript.language.kernel.numeric import to_int32
from fakeflare.worker.javascript.sockets.ends import ABNORMAL, NO_STATUS, Close
from fakeflare.worker.javascript.web.urls import URL

_MAX_REASON_BYTES = 123
_RESERVED_CODES = frozenset({1004, NO_STATUS, ABNORMAL, 1015})
# RFC 6455, section 4.1, item 10
_PROTOCOL = re.compile(r"[!#-'*+\-.0-9A-Z^-z|~]+")


def make_close(code: object, reason: object) -> Close:
    """The close frame of `close(code, reason)`."""
    if code is None:
        if reason is not None:
            raise JsTypeError("If you specify a WebSocket close reason, you must also specify a code.")
        return Close()
    number = to_int32(code)
    if not 1000 <= number < 5000 or number in _RESERVED_CODES:
        raise JsTypeError(f"Invalid WebSocket close code: {number}.")
    text = "" if reason is None else to_string(reason)
    if len(encode_text(text)) > _MAX_REASON_BYTES:
        # compatibility flag websocket_close_reason_byte_limit (2026-03-03)
        # choice: workerd's sentence is not known
        raise DOMException(f"WebSocket close reason is longer than {_MAX_REASON_BYTES} bytes.", "SyntaxError")
    return Close(number, text)


def _refuse_address(message: str) -> NoReturn:
    raise DOMException(f"WebSocket Constructor: {message}", "SyntaxError")


def read_address(text: str) -> str:
    """The address to fetch: workerd upgrades an HTTP request."""
    if not URL.canParse(text):
        _refuse_address("The url is invalid.")
    url = URL(text)
    if url.protocol not in ("ws:", "wss:"):
        _refuse_address("The url scheme must be ws or wss.")
    if url.hash:
        _refuse_address("The url fragment must be empty.")
    return re.sub("^ws", "http", url.href)


def read_protocols(value: object) -> str:
    """The header that asks for one of these protocols."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        text = to_string(value)
        if not _PROTOCOL.fullmatch(text):
            _refuse_address("The protocol header token is invalid.")
        return text
    names = [to_string(item) for item in value]
    if not names:
        _refuse_address("The protocols array cannot be empty.")
    if not all(_PROTOCOL.fullmatch(name) for name in names):
        _refuse_address("One of the protocol header tokens is invalid.")
    if len(set(names)) < len(names):
        _refuse_address("The protocols header cannot have repeating values.")
    return ", ".join(names)
