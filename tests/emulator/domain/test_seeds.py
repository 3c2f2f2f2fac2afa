import datetime
from typing import Any

import pytest

from fakeflare.emulator.domain.problems import StateInvalid
from fakeflare.emulator.domain.seeds import SeededNamespace, parse_seed
from fakeflare.emulator.domain.values import Pair
from tests.bench import NOW


def parse_entries(entries: object) -> tuple[Pair, ...]:
    [seeded] = parse_seed({"namespaces": [{"title": "T", "entries": entries}]}, NOW)
    return seeded.pairs


def test_namespaces_are_named_in_four_ways() -> None:
    spec = {"namespaces": [{"title": "T"}, {"binding": "B"}, {"id": "I", "title": "T"}, {"name": "N"}]}
    assert parse_seed(spec, NOW) == [
        SeededNamespace(None, "T", None, None, ()),
        SeededNamespace(None, None, "B", None, ()),
        SeededNamespace(None, "T", None, "I", ()),
        SeededNamespace("N", None, None, None, ()),
    ]


def test_short_form_names_namespaces_and_their_values() -> None:
    assert parse_seed({"A": {"k": "v"}, "namespaces": {"l": "w"}}, NOW) == [
        SeededNamespace("A", None, None, None, (Pair(b"k", b"v"),)),
        SeededNamespace("namespaces", None, None, None, (Pair(b"l", b"w"),)),
    ]


@pytest.mark.parametrize(
    ("entry", "pair"),
    [
        ("é", Pair(b"k", "é".encode())),
        ({"value": ""}, Pair(b"k", b"")),
        ({"json": {"a": [1, None]}}, Pair(b"k", b'{"a":[1,null]}')),
        ({"json": None}, Pair(b"k", b"null")),
        ({"base64": "AP8="}, Pair(b"k", b"\x00\xff")),
        (
            {"value": "v", "expiration_ttl": 60, "metadata": {"a": 1}},
            Pair(b"k", b"v", NOW + 60, '{"a":1}'),
        ),
        ({"value": "v", "expiration": NOW + 5}, Pair(b"k", b"v", NOW + 5)),
    ],
)
def test_entry(entry: object, pair: Pair) -> None:
    assert parse_entries({"k": entry}) == (pair,)


def test_entry_that_has_expired_is_left_out() -> None:
    assert parse_entries({"k": {"value": "v", "expiration": NOW}}) == ()


def test_entries_may_be_bulk_json() -> None:
    items = [{"key": "k", "value": "AA==", "base64": True}, {"key": "l", "value": "w", "metadata": 1}]
    assert parse_entries(items) == (Pair(b"k", b"\x00"), Pair(b"l", b"w", None, "1"))


@pytest.mark.parametrize(
    ("spec", "problem"),
    [
        ("text", "a seed must be an object with namespaces"),
        (
            [{"key": "k", "value": "v"}],
            'pairs without a namespace: say {"namespaces": [{"title": …, "entries": [pairs]}]}',
        ),
        ({"namespaces": [], "clock": 1}, '"clock" is unknown beside "namespaces"'),
        ({"namespaces": ["T"]}, "namespaces[0] must be an object"),
        ({"namespaces": [{}]}, "namespaces[0] must have one of name, title, binding, id"),
        ({"namespaces": [{"title": ""}]}, "namespaces[0].title must be a text that is not empty"),
        ({"namespaces": [{"id": 5}]}, "namespaces[0].id must be a text that is not empty"),
        (
            {"namespaces": [{"title": "t" * 513}]},
            "namespaces[0]: the title has 513 characters, at most 512 are allowed",
        ),
        (
            {"namespaces": [{"title": "T", "pairs": {}}]},
            'namespaces[0]: "pairs" is unknown; known are name, title, binding, id, entries',
        ),
        (
            {"namespaces": [{"title": "T", "entries": "text"}]},
            "namespaces[0] must hold its entries in an object or a list",
        ),
        ({"T": "text"}, '"T" must hold its entries in an object or a list'),
        ({"T": {"k": 5}}, '"T"["k"] must be a text or an object with one of value, json, base64'),
        ({"T": {"k": {}}}, '"T"["k"] must have one of value, json, base64'),
        ({"T": {"k": {"value": "v", "json": 1}}}, '"T"["k"] must have one of value, json, base64'),
        ({"T": {"k": {"value": 5}}}, '"T"["k"]: "value" must be a text'),
        ({"T": {"k": {"base64": "?"}}}, '"T"["k"]: "base64" is broken at byte 0'),
        ({"T": {"..": "v"}}, '"T"[".."]: a key cannot be ".."'),
        (
            {"T": {"k": {"value": "v", "ttl": 5}}},
            '"T"["k"]: "ttl" is unknown; known are value, json, base64, expiration, expiration_ttl, metadata',
        ),
        ({"T": ["text"]}, '"T"[0] must be an object with a key and a value'),
        (
            {"T": [{"key": "k", "value": "v", "ttl": 5}]},
            '"T"[0]: "ttl" is unknown; known are key, value, base64, expiration, expiration_ttl, metadata',
        ),
        (
            {"T": {"k": {"json": datetime.date(2026, 1, 1)}}},
            "a seed holds texts, numbers, true, false, lists and tables only: "
            "Object of type date is not JSON serializable",
        ),
    ],
)
def test_seed_that_is_wrong_is_told_with_its_place(spec: Any, problem: str) -> None:
    with pytest.raises(StateInvalid) as raised:
        parse_seed(spec, NOW)
    assert str(raised.value) == problem
