"""Pages of keys: limits, prefixes as byte ranges, cursors that continue after a key."""

import base64
import binascii
from typing import NamedTuple

from fakeflare.emulator.domain.errors import CursorInvalid, ListLimitTooLarge, ListLimitTooSmall
from fakeflare.emulator.domain.limits import MAX_KEY_BYTES, MAX_LIST_LIMIT
from fakeflare.emulator.domain.text import parse_integer

_CURSOR_MARK = b"ff1:"
"""Begins every cursor's bytes: another server's cursor, or an invented one, is refused."""


class KeyRange(NamedTuple):
    """Keys from `start` up to, but without, `end` (None: no upper end), `limit` of them."""

    start: bytes
    end: bytes | None
    limit: int


class ListedKey(NamedTuple):
    """A key in a list; its value is not read."""

    key: bytes
    expiration: int | None
    metadata: str | None


class KeyPage(NamedTuple):
    """One page; `cursor` is empty when nothing is left."""

    keys: tuple[ListedKey, ...]
    cursor: str


def parse_limit(raw: str | None, least: int) -> int:
    """The page size of a query, 1,000 if absent; `least` is 10 over REST and 1 over the binding."""
    if raw is None:
        return MAX_LIST_LIMIT
    limit = parse_integer(raw)
    if limit is None or limit < least:
        raise ListLimitTooSmall(raw)
    if limit > MAX_LIST_LIMIT:
        raise ListLimitTooLarge(raw)
    return limit


def build_range(prefix: bytes, cursor: str, limit: int) -> KeyRange:
    """The keys that begin with `prefix` and follow `cursor` (empty: all). Raises `CursorInvalid`."""
    start = max(prefix, parse_cursor(cursor) + b"\0") if cursor else prefix
    return KeyRange(start, find_prefix_end(prefix), limit)


def find_prefix_end(prefix: bytes) -> bytes | None:
    """The first byte string after all those that begin with `prefix`; None if there is none."""
    trimmed = prefix.rstrip(b"\xff")
    return trimmed[:-1] + bytes([trimmed[-1] + 1]) if trimmed else None


def dump_cursor(key: bytes) -> str:
    """An opaque, URL-safe cursor that continues after `key`, whatever is written meanwhile."""
    return base64.urlsafe_b64encode(_CURSOR_MARK + key).rstrip(b"=").decode()


def parse_cursor(cursor: str) -> bytes:
    """The key after which a cursor continues. Raises `CursorInvalid`."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        data = base64.b64decode(padded, altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise CursorInvalid from None
    key = data.removeprefix(_CURSOR_MARK)
    if key == data or not 0 < len(key) <= MAX_KEY_BYTES:
        raise CursorInvalid
    return key
