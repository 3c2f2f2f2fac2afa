import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeflare.emulator.domain.text import dump_json, encode_text, parse_integer, parse_json

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(JSON)
def test_compact_json_keeps_the_value(value: object) -> None:
    assert parse_json(dump_json(value)) == json.loads(json.dumps(value))


@pytest.mark.parametrize(
    "text", ["NaN", "Infinity", "-Infinity", "", "{", "\ufeff1", "01", "'a'", "[" * 100_000]
)
def test_what_is_not_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_json(text)


def test_bytes_must_be_utf8() -> None:
    with pytest.raises(ValueError):
        parse_json(b'"\xff"')


def test_number_beyond_json_is_refused() -> None:
    with pytest.raises(ValueError):
        dump_json(float("inf"))


def test_lone_surrogates_stay_escaped_in_json_text() -> None:
    assert dump_json("\ud800é") == '"\\ud800\\u00e9"'


@given(st.text(st.characters(exclude_categories=[])))
def test_every_text_encodes(text: str) -> None:
    encode_text(text).decode()


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("7", 7),
        ("-7", -7),
        (7, 7),
        (7.0, 7),
        ("٧", None),
        (" 7", None),
        ("7" * 17, None),
        (10**16, None),
        (1e16, None),
        (True, None),
        ({}, None),
    ],
)
def test_integers(raw: object, number: int | None) -> None:
    assert parse_integer(raw) == number
