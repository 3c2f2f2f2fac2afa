"""`JSON.parse` and `JSON.stringify`, with V8's messages."""

import json
import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NoReturn

from worker.javascript.coercions import format_number, from_number, is_bigint, to_integer, to_string
from worker.javascript.collections import JsArray
from worker.javascript.errors import JsSyntaxError, JsTypeError
from worker.javascript.null import jsnull
from worker.javascript.objects import JsObject, get_members
from worker.javascript.properties import list_own
from worker.javascript.proxies import JsProxy

# V8 shows ten characters on each side of the offender, and a text of up to 20 whole
# (v8/src/json/json-parser.cc, kMaxContextCharacters and kMinOriginalSourceLengthForContext).
_CONTEXT = 10
_MAX_WHOLE = 20

_MAX_INDENT = 10

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
    if message.startswith("Unterminated"):
        # V8 says where the text ends, Python where the string begins
        position = len(text)
    if message.startswith("Expecting property name") and text[:position].rstrip().endswith(","):
        return _place(text, "Expected double-quoted property name in JSON", position)
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


class _Writer:
    """One run of `JSON.stringify`."""

    def __init__(self, replacer: object = None, indent: str = "") -> None:
        self._replace = replacer if callable(replacer) else None
        self._names = None if not isinstance(replacer, JsArray) else [to_string(name) for name in replacer]
        self._indent = indent
        self._parents: list[object] = []

    def write(self, name: str, value: object) -> str | None:
        """The text of a value; None (undefined) for what JSON leaves out."""
        if isinstance(value, JsProxy):
            value = _call_to_json(name, value)
        if self._replace is not None:
            value = self._replace(name, value)
        if value is jsnull:
            return "null"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str):
            return _quote(value)
        if isinstance(value, int | float):
            return _write_number(value)
        return None if value is None or callable(value) else self._write_object(value)

    def _write_object(self, value: object) -> str:
        if any(parent is value for parent in self._parents):
            raise JsTypeError("Converting circular structure to JSON")
        self._parents.append(value)
        try:
            # a Python sequence is a proxy that JSON sees as an array
            if isinstance(value, JsArray | list | tuple | bytes | bytearray):
                items = (self.write(str(index), item) or "null" for index, item in enumerate(value))
                return self._join("[", items, "]")
            return self._join("{", self._write_members(value), "}")
        finally:
            self._parents.pop()

    def _write_members(self, value: object) -> Iterator[str]:
        members = list_own(value)
        if self._names is not None:
            found = dict(members)
            members = [(name, found[name]) for name in self._names if name in found]
        colon = ": " if self._indent else ":"
        for name, item in members:
            text = self.write(name, item)
            if text is not None:
                yield f"{_quote(name)}{colon}{text}"

    def _join(self, start: str, parts: Iterable[str], end: str) -> str:
        written = list(parts)
        if not written or not self._indent:
            return f"{start}{','.join(written)}{end}"
        # the object itself is the last of the parents
        outer = "\n" + self._indent * (len(self._parents) - 1)
        inner = outer + self._indent
        return f"{start}{inner}{f',{inner}'.join(written)}{outer}{end}"


def _call_to_json(name: str, value: JsProxy) -> object:
    if isinstance(value, JsObject):
        own = get_members(value).get("toJSON")
        return own(name) if callable(own) else value
    method = getattr(value, "toJSON", None)
    return method() if callable(method) else value


def _write_number(value: float) -> str:
    if is_bigint(value):
        raise JsTypeError("Do not know how to serialize a BigInt")
    if isinstance(value, int):
        return str(value)
    return format_number(value) if math.isfinite(value) else "null"


def stringify_json(value: object, replacer: object = None, space: object = None) -> str | None:
    """`JSON.stringify(…)`; None (undefined) for what JSON leaves out."""
    return _Writer(replacer, _read_indent(space)).write("", value)


def _read_indent(space: object) -> str:
    if isinstance(space, str):
        return space[:_MAX_INDENT]
    if isinstance(space, int | float) and not isinstance(space, bool):
        return " " * min(int(to_integer(space)), _MAX_INDENT)
    return ""


def _quote(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    if quoted.isascii():
        return quoted
    # well-formed stringify: a lone surrogate is escaped
    return "".join(f"\\u{ord(c):04x}" if "\ud800" <= c <= "\udfff" else c for c in quoted)


def _revive(name: str, value: Any, revive: Callable[..., object]) -> object:
    """One value of a parsed text, the innermost first, as `revive(name, value)` changes it."""
    if isinstance(value, JsArray):
        for index, item in enumerate(value.list_items()):
            value[index] = _revive(str(index), item, revive)
    elif isinstance(value, JsObject):
        members = get_members(value)
        for key, item in list(members.items()):
            changed = _revive(key, item, revive)
            if changed is None:
                del members[key]
            else:
                members[key] = changed
    return revive(name, value)


class JSON(JsProxy):
    """The namespace object `JSON`."""

    @staticmethod
    def parse(text: object = None, reviver: Any = None, *_rest: object) -> object:
        value = parse_json(to_string(text))
        return _revive("", value, reviver) if callable(reviver) else value

    @staticmethod
    def stringify(value: object = None, replacer: object = None, space: object = None) -> str | None:
        return stringify_json(value, replacer, space)
