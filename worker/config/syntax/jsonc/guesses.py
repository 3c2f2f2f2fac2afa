"""What people write where JSONC wants a value, and what they mean by it."""

import json
import re

from fakeflare.worker.config.syntax.jsonc.scalars import LITERALS, MAX_DIGITS, NUMBER, read_text
from fakeflare.worker.config.syntax.nodes import Problem, Span

Guess = tuple[object, Problem]
"""The value that is meant, and what is wrong with how it is written."""

_FOREIGN: dict[str, str | None] = {
    "True": "true",
    "TRUE": "true",
    "False": "false",
    "FALSE": "false",
    "None": "null",
    "Null": "null",
    "NULL": "null",
    "nil": "null",
    "undefined": None,
    "NaN": None,
    "nan": None,
    "Infinity": None,
    "-Infinity": None,
    "+Infinity": None,
    "inf": None,
}
"""Words of JavaScript and Python, and what JSON has for them."""


def read_odd_quotes(token: str, start: int) -> tuple[str, Problem]:
    """The value of a text in quotes of another kind."""
    inner = re.sub(r'(\\.)|"', _requote, token[1:-1], flags=re.DOTALL).replace("\n", "\\n")
    quoted = f'"{inner}"'
    value, problems = read_text(quoted, 0, len(quoted))
    if problems:
        quoted = json.dumps(value, ensure_ascii=False)
    span = Span(start, start + len(token))
    problem = Problem(
        "wrong-quotes",
        "InvalidSymbol: a text needs double quotes",
        span,
        hint=f"Write {quoted}.",
        edit=(span, quoted),
    )
    return value, problem


def _requote(found: re.Match[str]) -> str:
    if found[0] == '"':
        return r"\""
    return found[0][1] if found[0][1] in "'`" else found[0]


def read_odd_word(word: str, span: Span) -> Guess:
    """The most likely value of a word, or several, that JSON does not have. A stray closing quote
    is in `span` alone."""
    if word in _FOREIGN:
        return _read_foreign(word, span)
    number = _read_odd_number(word, span)
    if number is not None:
        return number
    quoted = json.dumps(word, ensure_ascii=False)
    problem = Problem(
        "unquoted-value",
        f"{name_first_error(word)}: a text needs double quotes",
        span,
        hint=f"Write {quoted}.",
        edit=(span, quoted),
    )
    return word, problem


def _read_foreign(word: str, span: Span) -> Guess:
    meant = _FOREIGN[word]
    message = f"InvalidSymbol: JSON has no {word}"
    if meant is None:
        hint = "Leave the field out, or write null, a number or a text."
        return None, Problem("value-without-json", message, span, hint=hint)
    problem = Problem("foreign-literal", message, span, hint=f"Write {meant}.", edit=(span, meant))
    return LITERALS[meant], problem


_ODD_NUMBERS = (
    (re.compile(r"[+-]?0[xX][0-9a-fA-F]{1,16}\Z"), "a number is written in decimal digits"),
    (re.compile(r"[+-]?0[bB][01]{1,64}\Z"), "a number is written in decimal digits"),
    (re.compile(r"[+-]?0[oO][0-7]{1,32}\Z"), "a number is written in decimal digits"),
    (re.compile(r"[+-]?[0-9]+(?:_[0-9]+)+\Z"), "a number has no underscores"),
    (re.compile(r"\+[0-9]+(?:\.[0-9]+)?\Z"), "a number has no plus sign"),
    (re.compile(r"[+-]?\.[0-9]+\Z"), "a number does not start with its decimal point"),
    (re.compile(r"[+-]?[0-9]+\.\Z"), "a number does not end with its decimal point"),
    (re.compile(r"[+-]?0[0-9]+(?:\.[0-9]+)?\Z"), "a number has no leading zeros"),
    (re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?[eE][+-]?\Z"), "a number has digits after its exponent's e"),
)


def _read_odd_number(word: str, span: Span) -> Guess | None:
    for pattern, fault in _ODD_NUMBERS:
        if len(word) < MAX_DIGITS and pattern.match(word):
            value = _guess_number(word)
            message = f"{name_first_error(word)}: {fault}"
            hint = None if value is None else f"Write {value}."
            edit = None if value is None else (span, str(value))
            return value, Problem("bad-number", message, span, hint=hint, edit=edit)
    return None


def _guess_number(word: str) -> int | float | None:
    """The number that is meant, where that is clear: 010 may be eight or ten."""
    digits = word.lstrip("+-")
    if digits[0] == "0" and digits[1:2].isdigit():
        return None
    for read in (lambda: int(word, 0), lambda: float(word)):
        try:
            return read()
        except ValueError:
            continue
    return None


def name_first_error(word: str) -> str:
    """jsonc-parser's name for what it meets first in a word that is no value."""
    number = NUMBER.match(word)
    if number is None or not number["more"]:
        return "InvalidSymbol"
    more, done = number["more"], word[: number.start("more")]
    is_cut = more[0] == "." and not more[1:2].isdecimal() and done.lstrip("-").isdecimal()
    if is_cut or (more[0] in "eE" and "e" not in done.lower()):
        return "UnexpectedEndOfNumber"
    is_next_number = more[0].isdecimal() or (more[0] == "-" and more[1:2].isdecimal())
    return "CommaExpected" if is_next_number else "InvalidSymbol"
