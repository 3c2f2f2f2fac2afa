"""Key names: bytes of UTF-8, 1 to 512, neither `.` nor `..` (kv/api/write-key-value-pairs)."""

import re
from urllib.parse import unquote_to_bytes

from fakeflare.emulator.domain.errors import KeyEmpty, KeyIllegal, KeyNotDecodable, KeyTooLong
from fakeflare.emulator.domain.limits import MAX_KEY_BYTES
from fakeflare.emulator.domain.text import encode_text

_BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")


def check_key(key: bytes) -> bytes:
    """`key` itself, or the reason why no pair can have this name."""
    if not key:
        raise KeyEmpty
    if key in (b".", b".."):
        raise KeyIllegal(key.decode())
    if len(key) > MAX_KEY_BYTES:
        raise KeyTooLong(len(key))
    return key


def parse_path_key(raw: bytes) -> bytes:
    """The key of a raw URL path: percent-decoded once, `+` stays `+`; must be UTF-8.

    Raises `KeyNotDecodable` for broken escapes and invalid UTF-8, then as `check_key`.
    """
    key = raw
    if b"%" in raw:
        if _BROKEN_ESCAPE.search(raw):
            raise KeyNotDecodable
        key = unquote_to_bytes(raw)
    if not key.isascii():
        try:
            key.decode()
        except UnicodeDecodeError:
            raise KeyNotDecodable from None
    return check_key(key)


def parse_text_key(name: str) -> bytes:
    """The key of a name in a JSON body; lone surrogates become U+FFFD. Raises as `check_key`."""
    return check_key(encode_text(name))
