"""Values: any bytes up to 25 MiB, and the pair that a key leads to."""

import binascii
from typing import NamedTuple

from fakeflare.emulator.domain.errors import Base64Invalid, ValueTooLarge
from fakeflare.emulator.domain.limits import MAX_VALUE_BYTES

Value = bytes | bytearray


class Pair(NamedTuple):
    """What one write stores. `expiration` is in whole seconds since the epoch; `metadata` is JSON text."""

    key: bytes
    value: Value
    expiration: int | None = None
    metadata: str | None = None


class Entry(NamedTuple):
    """What a read finds: the value and what goes with it."""

    value: bytes
    expiration: int | None
    metadata: str | None


def check_value_length(length: int) -> int:
    """`length` in bytes, unless it passes the limit."""
    if length > MAX_VALUE_BYTES:
        raise ValueTooLarge(length)
    return length


_ALPHABET = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
_NEWLINES = b"\r\n"


def decode_base64(key: str, text: str) -> bytes:
    """The bytes of a value sent with `base64: true`. Raises `Base64Invalid`.

    The service decodes with Go's `base64.StdEncoding`: padding needed, CR and LF skipped, and the
    error names the byte where it gave up ("illegal base64 data at input byte 6", workers-sdk #666).
    """
    data = text.encode("utf-8", "replace")
    try:
        return binascii.a2b_base64(data.translate(None, _NEWLINES), strict_mode=True)
    except binascii.Error:
        raise Base64Invalid(key, find_base64_fault(data)) from None


def find_base64_fault(data: bytes) -> int:
    """The offset that Go names for text which is not padded standard base64."""
    count = 0
    for offset, byte in enumerate(data):
        if byte in _NEWLINES:
            continue
        if byte in _ALPHABET:
            count += 1
            continue
        return _find_padding_fault(data, offset) if byte == ord("=") and count % 4 >= 2 else offset
    return len(data) - count % 4


def _find_padding_fault(data: bytes, offset: int) -> int:
    """The fault of data whose first `=` stands at `offset`, after two or three letters of a quantum."""
    letters = sum(byte in _ALPHABET for byte in data[:offset]) % 4
    position = _skip_newlines(data, offset + 1)
    if letters == 2:
        if position == len(data):
            return len(data)
        if data[position] != ord("="):
            return position - 1
        position = _skip_newlines(data, position + 1)
    return position


def _skip_newlines(data: bytes, position: int) -> int:
    while position < len(data) and data[position] in _NEWLINES:
        position += 1
    return position
