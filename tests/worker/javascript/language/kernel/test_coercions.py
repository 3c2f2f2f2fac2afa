"""JavaScript's conversions, as a JavaScript engine does them."""

import math

import pytest

from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.collections.maps import JsMap
from fakeflare.worker.javascript.language.kernel.coercions import encode_text, from_number, to_string
from fakeflare.worker.javascript.language.kernel.errors import JsException, JsTypeError
from fakeflare.worker.javascript.language.kernel.null import JsNull, jsnull
from fakeflare.worker.javascript.language.kernel.numeric import to_int32, to_number
from fakeflare.worker.javascript.language.objects import JsObject


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "undefined"),
        (jsnull, "null"),
        (True, "true"),
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (0.1, "0.1"),
        (-2.5, "-2.5"),
        (123456789012345680000.0, "123456789012345680000"),
        (1e21, "1e+21"),
        (1.5e300, "1.5e+300"),
        (0.000001, "0.000001"),
        (1e-7, "1e-7"),
        (1.25e-9, "1.25e-9"),
        (100.0, "100"),
        (math.nan, "NaN"),
        (-math.inf, "-Infinity"),
        (JsArray([1, None, jsnull, JsArray(["a", "b"])]), "1,,,a,b"),
        (JsObject({"a": 1}), "[object Object]"),
        (JsMap(), "[object Map]"),
        (JsTypeError("no"), "TypeError: no"),
        (JsException(), "Error"),
    ],
)
def test_to_string(value: object, text: str) -> None:
    assert to_string(value) == text


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (jsnull, 0),
        (True, 1),
        ("", 0),
        (" 90\n", 90),
        ("0x1F", 31),
        ("1e3", 1000),
        (".5", 0.5),
        ("-Infinity", -math.inf),
        (JsArray(["7"]), 7),
    ],
)
def test_to_number(value: object, number: float) -> None:
    assert to_number(value) == number


@pytest.mark.parametrize("value", [None, "nan", "1_0", "0x", "12px", JsObject(), "١"])
def test_what_is_not_a_number(value: object) -> None:
    assert math.isnan(to_number(value))


@pytest.mark.parametrize(
    ("value", "number"), [(60.9, 60), (-60.9, -60), ("90", 90), ("nan", 0), (jsnull, 0), (None, 0), (True, 1)]
)
def test_to_int32(value: object, number: int) -> None:
    assert to_int32(value) == number


@pytest.mark.parametrize("value", [2**31, -(2**31) - 1, math.inf])
def test_to_int32_out_of_range(value: object) -> None:
    with pytest.raises(JsTypeError, match="Must be between -2147483648 and 2147483647"):
        to_int32(value)


def test_bigint_is_no_number() -> None:
    with pytest.raises(JsTypeError, match="Cannot convert a BigInt value to a number"):
        to_int32(2**60)


def test_numbers_reach_python_as_ints_where_they_are_safe() -> None:
    assert [type(from_number(value)) for value in (5.0, 2.0**53, 0.5)] == [int, float, float]


def test_text_is_encoded_with_pairs_joined_and_lone_surrogates_replaced() -> None:
    assert encode_text("\ud83e\udd13") == "🤓".encode()
    assert encode_text("a\udc00b") == "a\ufffdb".encode()


def test_null_is_one_falsy_object() -> None:
    assert (bool(jsnull), repr(jsnull), JsNull() is jsnull) == (False, "jsnull", True)
    assert not hasattr(jsnull, "constructor")
