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


def name_type(value: object) -> str:
    """`typeof`. TOML's dates are objects."""
    if value is MISSING:
        return "undefined"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "string"
    return "number" if isinstance(value, int | float) else "object"


def show(value: object) -> str:
    """`JSON.stringify`, with `undefined` for what is missing."""
    if value is MISSING:
        return "undefined"
    return json.dumps(_prepare(value), separators=(",", ":"), ensure_ascii=False, default=_show_date)


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
    is_index = name.isascii() and name.isdecimal() and str(int(name)) == name and int(name) < 2**32 - 1
    return (not is_index, int(name) if is_index else 0)


def _show_date(value: object) -> str:
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)
