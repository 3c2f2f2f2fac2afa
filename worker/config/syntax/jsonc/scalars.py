"""Texts, numbers and words of JSONC as jsonc-parser reads them.

A problem's message starts with the word that wrangler prints for it (lib/esm/impl/scanner.js).
"""

import re

from fakeflare.worker.config.syntax.nodes import Problem, Span

MAX_PROBLEMS = 100
"""After so many the text is something else; to read on helps nobody."""

NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*+)(?:(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?)(?P<more>.*)", re.DOTALL)
_INTEGER = re.compile(r"-?[0-9]+\Z")
MAX_DIGITS = 400
"""An integer with more digits is infinite in JavaScript."""

_PIECE = re.compile(r'"|\\(?:u[0-9a-fA-F]{4}|["\\/bfnrt]|.|\Z)|[\x00-\x1f]', re.DOTALL)
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "/": "/"}

LITERALS: dict[str, object] = {"true": True, "false": False, "null": None}


def read_number(word: str) -> int | float:
    """The value of a number as `json.loads` has it."""
    if len(word) < MAX_DIGITS and _INTEGER.match(word):
        return int(word)
    return float(word)


def is_number(word: str) -> bool:
    found = NUMBER.match(word)
    return found is not None and not found["more"]


def read_text(text: str, start: int, end: int) -> tuple[str, list[Problem]]:
    """The value of the string token from `start` to `end`, whose closing quote may be missing, and
    what is wrong with it."""
    parts: list[str] = []
    problems: list[Problem] = []
    done = start + 1
    for piece in _PIECE.finditer(text, start + 1, end):
        parts.append(text[done : piece.start()])
        done = piece.end()
        if piece[0] == '"':
            return _join(parts), problems
        parts.append(_read_piece(piece, problems))
    parts.append(text[done:end])
    return _join(parts), [*problems, _report_open(start, end)]


def _join(parts: list[str]) -> str:
    """One text; two escapes that are the halves of one character become this character."""
    value = "".join(parts)
    if value.isprintable() or not any("\ud800" <= part <= "\udfff" for part in parts):
        return value
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _read_piece(piece: re.Match[str], problems: list[Problem]) -> str:
    found = piece[0]
    if found[0] == "\\":
        if len(found) == 6:
            return chr(int(found[2:], 16))
        if found[1:] in _ESCAPES:
            return _ESCAPES[found[1:]]
    if len(problems) < MAX_PROBLEMS:
        problems.append(_report_escape(piece) if found[0] == "\\" else _report_control(piece))
    return "'" if found == "\\'" else found


def _report_control(piece: re.Match[str]) -> Problem:
    found = piece[0]
    escape = {"\t": "\\t", "\b": "\\b", "\f": "\\f"}.get(found, f"\\u{ord(found):04x}")
    name = "a tab" if found == "\t" else f"the control character U+{ord(found):04X}"
    return Problem(
        "control-character",
        f"InvalidCharacter: {name} may not stand in a text as it is",
        Span(*piece.span()),
        hint=f"Write {escape} for it.",
        edit=(Span(*piece.span()), escape),
    )


def _report_escape(piece: re.Match[str]) -> Problem:
    found, span = piece[0], Span(*piece.span())
    if found == "\\u":
        message = "InvalidUnicode: \\u needs four hexadecimal digits after it"
        return Problem("bad-escape", message, span, hint=r"For a backslash of its own write \\.")
    if found in ("\\\n", "\\\r"):
        message = "InvalidEscapeCharacter: a text cannot go on in the next line"
        return Problem("bad-escape", message, span, hint=r"Write it in one line, with \n for each line end.")
    message = f"InvalidEscapeCharacter: {found} is no escape in JSON"
    if found == "\\'":
        hint, repaired = "A single quote needs no backslash.", "'"
    else:
        hint, repaired = r"For a backslash of its own write \\.", f"\\{found}"
    return Problem("bad-escape", message, span, hint=hint, edit=(span, repaired))


def _report_open(start: int, end: int) -> Problem:
    return Problem(
        "unclosed-string",
        "UnexpectedEndOfString: this text has no closing quote before the end of the line",
        Span(start, end),
        hint='Write a " where the text ends.',
    )
