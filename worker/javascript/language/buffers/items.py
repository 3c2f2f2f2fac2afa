"""How a typed array stores a value that is given to it (ECMA-262, section 7.1)."""

import math
import struct
from collections.abc import Callable
from typing import Any

from fakeflare.worker.javascript.language.kernel.coercions import is_bigint, to_string
from fakeflare.worker.javascript.language.kernel.errors import JsTypeError
from fakeflare.worker.javascript.language.kernel.numeric import to_integer, to_number


def make_integer_coercion(bits: int, is_signed: bool) -> Callable[[Any], int]:
    def coerce(value: Any) -> int:
        if type(value) is not int:
            number = to_integer(value)
            value = 0 if math.isinf(number) else int(number)
        return wrap_integer(value, bits, is_signed)

    return coerce


def wrap_integer(value: int, bits: int, is_signed: bool) -> int:
    """The integer that is left of `value` in so many bits."""
    value &= (1 << bits) - 1
    return value - (1 << bits) if is_signed and value >> (bits - 1) else value


def coerce_clamped(value: Any) -> int:
    number = to_number(value)
    # halves go to the even neighbour, in JavaScript as in Python
    return 0 if math.isnan(number) else round(min(max(number, 0), 255))


def coerce_float(value: Any) -> float:
    return float(to_number(value))


def coerce_single(value: Any) -> float:
    return _limit(coerce_float(value), "=f")


def coerce_half(value: Any) -> float:
    return _limit(coerce_float(value), "=e")


def _limit(number: float, item_format: str) -> float:
    """What is too large for a format becomes infinite."""
    try:
        struct.pack(item_format, number)
    except OverflowError:
        return math.copysign(math.inf, number)
    return number


def make_bigint_coercion(is_signed: bool) -> Callable[[Any], int]:
    def coerce(value: Any) -> int:
        if not is_bigint(value):
            # also for an int of Python that is small enough to be a Number
            raise JsTypeError(f"Cannot convert {to_string(value)} to a BigInt")
        return wrap_integer(value, 64, is_signed)

    return coerce
