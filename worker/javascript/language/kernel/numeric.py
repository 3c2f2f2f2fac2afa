"""Conversions to numbers (ECMA-262, section 7.1.4) and workerd's to int32; they raise TypeError."""

import math
import re

from fakeflare.worker.javascript.language.kernel.coercions import is_bigint, to_string
from fakeflare.worker.javascript.language.kernel.errors import JsTypeError
from fakeflare.worker.javascript.language.kernel.null import jsnull

_PREFIXED_INTEGER = re.compile(r"0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+")
_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_SPACES = " \t\n\r\v\f\u00a0\u2028\u2029\ufeff"


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
