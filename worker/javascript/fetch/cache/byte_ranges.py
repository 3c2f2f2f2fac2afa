"""The `Range` header and the bodies that answer it (RFC 9110, section 14)."""

import re
from collections.abc import Sequence
from typing import NamedTuple

_UNIT = re.compile(r" *bytes *=", re.IGNORECASE)
_RANGE = re.compile(r" *(\d*) *- *(\d*) *")
_BOUNDARY = "fakeflare-byte-ranges"


class ByteRange(NamedTuple):
    """The first and the last byte, both included."""

    start: int
    end: int

    def describe(self, size: int) -> str:
        return f"bytes {self.start}-{self.end}/{size}"


def parse_ranges(header: str, size: int) -> list[ByteRange] | None:
    """The ranges asked for, none for the whole; None if they cannot be satisfied.

    The rules are Miniflare's (workers-sdk: packages/miniflare/src/workers/shared/range.ts).
    """
    unit = _UNIT.match(header)
    if unit is None:
        return None
    wanted = header[unit.end() :]
    if not wanted.strip():
        return []
    ranges: list[ByteRange] = []
    for part in wanted.split(","):
        found = _RANGE.fullmatch(part)
        if found is None or not (found[1] or found[2]):
            return None
        if not found[1] and int(found[2]) >= size:
            return []
        if found[1] or int(found[2]):
            item = _resolve_range(found[1], found[2], size)
            if item is None:
                return None
            ranges.append(item)
    return ranges


def _resolve_range(start: str, end: str, size: int) -> ByteRange | None:
    if not start:
        return ByteRange(size - int(end), size - 1)
    first, last = int(start), int(end) if end else size - 1
    if first > last or first >= size:
        return None
    return ByteRange(first, min(last, size - 1))


class Multipart(NamedTuple):
    """Several ranges in one body."""

    content_type: str
    body: bytes


def join_ranges(data: bytes, ranges: Sequence[ByteRange], content_type: str | None) -> Multipart:
    """`multipart/byteranges` (RFC 9110, section 14.6)."""
    pieces: list[bytes] = []
    for item in ranges:
        kind = f"Content-Type: {content_type}\r\n" if content_type else ""
        head = f"\r\n--{_BOUNDARY}\r\n{kind}Content-Range: {item.describe(len(data))}\r\n\r\n"
        pieces += [head.encode("latin-1", "replace"), data[item.start : item.end + 1]]
    pieces.append(f"\r\n--{_BOUNDARY}--".encode())
    body = b"".join(pieces).removeprefix(b"\r\n")
    return Multipart(f"multipart/byteranges; boundary={_BOUNDARY}", body)
