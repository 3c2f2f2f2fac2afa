"""`JSON.parse` and `JSON.stringify`, with V8's messages."""

import json
import math
from collections.abc import Iterable
from typing import NoReturn

from worker.javascript.coercions import format_number, from_number, is_bigint, to_string
from worker.javascript.collections import JsArray
from worker.javascript.dates import Date
from worker.javascript.errors import JsSyntaxError, JsTypeError
from worker.javascript.null import jsnull
from worker.javascript.objects import JsObject, get_members
from worker.javascript.proxies import JsProxy

# V8 shows ten characters on each side of the offender, and a text of up to 20 whole
# (v8/src/json/json-parser.cc, kMaxContextCharacters and kMinOriginalSourceLengthForContext).
_CONTEXT = 10
_MAX_WHOLE = 20

# Python's words for a syntax error and V8's; both then say where.
_MESSAGES = {
    "Unterminated string starting at": "Unterminated string in JSON",
    "Invalid control character at": "Bad control character in string literal in JSON",
    "Invalid \\escape": "Bad escaped character in JSON",
    "Invalid \\escape: ": "Bad escaped character in JSON",
    "Invalid \\uXXXX escape": "Bad Unicode escape in JSON",
    "Expecting property name enclosed in double quotes": "Expected property name or '}' in JSON",
    "Illegal trailing comma before end of object": "Expected double-quoted property name in JSON",
    "Expecting ':' delimiter": "Expected ':' after property name in JSON",
    "Extra data": "Unexpected non-whitespace character after JSON",
}


class _NotJson(ValueError):
    """`NaN` and `Infinity`, which Python reads and JSON does not have."""


def parse_json(text: str) -> object:
    """`JSON.parse(text)`."""
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise JsSyntaxError(_describe_error(text, error.msg, error.pos)) from None
    except _NotJson as error:
        name = str(error)
        raise JsSyntaxError(_describe_token(text, text.index(name) + (name[0] == "-"))) from None
    return to_javascript(value)


def to_javascript(value: object) -> object:
    """Values as `json` reads them, turned into JavaScript ones."""
    if value is None:
        return jsnull
    if isinstance(value, dict):
        return JsObject({name: to_javascript(item) for name, item in value.items()})
    if isinstance(value, list):
        return JsArray(to_javascript(item) for item in value)
    if is_bigint(value) and isinstance(value, int):
        # JSON knows doubles only
        return float(value)
    return from_number(value) if isinstance(value, float) else value


def _refuse_constant(name: str) -> NoReturn:
    raise _NotJson(name)


def _describe_error(text: str, message: str, position: int) -> str:
    if position >= len(text) and not message.startswith("Unterminated"):
        return "Unexpected end of JSON input"
    if message.startswith(("Expecting value", "Unexpected UTF-8 BOM")):
        return _describe_token(text, position)
    if message.startswith("Expecting ',' delimiter"):
        is_object = _find_container(text, position) == "{"
        words = "',' or '}' after property value" if is_object else "',' or ']' after array element"
        return _place(text, f"Expected {words} in JSON", position)
    return _place(text, _MESSAGES.get(message, message), position)


def _describe_token(text: str, position: int) -> str:
    # V8 names the first character that is wrong, which may be inside `null`, `true` or `false`
    for literal in ("null", "true", "false"):
        if text.startswith(literal[0], position):
            position += _count_common(literal, text[position:])
            break
    if position >= len(text):
        return "Unexpected end of JSON input"
    if len(text) <= _MAX_WHOLE:
        context = f'"{text}"'
    else:
        start, end = max(position - _CONTEXT, 0), min(position + _CONTEXT, len(text))
        before, after = "..." if start else "", "..." if end < len(text) else ""
        context = f'{before}"{text[start:end]}"{after}'
    return f"Unexpected token '{text[position]}', {context} is not valid JSON"


def _count_common(first: str, second: str) -> int:
    """How many characters two texts share from their start."""
    return next(
        (i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b),
        min(len(first), len(second)),
    )


def _place(text: str, message: str, position: int) -> str:
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    return f"{message} at position {position} (line {line} column {column})"


def _find_container(text: str, position: int) -> str:
    """The bracket that is open at `position`; the text is sound up to there."""
    open_brackets: list[str] = []
    in_string = is_escaped = False
    for character in text[:position]:
        if in_string:
            in_string = is_escaped or character != '"'
            is_escaped = character == "\\" and not is_escaped
        elif character == '"':
            in_string = True
        elif character in "[{":
            open_brackets.append(character)
        elif character in "]}":
            open_brackets.pop()
    return open_brackets[-1] if open_brackets else ""


def stringify_json(value: object) -> str | None:
    """`JSON.stringify(value)`; None (undefined) for what JSON leaves out."""
    return _write(value, [])


def _write(value: object, parents: list[object]) -> str | None:
    if value is jsnull:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quote(value)
    if isinstance(value, int | float):
        return _write_number(value)
    if isinstance(value, JsProxy):
        return _write_object(value, parents)
    # undefined, functions; any other Python object is a proxy whose own properties JSON does not see
    return None if value is None or callable(value) else "{}"


def _write_number(value: float) -> str:
    if is_bigint(value):
        raise JsTypeError("Do not know how to serialize a BigInt")
    if isinstance(value, int):
        return str(value)
    return format_number(value) if math.isfinite(value) else "null"


def _write_object(value: JsProxy, parents: list[object]) -> str | None:
    if isinstance(value, Date):
        return "null" if math.isnan(value.getTime()) else _quote(value.toISOString())
    if callable(value):
        return None
    if any(parent is value for parent in parents):
        raise JsTypeError("Converting circular structure to JSON")
    inner = [*parents, value]
    if isinstance(value, JsArray):
        return f"[{','.join(_write(item, inner) or 'null' for item in value)}]"
    if isinstance(value, JsObject):
        return _write_members(get_members(value).items(), inner)
    return "{}"


def _write_members(members: Iterable[tuple[str, object]], parents: list[object]) -> str:
    written = ((name, _write(item, parents)) for name, item in members)
    return f"{{{','.join(f'{_quote(name)}:{text}' for name, text in written if text is not None)}}}"


def _quote(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    if quoted.isascii():
        return quoted
    # well-formed stringify: a lone surrogate is escaped
    return "".join(f"\\u{ord(c):04x}" if "\ud800" <= c <= "\udfff" else c for c in quoted)


class JSON(JsProxy):
    """The namespace object `JSON`."""

    @staticmethod
    def parse(text: object, *_rest: object) -> object:
        return parse_json(to_string(text))

    @staticmethod
    def stringify(value: object, *_rest: object) -> str | None:
        return stringify_json(value)
