"""When two JavaScript values are the same (ECMA-262, section 7.2). Objects are only ever themselves."""

import math
from typing import Any, NoReturn

_NAN = object()


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_strictly_equal(first: Any, second: Any) -> bool:
    if _is_number(first) and _is_number(second):
        return bool(first == second)
    if isinstance(first, str) and isinstance(second, str):
        return first == second
    return first is second


def is_same_value(first: Any, second: Any) -> bool:
    """`Object.is`: NaN is itself, and 0 is not -0."""
    if isinstance(first, float) and isinstance(second, float) and first == second == 0:
        return math.copysign(1, first) == math.copysign(1, second)
    return is_same_value_zero(first, second)


def is_same_value_zero(first: Any, second: Any) -> bool:
    """What `includes`, Map and Set go by: like `===`, and NaN is itself."""
    return is_strictly_equal(first, second) or make_key(first) is make_key(second) is _NAN


def make_key(value: Any) -> object:
    """A dict key that is equal for values that are the same to a Map."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        # an object keeps its id while the Map keeps the object
        return (type(value), value) if isinstance(value, bool) else (object, id(value))
    return _NAN if value != value else value


def refuse_hash() -> NoReturn:
    """Pyodide's words for a JavaScript object as a key of a dict or a member of a set."""
    raise TypeError("unhashable type: 'pyodide.ffi.JsProxy'")
