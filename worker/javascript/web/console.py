"""`console`: a Worker's log, on the streams that Node would use."""

import re
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.collections.maps import JsMap
from fakeflare.worker.javascript.language.json.json import stringify_json
from fakeflare.worker.javascript.language.kernel.coercions import (
    from_number,
    is_bigint,
    is_object,
    to_boolean,
    to_string,
)
from fakeflare.worker.javascript.language.kernel.members import list_own
from fakeflare.worker.javascript.language.kernel.numeric import to_number
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy
from fakeflare.worker.javascript.language.numbers import parse_float, parse_int
from fakeflare.worker.javascript.language.worker_state import find_worker_state
from fakeflare.worker.javascript.web.inspecting import inspect

_SPECIFIER = re.compile("%[sdifjoOc%]")
_INDENT = "  "

Write = Callable[[str], object]


class _State:
    """What one Worker's console remembers."""

    def __init__(self) -> None:
        self.indent = ""
        self.counts: dict[str, int] = {}
        self.started: dict[str, int] = {}


_stray = _State()


def _get_state() -> _State:
    worker_state = find_worker_state()
    return _stray if worker_state is None else worker_state.get_slot(_State)


class Console(JsProxy):
    _js_name = "console"

    def log(self, *values: object) -> None:
        _print(sys.stdout.write, format_values(values))

    info = debug = log

    def error(self, *values: object) -> None:
        _print(sys.stderr.write, format_values(values))

    warn = error

    def trace(self, *values: object) -> None:
        said = format_values(values)
        _print(sys.stderr.write, f"Trace: {said}" if said else "Trace")

    def assert_(self, condition: object = None, *values: object) -> None:
        """`console.assert`: speaks up where the condition is false."""
        if not to_boolean(condition):
            said = format_values(values)
            _print(sys.stderr.write, f"Assertion failed: {said}" if said else "Assertion failed")

    def dir(self, value: object = None, *_options: object) -> None:
        _print(sys.stdout.write, inspect(value))

    def group(self, *values: object) -> None:
        if values:
            self.log(*values)
        _get_state().indent += _INDENT

    groupCollapsed = group

    def groupEnd(self) -> None:
        state = _get_state()
        state.indent = state.indent[: -len(_INDENT)]

    def count(self, label: object = "default") -> None:
        counts, name = _get_state().counts, to_string(label)
        counts[name] = counts.get(name, 0) + 1
        self.log(f"{name}: {counts[name]}")

    def countReset(self, label: object = "default") -> None:
        name = to_string(label)
        if _get_state().counts.pop(name, None) is None:
            self.warn(f"Count for '{name}' does not exist")

    def time(self, label: object = "default") -> None:
        started, name = _get_state().started, to_string(label)
        if name in started:
            self.warn(f"Label '{name}' already exists for console.time()")
        else:
            started[name] = time.perf_counter_ns()

    def timeLog(self, label: object = "default", *values: object) -> None:
        self._say_time(to_string(label), "timeLog", values)

    def timeEnd(self, label: object = "default") -> None:
        name = to_string(label)
        self._say_time(name, "timeEnd", ())
        _get_state().started.pop(name, None)

    def _say_time(self, name: str, function: str, values: tuple[object, ...]) -> None:
        since = _get_state().started.get(name)
        if since is None:
            self.warn(f"No such label '{name}' for console.{function}()")
            return
        milliseconds = (time.perf_counter_ns() - since) / 1e6
        self.log(f"{name}: {milliseconds:.3f}ms", *values)

    def table(self, value: object = None, columns: object = None) -> None:
        """Rows of an Array, a Map or an object; what is none of these is logged."""
        rows = _list_rows(value)
        if rows is None:
            self.log(value)
            return
        chosen = [to_string(name) for name in columns] if isinstance(columns, Iterable) else None
        _print(sys.stdout.write, _draw_table(rows, chosen))


def _print(write: Write, text: str) -> None:
    indent = _get_state().indent
    write(indent + text.replace("\n", f"\n{indent}") + "\n")


def format_values(values: tuple[Any, ...]) -> str:
    """Values as `console.log` joins them, with the `%` of a first text replaced."""
    rest = list(values)
    parts: list[str] = []
    if len(rest) > 1 and isinstance(rest[0], str) and "%" in rest[0]:
        pattern = rest.pop(0)
        parts.append(_SPECIFIER.sub(lambda found: _fill(found[0], rest), pattern))
    parts.extend(value if isinstance(value, str) else inspect(value) for value in rest)
    return " ".join(parts)


def _fill(specifier: str, rest: list[Any]) -> str:
    if specifier == "%%":
        return "%"
    if not rest:
        return specifier
    return _WRITERS[specifier](rest.pop(0))


def _write_text(value: Any) -> str:
    return inspect(value, 0) if is_object(value) or is_bigint(value) else to_string(value)


def _write_number(value: Any) -> str:
    if is_object(value):
        return "NaN"
    if is_bigint(value):
        return f"{value}n"
    return inspect(from_number(to_number(value)))


_WRITERS: dict[str, Callable[[Any], str]] = {
    "%s": _write_text,
    "%d": _write_number,
    "%i": lambda value: "NaN" if is_object(value) else inspect(parse_int(value)),
    "%f": lambda value: inspect(parse_float(value)),
    "%j": lambda value: stringify_json(value) or "undefined",
    "%o": lambda value: inspect(value, 4),
    "%O": inspect,
    # styles are for browsers
    "%c": lambda _value: "",
}


def _list_rows(value: Any) -> list[tuple[str, Any]] | None:
    if isinstance(value, JsArray):
        return [(str(index), item) for index, item in enumerate(value.list_items())]
    if isinstance(value, JsMap) and not value.is_literal:
        return [(to_string(key), item) for key, item in value.items()]
    return list_own(value) if is_object(value) and list_own(value) else None


def _draw_table(rows: list[tuple[str, Any]], chosen: list[str] | None) -> str:
    """The rows in a frame; a column for every property, and one for values that have none."""
    cells = [(index, dict(list_own(item)) if is_object(item) else None, item) for index, item in rows]
    names = chosen or list(dict.fromkeys(name for _, own, _ in cells for name in own or ()))
    has_values = any(own is None for _, own, _ in cells)
    table = [["(index)", *names, *(["Values"] if has_values else [])]]
    for index, own, item in cells:
        shown = [inspect(own[name], 0) if own and name in own else "" for name in names]
        table.append([index, *shown, *([inspect(item, 0) if own is None else ""] if has_values else [])])
    widths = [max(len(row[column]) for row in table) + 2 for column in range(len(table[0]))]
    lines = ["─" * width for width in widths]
    padded = [[f" {cell}".ljust(w) for cell, w in zip(row, widths, strict=True)] for row in table]
    drawn = [f"│{'│'.join(row)}│" for row in padded]
    return "\n".join(
        (f"┌{'┬'.join(lines)}┐", drawn[0], f"├{'┼'.join(lines)}┤", *drawn[1:], f"└{'┴'.join(lines)}┘")
    )
