import math

import pytest

from fakeflare.worker.config.document.values import MISSING, is_true, read_number, show, write


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"),
        (None, "null"),
        (MISSING, "undefined"),
        (True, "true"),
        (2.0, "2"),
        ([1, None, ["x", True]], "1,,x,true"),
        ({"a": 1}, "[object Object]"),
    ],
)
def test_a_value_in_a_template_literal(value: object, text: str) -> None:
    assert write(value) == text


@pytest.mark.parametrize(
    ("value", "number"),
    [(None, 0), (True, 1), (2.5, 2.5), (" 3 ", 3), ("", 0), ([], 0), ([4], 4), ("-1e1", -10)],
)
def test_a_value_that_is_compared_with_a_number(value: object, number: float) -> None:
    assert read_number(value) == number


@pytest.mark.parametrize("value", ["many", {}, [1, 2], MISSING])
def test_a_value_that_is_no_number(value: object) -> None:
    assert math.isnan(read_number(value))


@pytest.mark.parametrize("value", [{}, [], "0", 1, -1.5, True])
def test_what_javascript_takes_for_true(value: object) -> None:
    assert is_true(value)


@pytest.mark.parametrize("value", [None, MISSING, "", 0, 0.0, False])
def test_what_javascript_takes_for_false(value: object) -> None:
    assert not is_true(value)


def test_names_that_are_indices_come_first() -> None:
    long = "9" * 5000
    assert show({"b": 1, long: 2, "10": 3, "9": 4, "01": 5, "4294967295": 6, "٣": 7}) == (
        f'{{"9":4,"10":3,"b":1,"{long}":2,"01":5,"4294967295":6,"٣":7}}'
    )


def test_numbers_that_json_does_not_have_are_null() -> None:
    assert show([math.inf, -math.inf, math.nan, 1e300]) == "[null,null,null,1e+300]"
