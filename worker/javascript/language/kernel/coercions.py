"""Conversions to text and truth, and what kind a value is (ECMA-262, section 7). None of them raises.

A Python object that is no JavaScript value stands for the proxy that Pyodide would make of it.
"""

import math
import re

from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.kernel.proxies import JsClass, JsProxy

MAX_SAFE_INTEGER = 2**53 - 1
"""A Python int beyond it becomes a BigInt in Pyodide."""


def is_nullish(value: object) -> bool:
    return value is None or value is jsnull


def is_object(value: object) -> bool:
    """True for what is no primitive."""
    return not (is_nullish(value) or isinstance(value, str | int | float))


def is_bigint(value: object) -> bool:
    return isinstance(value, int) and abs(value) > MAX_SAFE_INTEGER


def get_type(value: object) -> str:
    if value is None:
        return "undefined"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "bigint" if is_bigint(value) else "number"
    if isinstance(value, str):
        return "string"
    return "function" if callable(value) else "object"


def to_boolean(value: object) -> bool:
    """`Boolean(value)`: every object is true, a Python one that is empty too."""
    if isinstance(value, float) and math.isnan(value):
        return False
    return bool(value) if not is_object(value) else True


def to_string(value: object) -> str:
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
