"""Values as Node's `util.inspect` writes them for a reader; `console` prints with it.

The layout follows its defaults: 80 columns, objects two levels deep, at most a hundred items.
"""

import math
import re
from collections.abc import Callable
from typing import Any

from fakeflare.worker.javascript.language.buffers.data_views import DataView
from fakeflare.worker.javascript.language.buffers.typed_arrays import ArrayBuffer, TypedArray
from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.collections.maps import JsMap
from fakeflare.worker.javascript.language.collections.sets import JsSet
from fakeflare.worker.javascript.language.dates.date import Date
from fakeflare.worker.javascript.language.kernel.coercions import is_bigint, to_string
from fakeflare.worker.javascript.language.kernel.errors import JsException
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.kernel.proxies import JsClass, JsProxy
from fakeflare.worker.javascript.language.objects import JsObject, get_members

_WIDTH = 80
_COMPACT_LEVELS = 3
_MAX_ITEMS = 100
_MAX_TEXT = 10_000
_GROUPED_FROM = 7
_IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*", re.ASCII)
_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f", "\v": "\\v", "\\": "\\\\"}
# Of the runtime's own objects, what a reader wants to know.
_SHOWN = {
    "AbortSignal": ("aborted",),
    "Blob": ("size", "type"),
    "File": ("name", "size", "type"),
    "Request": ("method", "url"),
    "Response": ("status", "statusText", "url"),
    "URL": ("href",),
}


def inspect(value: object, depth: float = 2) -> str:
    """A value as text; a text itself in quotes."""
    return _Inspection(depth).write(value, 0)


def quote(text: str) -> str:
    """A text in the quotes that need the least escaping."""
    mark = next((mark for mark in "'\"`" if mark not in text), "'")
    escaped = "".join(_ESCAPES.get(character, character) for character in text)
    return mark + (escaped.replace("'", "\\'") if mark == "'" else escaped) + mark


class _Inspection:
    """One run of `inspect`: knows how deep it is and what it has met."""

    def __init__(self, depth: float) -> None:
        self._max_depth = depth
        self._parents: list[object] = []
        self._circular: list[object] = []
        self._indent = 0
        # the level of what was written last, which tells how deep an object goes
        self._level = 0

    def write(self, value: Any, level: int) -> str:
        if value is None or value is jsnull or isinstance(value, bool):
            return to_string(value)
        if isinstance(value, str):
            rest = len(value) - _MAX_TEXT
            return quote(value) if rest <= 0 else f"{quote(value[:_MAX_TEXT])}... {rest} more characters"
        if isinstance(value, int | float):
            return _write_number(value)
        if not isinstance(value, JsProxy):
            return _write_python(value)
        if any(parent is value for parent in self._parents):
            return f"[Circular *{self._number(value)}]"
        return self._write_object(value, level)

    def _number(self, value: object) -> int:
        if not any(known is value for known in self._circular):
            self._circular.append(value)
        return next(number for number, known in enumerate(self._circular, 1) if known is value)

    def _write_object(self, value: JsProxy, level: int) -> str:
        plain = _write_leaf(value)
        if plain is not None:
            return plain
        if level > self._max_depth:
            return f"[{value.constructor.name}]"
        self._level = level
        self._parents.append(value)
        prefix, braces, parts, is_list = self._list_parts(value, level)
        self._parents.pop()
        if any(known is value for known in self._circular):
            prefix = f"<ref *{self._number(value)}> {prefix}"
        return self._join(prefix, braces, parts, is_list, value, level)

    def _list_parts(self, value: Any, level: int) -> tuple[str, str, list[str], bool]:
        """What stands before the braces, the braces, the parts, and whether these are items of a list."""
        if isinstance(value, JsArray):
            return "", "[]", self._write_items(value.list_items(), level), True
        if isinstance(value, TypedArray):
            name = f"{value.constructor.name}({value.length}) "
            return name, "[]", self._write_items(value.list_items(), level), True
        if isinstance(value, JsMap):
            pairs = [f"{self.write(k, level + 1)} => {self.write(v, level + 1)}" for k, v in value.items()]
            return f"Map({value.size}) ", "{}", pairs, False
        if isinstance(value, JsSet):
            return f"Set({value.size}) ", "{}", [self.write(item, level + 1) for item in value], False
        if isinstance(value, JsObject):
            return "", "{}", self._write_members(list(get_members(value).items()), level), False
        return f"{value.constructor.name} ", "{}", self._write_members(_list_shown(value), level), False

    def _write_items(self, items: list[Any], level: int) -> list[str]:
        shown = [self._indented(2, item, level) for item in items[:_MAX_ITEMS]]
        rest = len(items) - _MAX_ITEMS
        if rest > 0:
            shown.append(f"... {rest} more item{'s' if rest > 1 else ''}")
        return shown

    def _write_members(self, members: list[tuple[str, Any]], level: int) -> list[str]:
        return [
            f"{name if _IDENTIFIER.fullmatch(name) else quote(name)}: {self._indented(2, item, level)}"
            for name, item in members
        ]

    def _indented(self, by: int, value: object, level: int) -> str:
        self._indent += by
        text = self.write(value, level + 1)
        self._indent -= by
        is_error = isinstance(value, JsException)
        return text.replace("\n", f"\n{' ' * (self._indent + by)}") if is_error else text

    def _join(self, prefix: str, braces: str, parts: list[str], is_list: bool, value: Any, level: int) -> str:
        opening, closing = prefix + braces[0], braces[1]
        if not parts:
            return opening + closing
        grouped = self._group(parts, value) if is_list and len(parts) >= _GROUPED_FROM else parts
        if self._level - level < _COMPACT_LEVELS and grouped is parts:
            length = sum(map(len, parts)) + len(parts)
            start = len(parts) + self._indent + len(opening) + 10
            if length + start <= _WIDTH and not any("\n" in part for part in parts):
                return f"{opening} {', '.join(parts)} {closing}"
        line = f"\n{' ' * self._indent}"
        return f"{opening}{line}  {f',{line}  '.join(grouped)}{line}{closing}"

    def _group(self, parts: list[str], value: Any) -> list[str]:
        """A long list in columns; the very same list where it does not fit."""
        items = parts[:_MAX_ITEMS]
        widest, total = max(map(len, items)), sum(map(len, items)) + 2 * len(items)
        column = widest + 2
        if column * 3 + self._indent >= _WIDTH or not (total / column > 5 or widest <= 6):
            return parts
        biased = max(column - 3 - math.sqrt(max(column - total / len(parts), 0)), 1)
        columns = min(
            int(math.sqrt(2.5 * biased * len(items)) / biased + 0.5),
            (_WIDTH - self._indent) // column,
            _COMPACT_LEVELS * 4,
            15,
        )
        if columns <= 1:
            return parts
        widths = [max(map(len, items[start::columns])) + 2 for start in range(columns)]
        is_numeric = all(isinstance(item, int | float) for item in value)
        rows = [items[start : start + columns] for start in range(0, len(items), columns)]
        return [_align(row, widths, is_numeric) for row in rows] + parts[_MAX_ITEMS:]


def _align(row: list[str], widths: list[int], is_numeric: bool) -> str:
    pad: Callable[[str, int], str] = str.rjust if is_numeric else str.ljust
    cells = [pad(f"{cell}, ", width) for cell, width in zip(row[:-1], widths, strict=False)]
    last = row[-1].rjust(widths[len(row) - 1] - 2) if is_numeric else row[-1]
    return "".join(cells) + last


def _write_number(value: float) -> str:
    if isinstance(value, float) and value == 0 and math.copysign(1, value) < 0:
        return "-0"
    return f"{value}n" if is_bigint(value) else to_string(value)


def _write_python(value: object) -> str:
    """A class of JavaScript's, or a Python object, which shows itself as Python does."""
    if isinstance(value, JsClass):
        return f"[Function: {value.name}]"
    return repr(value)


def _write_leaf(value: JsProxy) -> str | None:
    """Write a value that has no parts to show; None for any other."""
    if isinstance(value, JsException):
        return value.stack
    if isinstance(value, Date):
        return to_string(value) if math.isnan(value.getTime()) else value.toISOString()
    if isinstance(value, ArrayBuffer | DataView):
        return _write_buffer(value)
    name = value.constructor.name
    if callable(value):
        own = getattr(value, "name", "")
        return f"[Function: {own}]" if own and isinstance(own, str) else "[Function (anonymous)]"
    if name in ("RegExp", "Symbol"):
        return to_string(value)
    if name in ("WeakMap", "WeakSet"):
        return f"{name} {{ <items unknown> }}"
    return _write_promise(value) if name == "Promise" else None


def _write_buffer(value: ArrayBuffer | DataView) -> str:
    data = value.to_bytes()
    shown = data[:50].hex(" ") + (f" ... {len(data) - 50} more bytes" if len(data) > 50 else "")
    if isinstance(value, ArrayBuffer):
        return f"ArrayBuffer {{ [Uint8Contents]: <{shown}>, byteLength: {len(data)} }}"
    return (
        f"DataView {{\n  byteLength: {value.byteLength},\n  byteOffset: {value.byteOffset},\n"
        f"  buffer: {_write_buffer(value.buffer)}\n}}"
    )


def _write_promise(value: Any) -> str:
    future = value.future
    if not future.done():
        return "Promise { <pending> }"
    if future.cancelled() or future.exception() is not None:
        return "Promise { <rejected> }"
    return f"Promise {{ {inspect(future.result())} }}"


def _list_shown(value: Any) -> list[tuple[str, Any]]:
    name = value.constructor.name
    if name in ("Headers", "URLSearchParams"):
        return [tuple(pair) for pair in value]
    return [(each, getattr(value, each, None)) for each in _SHOWN.get(name, ())]
