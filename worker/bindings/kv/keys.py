"""A key on its way out: what workerd refuses before it asks anybody, and how each verb writes a key."""

from urllib.parse import quote, quote_plus

from fakeflare.worker.javascript.language.kernel.errors import JsException, JsTypeError

MAX_KEY_BYTES = 512

# kj encodes a path segment for GET and PUT, and `encodeURIComponent`s it for DELETE (as recorded;
# capnproto kj/encoding.c++ `encodeUriPath`, `encodeUriComponent`).
_PATH_SAFE = "&=:;@!$()*,~|^'[]+"
_COMPONENT_SAFE = "!*'()"


def check_key(key: str, method: str) -> None:
    """workerd/src/workerd/api/kv.c++:37-44; not applied by bulk get and list."""
    if not key:
        raise JsTypeError("Key name cannot be empty.")
    if key in (".", ".."):
        raise JsTypeError(f'"{key}" is not allowed as a key name.')
    length = len(encode_wtf8(key))
    if length > MAX_KEY_BYTES:
        raise JsException(
            f"KV {method} failed: 414 "
            f"UTF-8 encoded length of {length} exceeds key length limit of {MAX_KEY_BYTES}."
        )


def encode_wtf8(text: str) -> bytes:
    """UTF-8, in which a lone surrogate takes three bytes of its own (WTF-8): so workerd sends a text."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
        return joined.encode("utf-8", "surrogatepass")


def write_path_key(key: str) -> str:
    return quote(encode_wtf8(key), safe=_PATH_SAFE)


def write_component_key(key: str) -> str:
    return quote(encode_wtf8(key), safe=_COMPONENT_SAFE)


def write_form_value(text: str) -> str:
    """`application/x-www-form-urlencoded`: space is `+`, only `*-._` stay (kj `encodeWwwForm`)."""
    return quote_plus(encode_wtf8(text), safe="*").replace("~", "%7E")
