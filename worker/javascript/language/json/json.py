"""`JSON.parse` and `JSON.stringify`, with V8's messages."""

import json
import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NoReturn

from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.json.errors import describe_error, describe_token
from fakeflare.worker.javascript.language.kernel.coercions import (
    format_number,
    from_number,
    is_bigint,
    to_string,
)
from fakeflare.worker.javascript.language.kernel.errors import JsSyntaxError, JsTypeError
from fakeflare.worker.javascript.language.kernel.members import list_own
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.kernel.numeric import to_integer
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy
from fakeflare.worker.javascript.language.objects import JsObject, get_members

_MAX_INDENT = 10


class _NotJson(ValueError):
    """`NaN` and `Infinity`, which Python reads and JSON does not have."""


def parse_json(text: str) -> object:
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise JsSyntaxError(describe_error(text, error.msg, error.pos)) from None
    except _NotJson as error:
        raise JsSyntaxError(describe_token(text, text.index(str(error)))) from None
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


class _Writer:
    """One run of `JSON.stringify`: its indent, and the objects it is inside of."""

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
    @staticmethod
    def parse(text: object = None, reviver: Any = None, *_rest: object) -> object:
        value = parse_json(to_string(text))
        return _revive("", value, reviver) if callable(reviver) else value

    @staticmethod
    def stringify(value: object = None, replacer: object = None, space: object = None) -> str | None:
        return stringify_json(value, replacer, space)
