"""Values of a configuration as wrangler, which is JavaScript, sees and prints them."""

import json
from collections.abc import Mapping
from typing import Final, TypeGuard, final


@final
class Missing:
    """What JavaScript calls `undefined`: the field is not there. `null` is None."""

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()


def is_object(value: object) -> TypeGuard[Mapping[str, object]]:
    """Whether a value is a plain object: neither null nor an array."""
    return isinstance(value, Mapping)


def is_true(value: object) -> bool:
    """Whether JavaScript takes a value for true: every object is, also an empty one."""
    return isinstance(value, list) or is_object(value) or bool(value)


def name_type(value: object) -> str:
    """`typeof`. TOML's dates are objects."""
    if value is MISSING:
        return "undefined"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "string"
    return "number" if isinstance(value, int | float) else "object"


def show(value: object, indent: int | None = None) -> str:
    """`JSON.stringify`, with `undefined` for what is missing; in several lines where there is an `indent`."""
    if value is MISSING:
        return "undefined"
    marks = (",", ":" if indent is None else ": ")
    return json.dumps(
        _prepare(value), indent=indent, separators=marks, ensure_ascii=False, default=_show_date
    )


def _prepare(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: _prepare(value[name]) for name in sorted(value, key=_order)}
    if isinstance(value, list):
        return [_prepare(item) for item in value]
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e21 else value


def _order(name: str) -> tuple[bool, int]:
    """Names that are array indices come first, by size; the others stay in their order."""
    is_number = name.isascii() and name.isdecimal() and len(name) <= 10
    is_index = is_number and str(int(name)) == name and int(name) < 2**32 - 1
    return (not is_index, int(name) if is_index else 0)


def _show_date(value: object) -> str:
    """A TOML date as smol-toml's `toISOString` prints it: milliseconds wherever there is a time."""
    if not hasattr(value, "isoformat"):
        return str(value)
    text = value.isoformat(timespec="milliseconds") if hasattr(value, "hour") else value.isoformat()
    return str(text).replace("+00:00", "Z")


def write(value: object) -> str:
    """`String(value)`, as in a template literal."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ",".join("" if item is None else write(item) for item in value)
    return "[object Object]" if is_object(value) else show(value)


def read_number(value: object) -> float:
    """`Number(value)` as comparisons take it: NaN for what is no number."""
    if value is None:
        return 0
    if isinstance(value, bool | int | float):
        return value
    try:
        return float(write(value).strip() or "0")
    except ValueError:
        return float("nan")
