"""JavaScript's conversions between its primitive types (ECMA-262, section 7.1) and workerd's for int32.

A Python object that is no JavaScript value stands for the proxy that Pyodide would make of it.
"""

import math
import re
from typing import Any

from fakeflare.worker.javascript.language.collections.arrays import JsMap
from fakeflare.worker.javascript.language.collections.sequences import Sequence
from fakeflare.worker.javascript.language.kernel.errors import JsTypeError
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.kernel.proxies import JsClass, JsProxy
from fakeflare.worker.javascript.language.objects import JsObject, get_members

MAX_SAFE_INTEGER = 2**53 - 1
"""A Python int beyond it becomes a BigInt in Pyodide."""

_PREFIXED_INTEGER = re.compile(r"0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+")
_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_SPACES = " \t\n\r\v\f\u00a0\u2028\u2029\ufeff"


def is_nullish(value: object) -> bool:
    return value is None or value is jsnull


def is_object(value: object) -> bool:
    """True for what is no primitive."""
    return not (is_nullish(value) or isinstance(value, str | int | float))


def is_bigint(value: object) -> bool:
    return isinstance(value, int) and abs(value) > MAX_SAFE_INTEGER


def read_property(value: object, name: str) -> object:
    """`value[name]`, undefined when there is none."""
    if isinstance(value, JsObject):
        return get_members(value).get(name)
    if isinstance(value, JsMap):
        return value.get(name) if value.is_literal else getattr(value, name, None)
    if not isinstance(value, JsProxy) and name == "type":
        # a PyProxy's own property: the name of the Python type
        return type(value).__name__
    if isinstance(value, dict):
        return value.get(name)
    if name.isdecimal() and isinstance(value, Sequence):
        return dict(enumerate(value.list_items())).get(int(name))
    return getattr(value, name, None)


def has_property(value: object, name: str) -> bool:
    """`name in value`."""
    if isinstance(value, JsObject):
        return name in get_members(value)
    if isinstance(value, JsMap) and value.is_literal:
        return value.has(name)
    if isinstance(value, dict):
        return name in value
    return isinstance(value, JsProxy) and hasattr(value, name)


def read_option(options: object, name: str, default: Any = None) -> Any:
    """One member of an options object that may be missing, undefined or null itself."""
    if is_nullish(options):
        return default
    found = read_property(options, name)
    return default if found is None else found


def to_boolean(value: object) -> bool:
    """`Boolean(value)`: every object is true, a Python one that is empty too."""
    if isinstance(value, float) and math.isnan(value):
        return False
    return bool(value) if not is_object(value) else True


def to_string(value: object) -> str:
    """`String(value)`."""
    if isinstance(value, str):
        return value
    if value is None:
        return "undefined"
    if value is jsnull:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format_number(value)
    if isinstance(value, JsClass):
        # not by attribute, which is the method of its instances
        return JsClass.to_text(value)
    return type(value).toString(value) if isinstance(value, JsProxy) else str(value)


def format_number(value: float) -> str:
    """`Number.prototype.toString`: the shortest digits, exponents from 1e21 and below 1e-6."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent_text = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    digits = (whole + fraction).lstrip("0")
    # the decimal point stands after this many digits
    point = len(whole) + int(exponent_text or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    return sign + _place_point(digits, point)


def _place_point(digits: str, point: int) -> str:
    if len(digits) <= point <= 21:
        return digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    exponent = f"e{'+' if point > 0 else '-'}{abs(point - 1)}"
    return digits[0] + (f".{digits[1:]}" if len(digits) > 1 else "") + exponent


def to_number(value: object) -> float:
    """`Number(value)`, except that a BigInt is refused, as arithmetic does."""
    if value is None:
        return math.nan
    if value is jsnull:
        return 0
    if is_bigint(value):
        raise JsTypeError("Cannot convert a BigInt value to a number")
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float):
        return value
    return _parse_number(to_string(value))


def _parse_number(text: str) -> float:
    text = text.strip(_SPACES)
    if not text:
        return 0
    if _PREFIXED_INTEGER.fullmatch(text):
        return int(text, 0)
    if _DECIMAL.fullmatch(text):
        return float(text)
    return {"Infinity": math.inf, "+Infinity": math.inf, "-Infinity": -math.inf}.get(text, math.nan)


def to_int32(value: object) -> int:
    """What workerd makes of an `int` option: NaN is 0, fractions are cut, the range is checked
    (workerd/src/workerd/jsg/value.h:220-242)."""
    number = to_number(value)
    if math.isnan(number):
        return 0
    if not -(2**31) <= number <= 2**31 - 1:
        raise JsTypeError("Value out of range. Must be between -2147483648 and 2147483647 (inclusive).")
    return int(number)


def to_integer(value: object) -> float:
    """`ToIntegerOrInfinity`: fractions are cut, NaN is 0."""
    number = to_number(value)
    if math.isnan(number):
        return 0
    return number if math.isinf(number) else int(number)


def from_number(value: float) -> int | float:
    """A JavaScript number as Pyodide hands it to Python: an int where it is a safe integer."""
    if isinstance(value, float) and value.is_integer() and abs(value) <= MAX_SAFE_INTEGER:
        return int(value)
    return value


def encode_text(text: str) -> bytes:
    """UTF-8 of a JavaScript string: surrogate pairs are joined, a lone surrogate is U+FFFD."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
        return re.sub("[\ud800-\udfff]", "\ufffd", joined).encode()
