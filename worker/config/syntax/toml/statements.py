"""Finds the statement of a TOML text that tomli could not read, and takes it out."""

import re
from typing import NamedTuple

from fakeflare.worker.config.syntax.nodes import Problem, Span
from fakeflare.worker.config.syntax.toml.index import Name, read_names

_STRING = (
    r'"""(?:[^"\\]++|\\.|"(?!""))*+"{3,5}'
    r"|'''(?:[^']++|'(?!''))*+'{3,5}"
    r'|"(?!"")(?:[^"\\\r\n]++|\\.)*+"'
    r"|'(?!'')[^'\r\n]*+'"
)
PIECE = re.compile(rf"""(?:{_STRING})|(\#[^\n]*+)|([\[\]{{}}\n])|[^"'\#\[\]{{}}\n]++""", re.DOTALL)
"""A string, a comment, a bracket or line end, or what is between them. A string that is open is none."""
COMMENT, MARK = 1, 2

STATEMENT = re.compile(
    r"""[ \t]*(?:\[\[?[A-Za-z0-9_"'. -]+\]"""
    r"""|(?:[A-Za-z0-9_-]+|"[^"\r\n]*"|'[^'\r\n]*')(?:\.[^=\r\n]*)?[ \t]*=)"""
)
_HEADER = re.compile(r"^[ \t]*\[.*$", re.MULTILINE)
LINE_END = re.compile(r"\r?\n|\Z")


class Statement(NamedTuple):
    """The statement that tomli could not read."""

    text: str
    start: int
    place: int
    """Where tomli stopped."""
    names: list[Name]
    value: int
    """The start of the value, for a pair; else the end of the names."""

    @property
    def is_header(self) -> bool:
        return self.text.startswith("[", self.start)


def report(
    kind: str,
    message: str,
    span: Span,
    hint: str | None = None,
    other: tuple[Span, str] | None = None,
    edit: tuple[Span, str] | None = None,
) -> Problem:
    return Problem(kind, f"Invalid TOML document: {message}", span, hint, other, edit)


def point(text: str, place: int) -> Span:
    """One character; none at the end of a line or of the text."""
    return Span(place, place if text[place : place + 1] in ("", "\r", "\n") else place + 1)


def find_statement(text: str, place: int) -> Statement:
    """All statements before it are sound: tomli has read them."""
    start = end = 0
    while end <= place and end < len(text):
        after = _pass_empty_lines(text, end)
        if after > place or after >= len(text):
            start = text.rfind("\n", 0, place) + 1 if after > place else start
            break
        start, end = after, _find_end(text, after)
    is_header = text.startswith("[", start)
    names, position = read_names(text, start + is_header + text.startswith("[[", start))
    value = position
    if text.startswith("=", position) and not is_header:
        value = position + 1
        while text[value : value + 1] in (" ", "\t"):
            value += 1
    return Statement(text, start, max(place, start), names, value)


def _pass_empty_lines(text: str, position: int) -> int:
    while position < len(text):
        if text[position] == "#":
            end = text.find("\n", position)
            position = len(text) if end < 0 else end
        elif text[position] in " \t\n" or text.startswith("\r\n", position):
            position += 1
        else:
            break
    return position


def _find_end(text: str, start: int) -> int:
    """The end of the line that ends a statement; the place of a string that is open."""
    depth = 0
    position = start
    while position < len(text):
        match = PIECE.match(text, position)
        if match is None:
            return len(text)
        if match[MARK] == "\n" and depth <= 0:
            return position + 1
        depth += count(match[MARK])
        position = match.end()
    return len(text) + 1


def count(mark: str | None) -> int:
    return 1 if mark in ("[", "{") else -1 if mark in ("]", "}") else 0


def find_open_bracket(statement: Statement) -> int | None:
    """The innermost bracket that is open where tomli stopped."""
    stack: list[int] = []
    position = statement.value
    while position < statement.place:
        match = PIECE.match(statement.text, position)
        if match is None:
            break
        step = count(match[MARK])
        if step > 0:
            stack.append(position)
        elif step < 0 and stack:
            stack.pop()
        position = match.end()
    return stack[-1] if stack else None


def blank(statement: Statement, end: int) -> str:
    """The text without a statement up to the line of `end`, at the same length. What belongs to a faulty
    header goes with it."""
    text = statement.text
    match = LINE_END.search(text, end)
    end = len(text) if match is None else match.start()
    if find_open_bracket(statement) is not None:
        end = _find_resumption(text, statement.place)
    if statement.is_header:
        header = _HEADER.search(text, end)
        end = len(text) if header is None else header.start()
    else:
        end = _keep_comment(statement, end)
    gone = re.sub(r"[^\r\n]|\r(?!\n)", " ", text[statement.start : end])
    return f"{text[: statement.start]}{gone}{text[end:]}"


def _find_resumption(text: str, place: int) -> int:
    """The first line end from `place` on that a statement, a comment or an empty line follows."""
    line = text.rfind("\n", 0, place) + 1
    if not text[line:place].strip() and STATEMENT.match(text, line):
        return line
    position = place
    while position < len(text):
        match = LINE_END.search(text, position)
        end = len(text) if match is None else match.end()
        follows = text[end : end + 1]
        if follows in ("", "#", "\r", "\n") or STATEMENT.match(text, end):
            return end if match is None else match.start()
        position = end
    return len(text)


def _keep_comment(statement: Statement, end: int) -> int:
    """The start of the comment that ends the first line of a statement, if the fault is before it."""
    position = statement.start
    while position < end:
        match = PIECE.match(statement.text, position)
        if match is None or match[MARK] == "\n":
            return end
        if match[COMMENT]:
            return position if position >= statement.place else end
        position = match.end()
    return end
