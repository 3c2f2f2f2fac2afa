"""`atob`, `btoa` and the functions that escape addresses."""

import base64
import binascii
import re
from urllib.parse import quote

from fakeflare.worker.javascript.language.kernel.coercions import to_string
from fakeflare.worker.javascript.language.kernel.errors import DOMException, JsUriError

# workerd/src/workerd/api/global-scope.c++
_INVALID_BASE64 = (
    "atob() called with invalid base64-encoded data. (Only whitespace, '+', '/', alphanumeric ASCII, and "
    "up to two terminal '=' signs when the input data length is divisible by 4 are allowed.)"
)
_NOT_LATIN1 = "btoa() can only operate on characters in the Latin1 (ISO/IEC 8859-1) range."

_BASE64 = re.compile(r"[A-Za-z0-9+/]*", re.ASCII)

# ECMA-262, section 19.2.6: what is left as it is, beside letters and digits
_COMPONENT = "-_.!~*'()"
_RESERVED = ";/?:@&=+$,#"


def btoa(text: object = None) -> str:
    try:
        data = to_string(text).encode("latin-1")
    except UnicodeEncodeError:
        raise DOMException(_NOT_LATIN1, "InvalidCharacterError") from None
    return base64.b64encode(data).decode()


def atob(text: object = None) -> str:
    """Base64 as Latin-1 text (Infra standard, "forgiving-base64 decode")."""
    packed = re.sub(r"[ \t\n\f\r]", "", to_string(text))
    if len(packed) % 4 == 0:
        packed = packed.removesuffix("=").removesuffix("=")
    if len(packed) % 4 == 1 or not _BASE64.fullmatch(packed):
        raise DOMException(_INVALID_BASE64, "InvalidCharacterError")
    return binascii.a2b_base64(packed + "=" * (-len(packed) % 4)).decode("latin-1")


def _encode(text: object, safe: str) -> str:
    try:
        # pairs of surrogates are one character
        joined = to_string(text).encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        raise JsUriError("URI malformed") from None
    return quote(joined, safe=safe)


def _decode(text: object, kept: str) -> str:
    def replace(found: re.Match[str]) -> str:
        try:
            decoded = bytes.fromhex(found[0].replace("%", "")).decode()
        except ValueError:
            raise JsUriError("URI malformed") from None
        return "".join(f"%{ord(c):02X}" if c in kept else c for c in decoded)

    source = to_string(text)
    if re.search(r"%(?![0-9A-Fa-f]{2})", source):
        raise JsUriError("URI malformed")
    return re.sub(r"(?:%[0-9A-Fa-f]{2})+", replace, source)


def encodeURIComponent(text: object = None) -> str:
    return _encode(text, _COMPONENT)


def encodeURI(text: object = None) -> str:
    return _encode(text, _COMPONENT + _RESERVED)


def decodeURIComponent(text: object = None) -> str:
    return _decode(text, "")


def decodeURI(text: object = None) -> str:
    return _decode(text, _RESERVED)


def escape(text: object = None) -> str:
    """The old way, by code unit (ECMA-262, annex B.2.1.1)."""
    units = to_string(text).encode("utf-16-be", "surrogatepass")
    codes = [int.from_bytes(units[index : index + 2], "big") for index in range(0, len(units), 2)]
    return "".join(_escape_unit(code) for code in codes)


def _escape_unit(code: int) -> str:
    if code < 128 and (chr(code).isalnum() or chr(code) in "@*_+-./"):
        return chr(code)
    return f"%{code:02X}" if code < 256 else f"%u{code:04X}"


def unescape(text: object = None) -> str:
    plain = re.sub(
        r"%u([0-9A-Fa-f]{4})|%([0-9A-Fa-f]{2})",
        lambda found: chr(int(found[1] or found[2], 16)),
        to_string(text),
    )
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
