"""What is wrong with a TOML value that tomli refuses, as smol-toml says it (src/extract.ts, primitive.ts,
struct.ts)."""

import re
from collections.abc import Callable

from fakeflare.worker.config.syntax.nodes import Problem, Span
from fakeflare.worker.config.syntax.toml.statements import (
    COMMENT,
    LINE_END,
    PIECE,
    STATEMENT,
    Statement,
    find_open_bracket,
    point,
    report,
)

_NUMBER = re.compile(r"[0-9A-Za-z_+.:-]*\Z")
_REST_OF_NUMBER = re.compile(r"[^\x00-\x20,;\]}#\x7f-\U0010ffff]*")
_WORDS = re.compile(r"[^#,\]}\r\n]*")


def explain_number(statement: Statement) -> Problem | None:
    """A number or a date that goes on behind the place where tomli takes it to end."""
    text, place = statement.text, statement.place
    head = _NUMBER.search(text[statement.value : place])
    rest = _REST_OF_NUMBER.match(text, place)
    token = f"{head[0] if head else ''}{rest[0] if rest else ''}"
    if head is None or not head[0] or token == head[0] or not re.match(r"[+-]?[0-9]", token):
        return None
    message = _name_number_fault(token)
    if message is None:
        return None
    start = place - len(head[0])
    span = Span(start, start + len(token))
    return report("toml-value", message, span, _find_value_hint(token), edit=_quote(token, span))


def _name_number_fault(token: str) -> str | None:
    """What smol-toml says to a number or a date that is none."""
    faults = (
        (r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}:", "invalid date"),
        (r"0[xob]\Z|[+-]?[0-9_]+(?:\.[0-9_]*)?(?:[eE][+-]?)?\Z(?<=[_.eE+-])", "unfinished numeric value"),
        (r"[+-]?0[0-9A-Za-z_](?<![xobeE])|[+-]0[xob]", "illegal leading zero"),
        (r"[^_]*(?:__|[^0-9A-Fa-f]_)", "illegal underscore"),
    )
    if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[A-Za-z]\Z", token):
        return None
    found = (message for pattern, message in faults if re.match(pattern, token))
    return next(found, "illegal character in numeric literal")


def explain_value(statement: Statement) -> Problem:
    text, place = statement.text, statement.place
    words = _WORDS.match(text, place)
    word = words[0].rstrip() if words else ""
    span = Span(place, place + len(word)) if word else point(text, place)
    opening = find_open_bracket(statement)
    if place >= len(text) and opening is not None:
        return _report_unclosed(statement, opening, "invalid value")
    if not word:
        hint = None if opening is not None else "Write a value after the = sign."
        hint = "Delete the comma." if text[place : place + 1] == "," else hint
        return report("toml-value", "invalid value", span, hint)
    return report("toml-value", "invalid value", span, _find_value_hint(word), edit=_quote(word, span))


_LIKE_NUMBER = re.compile(r"[+-]?(?:0[xob]\w*|[0-9_]*\.?[0-9_]*(?:[eE][+-]?[0-9_]*)?)\Z")
_LITERALS = {"True": "true", "TRUE": "true", "False": "false", "FALSE": "false"}
_NOTHING = ("null", "None", "nil", "undefined")


def _find_value_hint(word: str) -> str | None:
    if word in _NOTHING:
        return "TOML has no such value: leave the line out."
    meant = _guess(word)
    return None if meant is None else f"Write {meant}."


def _guess(word: str) -> str | None:
    """What is most likely meant by words without quotes."""
    if word in _LITERALS:
        return _LITERALS[word]
    is_quoted = any(character in word for character in "\"'\\")
    return None if word in _NOTHING or is_quoted or _LIKE_NUMBER.match(word) else f'"{word}"'


def _quote(word: str, span: Span) -> tuple[Span, str] | None:
    meant = _guess(word)
    return None if meant is None else (span, meant)


def explain_date(statement: Statement) -> Problem:
    rest = _REST_OF_NUMBER.match(statement.text, statement.place)
    span = Span(statement.place, statement.place + 1 if rest is None else rest.end())
    hint = "There is no such day. A date for wrangler is a text in quotes."
    return report("toml-value", "invalid date", span, hint)


def explain_structure(statement: Statement) -> Problem:
    """An array or an inline table in which no comma and no bracket follows a value."""
    number = explain_number(statement)
    if number is not None:
        return number
    message = "expected comma or end of structure"
    opening = find_open_bracket(statement)
    text, place = statement.text, statement.place
    is_next_line = "\n" in text[max(place - 1, 0) : place].replace(" ", "") or text[:place].rstrip(
        " \t"
    ).endswith("\n")
    if opening is not None and (place >= len(text) or (is_next_line and STATEMENT.match(text, place))):
        return _report_unclosed(statement, opening, message)
    hint = "Write a comma between two values."
    return report("toml-structure", message, point(text, place), hint)


def _report_unclosed(statement: Statement, opening: int, message: str) -> Problem:
    end = Span(statement.place, min(statement.place + 1, len(statement.text)))
    closing = "]" if statement.text[opening] == "[" else "}"
    hint = f"Write {closing} where it ends."
    return report("toml-structure", message, Span(opening, opening + 1), hint, (end, "it is still open here"))


def explain_string(statement: Statement) -> Problem:
    """A string that is not closed, or has a character that may not be in it."""
    text = statement.text
    start = _find_open_string(statement)
    quotes = text[start : start + 3]
    if quotes in ('"""', "'''"):
        hint = f"Write {quotes} where it ends."
        return report("toml-string", "unfinished string", Span(start, start + 3), hint)
    match = LINE_END.search(text, start)
    end = len(text) if match is None else match.start()
    message = "control characters are not allowed in strings" if end < len(text) else "unfinished string"
    hint = f"Write {text[start]} where the text ends. A text of several lines stands in three quotes."
    return report("toml-string", message, Span(start, max(end, start + 1)), hint)


def _find_open_string(statement: Statement) -> int:
    position = statement.start
    while position < statement.place:
        match = PIECE.match(statement.text, position)
        if match is None:
            return position
        position = match.end()
    return min(statement.place, max(len(statement.text) - 1, 0))


def explain_control(statement: Statement) -> Problem:
    """A control character in a string or a comment; a line end is one in a string of one line."""
    text, place = statement.text, statement.place
    if text[place : place + 1] in ("\n", "\r"):
        return explain_string(statement)
    where = "comments" if "#" in text[statement.start : place] and _is_in_comment(statement) else "strings"
    message = f"control characters are not allowed in {where}"
    code = f"{ord(text[place]):04X}"
    more = "" if where == "comments" else f", or write \\u{code} in double quotes"
    hint = f"It is U+{code}. Delete it{more}."
    return report("toml-string", message, point(text, place), hint)


def _is_in_comment(statement: Statement) -> bool:
    position = statement.start
    while position < statement.place:
        match = PIECE.match(statement.text, position)
        if match is None:
            return False
        if match[COMMENT] and match.end() > statement.place:
            return True
        position = match.end()
    return False


def explain_escape(statement: Statement) -> Problem:
    text = statement.text
    start = text.rfind("\\", statement.start, statement.place)
    span = Span(start, start + 2)
    if text[start + 1 : start + 2] in (" ", "\t"):
        message = "invalid escape: only line-ending whitespace may be escaped"
        return report("toml-string", message, span)
    hint = r"For a backslash of its own write \\, or put the text in single quotes."
    return report(
        "toml-string", "unrecognised escape sequence", span, hint, edit=(span, f"\\{text[start : start + 2]}")
    )


def explain_hex(message: str) -> Callable[[Statement], Problem]:
    def explain(statement: Statement) -> Problem:
        start = statement.text.rfind("\\", statement.start, statement.place)
        hint = r"Two hexadecimal digits follow \x, four \u, eight \U. For a backslash of its own write \\."
        return report("toml-string", message, Span(start, start + 2), hint)

    return explain
