"""The tokens of HTML, and what is inside of a tag and of a document type.

Text in here is a "byte string": one character for each byte, whatever the document's encoding. That does
for the encodings that extend ASCII, and no other is admitted.
"""

import re
from typing import NamedTuple

_TO_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def lower_ascii(text: str) -> str:
    return text.translate(_TO_LOWER)


class Attribute(NamedTuple):
    """One attribute as it is written; its value keeps its character references."""

    name: str
    value: str
    raw: str


class StartTag(NamedTuple):
    raw: str
    name: str
    """As it is written."""
    attributes: tuple[Attribute, ...]
    is_self_closing: bool
    namespace: str


class EndTag(NamedTuple):
    raw: str
    name: str


class Text(NamedTuple):
    """A piece of text; neighbours belong together."""

    raw: str


class Comment(NamedTuple):
    raw: str
    text: str


class Doctype(NamedTuple):
    raw: str
    name: str | None
    public_id: str | None
    system_id: str | None


class Other(NamedTuple):
    """What is no node: brackets of CDATA, a tag that never ends."""

    raw: str


Token = StartTag | EndTag | Text | Comment | Doctype | Other

_SPACE = re.compile(r"[\t\n\f\r ]*")
_GAP = re.compile(r"[\t\n\f\r /]*")
_ATTRIBUTE_NAME = re.compile(r"=?[^\t\n\f\r />=]*")
_UNQUOTED = re.compile(r"[^\t\n\f\r >]+")
_QUOTED = r"""(?:"([^">]*)"?|'([^'>]*)'?)"""
_DOCTYPE = re.compile(
    rf"<!doctype[\t\n\f\r ]*([^\t\n\f\r >]+)?[\t\n\f\r ]*(?:"
    rf"public[\t\n\f\r ]*{_QUOTED}[\t\n\f\r ]*{_QUOTED}?|system[\t\n\f\r ]*{_QUOTED})?",
    re.IGNORECASE,
)


def scan_attributes(buffer: str, position: int) -> tuple[int, tuple[Attribute, ...], bool] | None:
    """The end of a tag, its attributes and whether it ends in `/>`; None if its end has not come."""
    attributes: list[Attribute] = []
    while True:
        start = _end_of(_GAP, buffer, position)
        if start == len(buffer):
            return None
        if buffer[start] == ">":
            return start + 1, tuple(attributes), start > position and buffer[start - 1] == "/"
        name_end = _end_of(_ATTRIBUTE_NAME, buffer, start)
        found = _scan_value(buffer, name_end)
        if found is None:
            return None
        position, value = found
        attributes.append(Attribute(buffer[start:name_end], value, buffer[start:position]))


def _scan_value(buffer: str, position: int) -> tuple[int, str] | None:
    """The end of an attribute and its value; None if its end has not come."""
    equals = _end_of(_SPACE, buffer, position)
    if equals == len(buffer):
        return None
    if buffer[equals] != "=":
        return position, ""
    start = _end_of(_SPACE, buffer, equals + 1)
    if start == len(buffer):
        return None
    if buffer[start] in "\"'":
        end = buffer.find(buffer[start], start + 1)
        return None if end < 0 else (end + 1, buffer[start + 1 : end])
    # a missing value ends with its tag
    end = start if buffer[start] == ">" else _end_of(_UNQUOTED, buffer, start)
    return None if end == len(buffer) else (end, buffer[start:end])


def _end_of(pattern: re.Pattern[str], buffer: str, position: int) -> int:
    found = pattern.match(buffer, position)
    return position if found is None else found.end()


def make_doctype(raw: str) -> Doctype:
    found = _DOCTYPE.match(raw)
    name, public, public_2, system, system_2, system_3, system_4 = found.groups() if found else (None,) * 7
    return Doctype(
        raw,
        None if name is None else lower_ascii(name),
        _pick(public, public_2),
        _pick(system, system_2, system_3, system_4),
    )


def _pick(*values: str | None) -> str | None:
    return next((value for value in values if value is not None), None)
