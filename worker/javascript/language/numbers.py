"""`Number`, `BigInt`, `Boolean`, `String`, `Math` and the functions that read numbers.

Their values are Python's own: Pyodide hands no number, text or truth over as an object.
"""

import math
import random
import re
import struct
from collections.abc import Callable
from typing import NoReturn

from fakeflare.worker.javascript.language.kernel.coercions import (
    MAX_SAFE_INTEGER,
    from_number,
    is_bigint,
    to_boolean,
    to_string,
)
from fakeflare.worker.javascript.language.kernel.errors import JsRangeError, JsSyntaxError, JsTypeError
from fakeflare.worker.javascript.language.kernel.functions import Function
from fakeflare.worker.javascript.language.kernel.missing import NOT_EMULATED
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.kernel.numeric import to_integer, to_number
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy

_SPACES = " \t\n\r\v\f\u00a0\u2028\u2029\ufeff"
_FLOAT = re.compile(r"[+-]?(?:Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)", re.ASCII)
_BIGINT = re.compile(r"[+-]?\d+|0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+", re.ASCII)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class _Primitive(Function):
    """A class whose values Python has itself; it is called, not made with `new`."""

    _js_name = "Function"
    name: str

    def new(self, *_args: object) -> NoReturn:
        raise NotImplementedError(f"new {self.name}() is {NOT_EMULATED}: call js.{self.name}() without new")

    def to_string(self) -> str:
        return f"function {self.name}() {{ [native code] }}"


def parse_float(text: object = None) -> float:
    """`parseFloat`: the number that a text begins with."""
    found = _FLOAT.match(to_string(text).lstrip(_SPACES))
    return math.nan if found is None else from_number(float(found[0]))


def parse_int(text: object = None, radix: object = None) -> float:
    """`parseInt`: the whole number that a text begins with."""
    rest = to_string(text).strip(_SPACES)
    is_negative = rest.startswith("-")
    rest = rest[1:] if rest[:1] in ("+", "-") else rest
    base = int(to_integer(0 if radix is None else radix))
    if base in (0, 16) and rest[:2].lower() == "0x":
        rest, base = rest[2:], 16
    base = base or 10
    if not 2 <= base <= 36:
        return math.nan
    found = re.match(f"[{re.escape(_DIGITS[:base])}]+", rest, re.IGNORECASE)
    if found is None:
        return math.nan
    value = int(found[0], base) * (-1 if is_negative else 1)
    return from_number(float(value))


def is_nan(value: object = None) -> bool:
    return math.isnan(to_number(value))


def is_finite(value: object = None) -> bool:
    return math.isfinite(to_number(value))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and not is_bigint(value)


class NumberFunction(_Primitive):
    name = "Number"
    MAX_SAFE_INTEGER = MAX_SAFE_INTEGER
    MIN_SAFE_INTEGER = -MAX_SAFE_INTEGER
    MAX_VALUE = 1.7976931348623157e308
    MIN_VALUE = 5e-324
    EPSILON = 2.0**-52
    NaN = math.nan
    POSITIVE_INFINITY = math.inf
    NEGATIVE_INFINITY = -math.inf
    parseFloat = staticmethod(parse_float)
    parseInt = staticmethod(parse_int)

    def __call__(self, value: object = 0) -> float:
        if is_bigint(value) and isinstance(value, int):
            return float(value)
        return from_number(to_number(value))

    @staticmethod
    def isInteger(value: object = None) -> bool:
        return isinstance(value, int | float) and _is_number(value) and float(value).is_integer()

    @staticmethod
    def isSafeInteger(value: object = None) -> bool:
        return (
            isinstance(value, int | float)
            and NumberFunction.isInteger(value)
            and abs(value) <= MAX_SAFE_INTEGER
        )

    @staticmethod
    def isFinite(value: object = None) -> bool:
        return isinstance(value, int | float) and _is_number(value) and math.isfinite(value)

    @staticmethod
    def isNaN(value: object = None) -> bool:
        return isinstance(value, float) and math.isnan(value)


class BigIntFunction(_Primitive):
    """`BigInt`. Python's int stands for it, also where it is small."""

    name = "BigInt"

    def __call__(self, value: object = None) -> int:
        if isinstance(value, float):
            if not value.is_integer():
                raise JsRangeError(
                    f"The number {to_string(value)} cannot be converted to a BigInt because it is not an "
                    "integer"
                )
            return int(value)
        if isinstance(value, int):
            return int(value)
        if value is None or value is jsnull:
            raise JsTypeError(f"Cannot convert {to_string(value)} to a BigInt")
        text = to_string(value).strip(_SPACES)
        if text and not _BIGINT.fullmatch(text):
            raise JsSyntaxError(f"Cannot convert {to_string(value)} to a BigInt")
        return int(text or "0", 0 if text[1:2].isalpha() else 10)

    @staticmethod
    def asUintN(bits: int, value: int) -> int:
        return value & ((1 << bits) - 1)

    @staticmethod
    def asIntN(bits: int, value: int) -> int:
        value &= (1 << bits) - 1
        return value - (1 << bits) if bits and value >> (bits - 1) else value


class BooleanFunction(_Primitive):
    name = "Boolean"

    def __call__(self, value: object = None) -> bool:
        return to_boolean(value)


class StringFunction(_Primitive):
    name = "String"

    def __call__(self, *values: object) -> str:
        return to_string(values[0]) if values else ""

    @staticmethod
    def fromCharCode(*codes: object) -> str:
        units = b"".join(struct.pack("<H", int(to_integer(code)) & 0xFFFF) for code in codes)
        return units.decode("utf-16-le", "surrogatepass")

    @staticmethod
    def fromCodePoint(*codes: object) -> str:
        for code in codes:
            number = to_number(code)
            if not (math.isfinite(number) and number == int(number) and 0 <= number <= 0x10FFFF):
                raise JsRangeError(f"Invalid code point {to_string(code)}")
        return "".join(chr(int(to_number(code))) for code in codes)


def _guard(compute: Callable[..., float]) -> Callable[..., float]:
    """A function of Python's `math` that answers NaN or Infinity where Python raises."""

    def call(*values: object) -> float:
        numbers = [to_number(value) for value in values] or [math.nan]
        try:
            return from_number(float(compute(*numbers)))
        except OverflowError:
            return math.inf
        except ValueError:
            return math.nan

    return call


def _round(value: float) -> float:
    return math.floor(value + 0.5) if math.isfinite(value) and abs(value) < 2**52 else value


def _whole(compute: Callable[[float], int]) -> Callable[[float], float]:
    return lambda value: compute(value) if math.isfinite(value) else value


def _log(compute: Callable[[float], float]) -> Callable[[float], float]:
    return lambda value: -math.inf if value == 0 else compute(value)


def _pick(choose: Callable[..., float], empty: float) -> Callable[..., float]:
    def call(*values: object) -> float:
        numbers = [to_number(value) for value in values]
        if any(math.isnan(number) for number in numbers):
            return math.nan
        return from_number(choose(numbers, default=empty))

    return call


def _power(base: float, exponent: float = math.nan) -> float:
    if abs(base) == 1 and math.isinf(exponent):
        return math.nan
    if base == 0 and exponent < 0:
        return math.inf
    return math.pow(base, exponent)


def _hypot(*values: object) -> float:
    return from_number(math.hypot(*(to_number(value) for value in values)))


def _sign(value: float) -> float:
    return value if math.isnan(value) or value == 0 else math.copysign(1, value)


def _to_uint32(value: object) -> int:
    number = to_number(value)
    return int(number) & 0xFFFFFFFF if math.isfinite(number) else 0


def _multiply(first: object = None, second: object = None) -> int:
    product = _to_uint32(first) * _to_uint32(second) & 0xFFFFFFFF
    return product - (1 << 32) if product >> 31 else product


def _to_single(value: float) -> float:
    return _narrow(value, "f")


def _to_half(value: float) -> float:
    return _narrow(value, "e")


def _narrow(value: float, item_format: str) -> float:
    try:
        found: float = struct.unpack(item_format, struct.pack(item_format, value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)
    return found


def _cube_root(value: float) -> float:
    root = math.copysign(abs(value) ** (1 / 3), value)
    nearest = round(root) if math.isfinite(root) else root
    return nearest if nearest**3 == value else root


_SAME_IN_PYTHON = (
    *("acos", "acosh", "asin", "asinh", "atan", "atan2", "cos", "cosh", "exp", "expm1", "sin", "sinh"),
    *("sqrt", "tan", "tanh"),
)


class Math(JsProxy):
    E = math.e
    LN10 = math.log(10)
    LN2 = math.log(2)
    LOG10E = 1 / math.log(10)
    LOG2E = 1 / math.log(2)
    PI = math.pi
    SQRT1_2 = math.sqrt(0.5)
    SQRT2 = math.sqrt(2)
    abs = staticmethod(_guard(abs))
    ceil = staticmethod(_guard(_whole(math.ceil)))
    floor = staticmethod(_guard(_whole(math.floor)))
    trunc = staticmethod(_guard(_whole(math.trunc)))
    round = staticmethod(_guard(_round))
    sign = staticmethod(_guard(_sign))
    log = staticmethod(_guard(_log(math.log)))
    log2 = staticmethod(_guard(_log(math.log2)))
    log10 = staticmethod(_guard(_log(math.log10)))
    log1p = staticmethod(_guard(lambda value: -math.inf if value == -1 else math.log1p(value)))
    atanh = staticmethod(
        _guard(lambda value: math.copysign(math.inf, value) if abs(value) == 1 else math.atanh(value))
    )
    cbrt = staticmethod(_guard(_cube_root))
    fround = staticmethod(_guard(_to_single))
    f16round = staticmethod(_guard(_to_half))
    pow = staticmethod(_guard(_power))
    hypot = staticmethod(_hypot)
    imul = staticmethod(_multiply)
    max = staticmethod(_pick(max, -math.inf))
    min = staticmethod(_pick(min, math.inf))

    @staticmethod
    def clz32(value: object = None) -> int:
        return 32 - _to_uint32(value).bit_length()

    @staticmethod
    def random() -> float:
        return random.random()  # noqa: S311 - JavaScript's is no secret either


for _name in _SAME_IN_PYTHON:
    setattr(Math, _name, staticmethod(_guard(getattr(math, _name))))
