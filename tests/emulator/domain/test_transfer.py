from typing import Any

import pytest

from fakeflare.emulator.domain import errors
from fakeflare.emulator.domain.json_stream import Member
from fakeflare.emulator.domain.problems import StateInvalid, describe_problem
from fakeflare.emulator.domain.transfer import dump_pair, dump_value, parse_member
from fakeflare.emulator.domain.values import Entry, Pair
from tests.bench import NOW


def test_text_stays_text_and_bytes_become_base64() -> None:
    assert (
        dump_pair("é".encode(), Entry("\0 ü\n".encode(), None, None)) == '{"key":"é","value":"\\u0000 ü\\n"}'
    )
    assert (
        dump_pair(b"k", Entry(b"\x00\xff", NOW, '{"a":[1.50]}'))
        == '{"key":"k","value":"AP8=","expiration":1800000000,"metadata":{"a":[1.50]},"base64":true}'
    )


@pytest.mark.parametrize(
    ("item", "pair"),
    [
        ({"key": "k", "value": "v"}, Pair(b"k", b"v")),
        ({"key": "k", "value": ""}, Pair(b"k", b"")),
        ({"key": "k", "value": "AP8=", "base64": True}, Pair(b"k", b"\x00\xff")),
        ({"key": "k", "value": "AP8=", "base64": False}, Pair(b"k", b"AP8=")),
        ({"key": "k", "value": "v", "expiration_ttl": 60}, Pair(b"k", b"v", NOW + 60)),
        ({"key": "k", "value": "v", "expiration": NOW + 1}, Pair(b"k", b"v", NOW + 1)),
        ({"key": "k", "value": "v", "expiration": float(NOW + 1)}, Pair(b"k", b"v", NOW + 1)),
        ({"key": "k", "value": "v", "expiration": NOW}, None),
        ({"key": "k", "value": "v", "expiration": 1, "expiration_ttl": 90}, Pair(b"k", b"v", NOW + 90)),
        ({"key": "k", "value": "v", "metadata": {"a": 1}}, Pair(b"k", b"v", None, '{"a":1}')),
        ({"key": "k", "value": "v", "metadata": None, "expiration": None}, Pair(b"k", b"v")),
        ({"key": "k", "value": "v", "unknown": 1}, Pair(b"k", b"v")),
    ],
)
def test_item_of_bulk_json(item: dict[str, Any], pair: Pair | None) -> None:
    assert parse_member(0, Member(None, item), NOW) == pair


@pytest.mark.parametrize(
    ("value", "pair"),
    [
        ("v", Pair(b"k", b"v")),
        (None, None),
        ({"value": "v", "metadata": {"a": 1}}, Pair(b"k", b"v", None, '{"a":1}')),
        ({"value": "v", "metadata": None}, Pair(b"k", b"v")),
        ({"value": "AP8=", "base64": True, "expiration_ttl": 60}, Pair(b"k", b"\x00\xff", NOW + 60)),
        ({"value": {"a": 1}, "metadata": 2}, Pair(b"k", b'{"a":1}', None, "2")),
        ({"value": "v", "other": 1}, Pair(b"k", b'{"value":"v","other":1}')),
        ({"a": 1}, Pair(b"k", b'{"a":1}')),
        ([1, 2.5], Pair(b"k", b"[1,2.5]")),
        (7, Pair(b"k", b"7")),
        (False, Pair(b"k", b"false")),
    ],
)
def test_value_by_its_key(value: object, pair: Pair | None) -> None:
    assert parse_member(0, Member("k", value), NOW) == pair


@pytest.mark.parametrize(
    ("item", "problem"),
    [
        ("v", "entry 7 must be an object with a key and a value"),
        ({"value": "v"}, 'entry 7: "key" must be a text'),
        ({"key": "k", "value": 1}, 'entry 7: "value" must be a text'),
        ({"key": "k", "value": "v", "base64": 1}, 'entry 7: "base64" must be true or false'),
        ({"key": "", "value": "v"}, "entry 7: a key has 1 to 512 bytes"),
        ({"key": "..", "value": "v"}, 'entry 7: a key cannot be ".."'),
        ({"key": "é" * 257, "value": "v"}, "entry 7: the key has 514 bytes, at most 512 are allowed"),
        ({"key": "k", "value": "A", "base64": True}, 'entry 7: "base64" is broken at byte 0'),
        (
            {"key": "k", "value": "v" * (25 * 1024 * 1024 + 1)},
            "entry 7: the value has 26214401 bytes, at most 26214400 are allowed",
        ),
        (
            {"key": "k", "value": "v", "metadata": "m" * 1023},
            'entry 7: "metadata" has 1025 bytes as JSON, at most 1024 are allowed',
        ),
        ({"key": "k", "value": "v", "metadata": 1e999}, 'entry 7: "metadata" must be JSON'),
        (
            {"key": "k", "value": "v", "expiration_ttl": 59},
            'entry 7: "expiration_ttl" must be a whole number of 60 or more, not 59',
        ),
        (
            {"key": "k", "value": "v", "expiration_ttl": "60"},
            'entry 7: "expiration_ttl" must be a whole number of 60 or more, not 60 in quotes',
        ),
        (
            {"key": "k", "value": "v", "expiration_ttl": True},
            'entry 7: "expiration_ttl" must be a whole number of 60 or more, not true',
        ),
        *(
            (
                {"key": "k", "value": "v", "expiration": moment},
                'entry 7: "expiration" must be a whole number of seconds since 1970',
            )
            for moment in ("1900000000", 1.5, -1, True, 2**53)
        ),
    ],
)
def test_item_that_kv_would_refuse_is_named_by_its_index(item: object, problem: str) -> None:
    with pytest.raises(StateInvalid) as raised:
        parse_member(7, Member(None, item), NOW)
    assert str(raised.value) == problem


def test_value_that_kv_would_refuse_is_named_by_its_key() -> None:
    with pytest.raises(StateInvalid, match=r'^entry 3 \("\.\."\): a key cannot be "\.\."$'):
        parse_member(3, Member("..", "v"), NOW)


def test_value_that_is_no_json_is_told() -> None:
    with pytest.raises(StateInvalid, match=r"^here: the value is not JSON$"):
        dump_value("here", object())


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (errors.TitleMissing(), "a title cannot be empty"),
        (errors.TitleTooLong(513), "the title has 513 characters, at most 512 are allowed"),
        (errors.TooManyNamespaces(), "an account has at most 1000 namespaces"),
    ],
)
def test_problems_with_namespaces(error: errors.KVError, problem: str) -> None:
    assert describe_problem(error) == problem
