"""Repairs of a document's text that concern whole members: another name for one, or none of it.

Layout and comments stay. Where a repair is not surely right, there is none.
"""

import json
import re
from collections.abc import Mapping

from fakeflare.worker.config.document.diagnostics import Edit
from fakeflare.worker.config.document.document import Document
from fakeflare.worker.config.syntax.nodes import Member, Place, Span

_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")
_HEADER = re.compile(r"^[ \t]*\[\[?([^\[\]\r\n]+)\]\]?", re.MULTILINE)
_KEY_PART = re.compile(r"""[ \t]*("(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*'|[A-Za-z0-9_-]+)[ \t]*(\.|\Z)""")
_TOML_KEY = re.compile(r"""[ \t]*(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_.-]+|[ \t])+=[ \t]*\Z""")
_LARGEST = 200_000
"""Repairs of a TOML file are proved by reading the result; not in files longer than this."""


def rename_key(document: Document, place: Place, name: str) -> tuple[Edit, ...]:
    """What gives the member at `place` another name that is free, quoted as it was."""
    member = _find_member(document, place)
    if member is None or _is_repeated(document, place) or _find_member(document, (*place[:-1], name)):
        return ()
    spans = {member.key.start: member.key}
    if document.syntax == "toml":
        spans |= {span.start: span for span in _find_in_headers(document.text, place)}
    edits = tuple(
        Edit(span.start, span.end, _quote(name, document.text[span.start]))
        for _, span in sorted(spans.items())
    )
    return edits if _is_proved(document, edits, place, name) else ()


def delete_member(document: Document, place: Place) -> tuple[Edit, ...]:
    """What takes the member at `place` away, with its comma, and its line if nothing else is on it."""
    member = _find_member(document, place)
    if member is None or _is_repeated(document, place):
        return ()
    edits = _delete_from_line(document, member)
    if edits is None:
        edits = _delete_from_object(document, place, member)
    return edits if _is_proved(document, edits, place, None) else ()


def _find_member(document: Document, place: Place) -> Member | None:
    parent = document.find(place[:-1]) if place else None
    if parent is None or parent.members is None or not isinstance(place[-1], str):
        return None
    return parent.members.get(place[-1])


def _is_repeated(document: Document, place: Place) -> bool:
    return any(repeat.place == place for repeat in document.parsed.repeats)


def _quote(name: str, mark: str) -> str:
    if mark == "'":
        return f"'{name}'"
    return name if mark != '"' and _BARE.match(name) else json.dumps(name)


def _find_in_headers(text: str, place: Place) -> list[Span]:
    """Every TOML table header that goes through the member: the span of its name in each."""
    names = [part for part in place if isinstance(part, str)]
    spans = []
    for header in _HEADER.finditer(text):
        parts = _split_key(header[1], header.start(1))
        if [name for name, _ in parts[: len(names)]] == names:
            spans.append(parts[len(names) - 1][1])
    return spans


def _split_key(key: str, start: int) -> list[tuple[str, Span]]:
    parts = []
    position = 0
    while part := _KEY_PART.match(key, position):
        word = part[1]
        name = word[1:-1] if word[0] in "\"'" else word
        parts.append((name, Span(start + part.start(1), start + part.end(1))))
        position = part.end()
        if not part[2]:
            break
    return parts


def _delete_from_line(document: Document, member: Member) -> tuple[Edit, ...] | None:
    """The statement of a TOML table, whose line has nothing else before it; None for all that is between
    braces. Nothing where a header makes the member."""
    if document.syntax != "toml":
        return None
    text, (start, end) = document.text, member.node.span
    line = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    if text[line:start].lstrip()[:1] == "[":
        return ()
    if not _TOML_KEY.match(text[line:start]):
        return None
    return _cut(text, Span(line, end))


def _delete_from_object(document: Document, place: Place, member: Member) -> tuple[Edit, ...]:
    """A member between braces. Its comma is the one after it, or else the one before it."""
    text = document.text
    parent = document.find(place[:-1])
    whole = Span(member.key.start, member.node.span.end)
    if parent is None or parent.members is None:
        return ()
    after = _find_comma(document, whole.end, parent.span.end)
    if after is not None:
        blank = _is_blank(text[whole.end : after])
        return (
            _cut(text, Span(whole.start, after + 1))
            if blank
            else (*_cut(text, whole), Edit(after, after + 1, ""))
        )
    previous = max(
        (each.node.span.end for each in parent.members.values() if each.node.span.end <= whole.start),
        default=parent.span.start,
    )
    before = _find_comma(document, previous, whole.start)
    if before is None:
        return _cut(text, whole)
    if _is_blank(text[before + 1 : whole.start]) and "\n" not in text[before : whole.start]:
        return (Edit(before, whole.end, ""),)
    return (Edit(before, before + 1, ""), *_cut(text, whole))


def _find_comma(document: Document, start: int, end: int) -> int | None:
    """The first comma of a piece that is in no comment."""
    comments = {comment.start: comment.end for comment in document.parsed.comments}
    position = start
    while position < end:
        if position in comments:
            position = comments[position]
            continue
        if document.text[position] == ",":
            return position
        if not document.text[position].isspace():
            return None
        position += 1
    return None


def _cut(text: str, span: Span) -> tuple[Edit, ...]:
    """Take a piece away: its whole lines if they have nothing else, else the blanks after it as well."""
    line = max(text.rfind("\n", 0, span.start), text.rfind("\r", 0, span.start)) + 1
    end = span.end
    while end < len(text) and text[end] in " \t":
        end += 1
    is_last = end == len(text) or text[end] in "\r\n"
    if not _is_blank(text[line : span.start]):
        start = span.start
        while is_last and text[start - 1] in " \t":
            start -= 1
        return (Edit(start, end, ""),)
    if not is_last:
        return (Edit(span.start, end, ""),)
    return (Edit(line, end + (2 if text[end : end + 2] == "\r\n" else 1 if end < len(text) else 0), ""),)


def _is_blank(text: str) -> bool:
    return not text or text.isspace()


def _is_proved(document: Document, edits: tuple[Edit, ...], place: Place, name: str | None) -> bool:
    """Whether the edits do in a TOML file what they should, and nothing else. JSON needs no proof."""
    if document.syntax != "toml" or not edits:
        return True
    if len(document.text) > _LARGEST:
        return False
    # start-up: only a repair of a TOML file is proved
    from fakeflare.worker.config.document.reading import read_text

    text = document.text
    for edit in reversed(edits):
        text = text[: edit.start] + edit.text + text[edit.end :]
    repaired = read_text(text, "toml")
    return not repaired.parsed.problems and repaired.values == _replace(document.values, place, name)


def _replace(value: object, place: Place, name: str | None) -> object:
    """The values with the member at `place` renamed, or without it."""
    if isinstance(value, list) and isinstance(place[0], int):
        index = place[0]
        return [*value[:index], _replace(value[index], place[1:], name), *value[index + 1 :]]
    if not isinstance(value, Mapping):
        return value
    first = str(place[0])
    rest = {each: inner for each, inner in value.items() if each != first}
    if len(place) > 1:
        return {**rest, first: _replace(value[first], place[1:], name)}
    return rest if name is None else {**rest, name: value[first]}
