"""Bulk bodies: many pairs or keys in one request, all checked before anything is done."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from fakeflare.emulator.domain.errors import (
    BulkBodyInvalid,
    BulkGetTypeInvalid,
    BulkItemRefused,
    BulkValueNotJson,
    BulkValueNotText,
    KVError,
    NoBulkGetKeys,
    TooManyBulkGetKeys,
    TooManyBulkPairs,
)
from fakeflare.emulator.domain.expiration import check_cache_ttl, parse_expiration
from fakeflare.emulator.domain.keys import parse_text_key
from fakeflare.emulator.domain.limits import MAX_BULK_GET_KEYS, MAX_BULK_PAIRS
from fakeflare.emulator.domain.metadata import dump_metadata
from fakeflare.emulator.domain.text import encode_text, parse_json
from fakeflare.emulator.domain.values import Pair, check_value_length, decode_base64

ValueType = Literal["text", "json"]


class BulkGet(NamedTuple):
    """A checked bulk read; each key once, in the order of the request."""

    keys: tuple[bytes, ...]
    value_type: ValueType
    with_metadata: bool
    cache_ttl: int | None
    """In seconds; the binding's alone."""


def parse_bulk_pairs(body: object, now: int) -> list[Pair]:
    """The pairs of a bulk write, in order; of one key the last wins.

    Raises `TooManyBulkPairs`, `BulkBodyInvalid`, `Base64Invalid`, or `BulkItemRefused` with the rule of a
    single write that an item breaks.
    """
    if not isinstance(body, list):
        raise BulkBodyInvalid("the body must be an array of key/value pairs")
    if len(body) > MAX_BULK_PAIRS:
        raise TooManyBulkPairs(len(body))
    pairs = {}
    for index, item in enumerate(body):
        pair = _parse_pair(index, item, now)
        pairs[pair.key] = pair
    return list(pairs.values())


def _parse_pair(index: int, item: object, now: int) -> Pair:
    if not isinstance(item, dict):
        raise BulkBodyInvalid(f"item {index} must be an object with a key and a value")
    name, value, is_base64 = item.get("key"), item.get("value"), item.get("base64")
    if not isinstance(name, str):
        raise BulkBodyInvalid(f"item {index} must have a key that is a string")
    if not isinstance(value, str):
        raise BulkBodyInvalid(f"item {index} must have a value that is a string")
    if not isinstance(is_base64, bool | None):
        raise BulkBodyInvalid(f"item {index} must have a base64 that is a boolean")
    for member in ("expiration", "expiration_ttl"):
        if not isinstance(item.get(member), int | float | None) or isinstance(item.get(member), bool):
            raise BulkBodyInvalid(f"item {index} must have an {member} that is a number")
    try:
        key = parse_text_key(name)
        expiration = parse_expiration(item.get("expiration"), item.get("expiration_ttl"), now)
        metadata = dump_metadata(item.get("metadata"))
        data = decode_base64(name, value) if is_base64 else encode_text(value)
        check_value_length(len(data))
    except KVError as refusal:
        raise BulkItemRefused(refusal) from refusal
    return Pair(key, data, expiration, metadata)


def parse_bulk_keys(body: object) -> list[bytes]:
    """The keys of a bulk delete, each once. Raises as `parse_bulk_pairs`."""
    if not isinstance(body, list):
        raise BulkBodyInvalid("the body must be an array of keys")
    if len(body) > MAX_BULK_PAIRS:
        raise TooManyBulkPairs(len(body))
    keys: dict[bytes, None] = {}
    for index, name in enumerate(body):
        if not isinstance(name, str):
            raise BulkBodyInvalid(f"item {index} must be a string")
        try:
            keys[parse_text_key(name)] = None
        except KVError as refusal:
            raise BulkItemRefused(refusal) from refusal
    return list(keys)


def parse_bulk_get(body: object, takes_cache_ttl: bool = False) -> BulkGet:
    """A bulk read's body, REST's and the binding's alike, but for `cacheTtl`, which is the binding's.

    The first failing check answers for the whole request: how many, which type, then each key.
    """
    if not isinstance(body, Mapping):
        raise BulkBodyInvalid("the body must be an object with keys")
    names = body.get("keys")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise BulkBodyInvalid("keys must be an array of strings")
    if len(names) > MAX_BULK_GET_KEYS:
        raise TooManyBulkGetKeys
    if not names:
        raise NoBulkGetKeys
    value_type = _parse_value_type(body.get("type"))
    with_metadata = body.get("withMetadata")
    if not isinstance(with_metadata, bool | None):
        raise BulkBodyInvalid("withMetadata must be a boolean")
    cache_ttl = check_cache_ttl(body.get("cacheTtl")) if takes_cache_ttl else None
    try:
        keys = tuple(dict.fromkeys(parse_text_key(name) for name in names))
    except KVError as refusal:
        raise BulkItemRefused(refusal) from refusal
    return BulkGet(keys, value_type, bool(with_metadata), cache_ttl)


def _parse_value_type(raw: object) -> ValueType:
    match raw:
        case None | "text":
            return "text"
        case "json":
            return "json"
    if not isinstance(raw, str):
        raise BulkBodyInvalid("type must be a string")
    raise BulkGetTypeInvalid(raw)


def decode_bulk_value(value: bytes, value_type: ValueType) -> str:
    """The text of a value; for "json" it is JSON, as it was stored.

    Raises `BulkValueNotText`, `BulkValueNotJson`.
    """
    try:
        text = value.decode()
        if value_type == "json":
            parse_json(text)
    except ValueError:
        raise (BulkValueNotJson if value_type == "json" else BulkValueNotText) from None
    return text
