from typing import Any

import pytest

from fakeflare.emulator.domain.bulk import (
    decode_bulk_value,
    parse_bulk_get,
    parse_bulk_keys,
    parse_bulk_pairs,
)
from fakeflare.emulator.domain.errors import (
    Base64Invalid,
    BulkBodyInvalid,
    BulkGetTypeInvalid,
    BulkItemRefused,
    BulkValueNotJson,
    BulkValueNotText,
    CacheTtlTooShort,
    ExpirationTtlTooShort,
    KeyEmpty,
    KeyTooLong,
    KVError,
    MetadataTooLarge,
    NoBulkGetKeys,
    TooManyBulkGetKeys,
    TooManyBulkPairs,
    ValueTooLarge,
)
from fakeflare.emulator.domain.values import Pair

NOW = 1_000


def test_pair_takes_every_member() -> None:
    item = {
        "key": "k",
        "value": "aGk=",
        "base64": True,
        "expiration": 1,
        "expiration_ttl": 60,
        "metadata": {"a": 1},
        "unknown": [],
    }
    assert parse_bulk_pairs([item], NOW) == [Pair(b"k", b"hi", 1060, '{"a":1}')]


def test_null_members_count_as_absent() -> None:
    item = {"key": "k", "value": "v", "base64": None, "expiration": None, "expiration_ttl": None}
    assert parse_bulk_pairs([{**item, "metadata": None}], NOW) == [Pair(b"k", b"v")]


def test_last_of_two_pairs_with_one_key_wins() -> None:
    items = [{"key": "k", "value": "old"}, {"key": "k", "value": "new"}]
    assert parse_bulk_pairs(items, NOW) == [Pair(b"k", b"new")]


@pytest.mark.parametrize(
    "body",
    [
        None,
        {},
        "x",
        [1],
        [{}],
        [{"key": 1, "value": "v"}],
        [{"key": "k"}],
        [{"key": "k", "value": 1}],
        [{"key": "k", "value": None}],
        [{"key": "k", "value": "v", "base64": "yes"}],
        [{"key": "k", "value": "v", "expiration": "1999999999"}],
        [{"key": "k", "value": "v", "expiration_ttl": True}],
        [{"key": "k", "value": "v", "expiration_ttl": {"a": 1}}],
    ],
)
def test_shape_of_a_bulk_write_is_refused(body: object) -> None:
    with pytest.raises(BulkBodyInvalid):
        parse_bulk_pairs(body, NOW)


@pytest.mark.parametrize(
    ("item", "cause"),
    [
        ({"key": "", "value": "v"}, KeyEmpty),
        ({"key": "é" * 257, "value": "v"}, KeyTooLong),
        ({"key": "k", "value": "v", "expiration_ttl": 59}, ExpirationTtlTooShort),
        ({"key": "k", "value": "v", "metadata": "x" * 1023}, MetadataTooLarge),
        ({"key": "k", "value": "x" * (25 * 1024 * 1024 + 1)}, ValueTooLarge),
        ({"key": "k", "value": "!", "base64": True}, Base64Invalid),
    ],
)
def test_item_breaks_a_rule_of_single_writes(item: dict[str, Any], cause: type[KVError]) -> None:
    with pytest.raises(BulkItemRefused) as caught:
        parse_bulk_pairs([{"key": "fine", "value": "v"}, item], NOW)
    assert type(caught.value.cause) is cause


def test_bulk_write_has_at_most_10_000_pairs() -> None:
    pairs = [{"key": str(number), "value": "v"} for number in range(10_001)]
    assert len(parse_bulk_pairs(pairs[:-1], NOW)) == 10_000
    with pytest.raises(TooManyBulkPairs) as caught:
        parse_bulk_pairs(pairs, NOW)
    assert caught.value.count == 10_001


def test_bulk_delete_takes_keys() -> None:
    assert parse_bulk_keys(["a", "b", "a"]) == [b"a", b"b"]
    bodies: tuple[object, ...] = (None, {}, [1], [{"name": "a"}])
    for body in bodies:
        with pytest.raises(BulkBodyInvalid):
            parse_bulk_keys(body)
    with pytest.raises(BulkItemRefused):
        parse_bulk_keys([""])
    with pytest.raises(TooManyBulkPairs):
        parse_bulk_keys(["a"] * 10_001)


def test_bulk_get_reads_each_key_once_in_order() -> None:
    request = parse_bulk_get(
        {"keys": ["b", "a", "b"], "type": "json", "withMetadata": True, "cacheTtl": "60"}
    )
    assert request.keys == (b"b", b"a")
    assert request.value_type == "json"
    assert request.with_metadata


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ([], BulkBodyInvalid),
        ({}, BulkBodyInvalid),
        ({"keys": "a"}, BulkBodyInvalid),
        ({"keys": [1]}, BulkBodyInvalid),
        ({"keys": ["a"], "withMetadata": 1}, BulkBodyInvalid),
        ({"keys": []}, NoBulkGetKeys),
        ({"keys": [str(number) for number in range(101)]}, TooManyBulkGetKeys),
        ({"keys": ["a"], "type": "stream"}, BulkGetTypeInvalid),
        ({"keys": ["a"], "type": 1}, BulkBodyInvalid),
        ({"keys": ["a"], "cacheTtl": "29"}, CacheTtlTooShort),
        ({"keys": ["."]}, BulkItemRefused),
    ],
)
def test_bulk_get_is_refused(body: object, error: type[KVError]) -> None:
    with pytest.raises(error):
        parse_bulk_get(body, takes_cache_ttl=True)


def test_cache_ttl_is_the_binding_s_alone() -> None:
    assert parse_bulk_get({"keys": ["a"], "cacheTtl": "29"}).keys == (b"a",)


def test_bulk_get_decodes_values() -> None:
    assert decode_bulk_value("é".encode(), "text") == "é"
    assert decode_bulk_value(b' {"n":1.0} ', "json") == ' {"n":1.0} '
    with pytest.raises(BulkValueNotText):
        decode_bulk_value(b"\xff", "text")
    for value in (b"\xff", b"hello", b"", b"NaN"):
        with pytest.raises(BulkValueNotJson):
            decode_bulk_value(value, "json")
