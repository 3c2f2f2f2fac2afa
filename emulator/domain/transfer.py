"""Pairs as text that leaves and enters: wrangler's bulk JSON, and what its `kv bulk get` prints."""

import base64
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar

from fakeflare.emulator.domain.errors import ExpirationTtlInvalid, KVError
from fakeflare.emulator.domain.expiration import is_expired, parse_expiration
from fakeflare.emulator.domain.json_stream import Member
from fakeflare.emulator.domain.keys import parse_text_key
from fakeflare.emulator.domain.limits import MAX_SECONDS
from fakeflare.emulator.domain.metadata import dump_metadata
from fakeflare.emulator.domain.problems import StateInvalid, describe_problem
from fakeflare.emulator.domain.text import dump_json, encode_text, parse_integer
from fakeflare.emulator.domain.values import Entry, Pair, check_value_length, decode_base64

_SETTINGS = ("base64", "expiration", "expiration_ttl", "metadata")

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def dump_pair(key: bytes, entry: Entry) -> str:
    """One object of wrangler's bulk JSON: the value as text where it is UTF-8, else as base64."""
    try:
        value, is_text = entry.value.decode(), True
    except UnicodeDecodeError:
        value, is_text = base64.b64encode(entry.value).decode(), False
    parts = [f'"key":{dump_json(key.decode())}', f'"value":{dump_json(value)}']
    if entry.expiration is not None:
        parts.append(f'"expiration":{entry.expiration}')
    if entry.metadata is not None:
        parts.append(f'"metadata":{entry.metadata}')
    if not is_text:
        parts.append('"base64":true')
    return f"{{{','.join(parts)}}}"


def parse_member(index: int, member: Member, now: int) -> Pair | None:
    """The pair that a member of an array or an object stands for; None where there is nothing to write: it
    has expired, or a bulk get missed it.

    An array holds objects as wrangler's bulk JSON has them. In an object the names are keys, and what stands
    there is a text, an object with a `value`, or other JSON, which is the value itself.
    Raises `StateInvalid`.
    """
    where = f"entry {index}"
    if member.name is None:
        if not isinstance(member.value, Mapping):
            raise StateInvalid(f"{where} must be an object with a key and a value")
        return parse_item(where, member.value, now)
    where = f'{where} ("{member.name[:64]}")'
    if member.value is None:
        return None
    item = {"value": member.value}
    if _is_item(member.value):
        item = member.value
    if not isinstance(item["value"], str):
        item = {**item, "value": dump_value(where, item["value"])}
    return parse_item(where, {**item, "key": member.name}, now)


def _is_item(value: object) -> bool:
    """True for a value in an object with nothing but its settings."""
    return isinstance(value, Mapping) and "value" in value and set(value) <= {"value", *_SETTINGS}


def parse_item(where: str, item: Mapping[str, Any], now: int) -> Pair | None:
    """The pair of one object of wrangler's bulk JSON, None if it has expired; other members mean nothing, as
    over REST. Raises `StateInvalid`."""
    name, value, is_base64 = item.get("key"), item.get("value"), item.get("base64")
    if not isinstance(name, str):
        raise StateInvalid(f'{where}: "key" must be a text')
    if not isinstance(value, str):
        raise StateInvalid(f'{where}: "value" must be a text')
    if not isinstance(is_base64, bool | None):
        raise StateInvalid(f'{where}: "base64" must be true or false')
    data = check(where, decode_base64, name, value) if is_base64 else encode_text(value)
    return build_pair(where, name, data, item, now)


def build_pair(where: str, name: str, data: bytes, settings: Mapping[str, Any], now: int) -> Pair | None:
    """A pair with the `expiration`, `expiration_ttl` and `metadata` of `settings`; None if it has expired.

    A moment in the future may be nearer than a write could name it: it was named earlier.
    """
    key = check(where, parse_text_key, name)
    check(where, check_value_length, len(data))
    expiration = _parse_expiration(where, settings, now)
    metadata = check(where, dump_metadata, settings.get("metadata"))
    return None if is_expired(expiration, now) else Pair(key, data, expiration, metadata)


def check(
    where: str,
    parse: Callable[Arguments, Result],
    *arguments: Arguments.args,
    **named: Arguments.kwargs,
) -> Result:
    """What `parse` makes of it. Raises `StateInvalid` for what KV refuses."""
    try:
        return parse(*arguments, **named)
    except KVError as error:
        raise StateInvalid(f"{where}: {describe_problem(error)}") from error


def dump_value(where: str, value: object) -> str:
    """The JSON text that a value is. Raises `StateInvalid`."""
    try:
        return dump_json(value)
    except (ValueError, TypeError, RecursionError):
        raise StateInvalid(f"{where}: the value is not JSON") from None


def _parse_expiration(where: str, settings: Mapping[str, Any], now: int) -> int | None:
    seconds, moment = settings.get("expiration_ttl"), settings.get("expiration")
    if seconds is not None:
        if isinstance(seconds, str):
            raise StateInvalid(f"{where}: {describe_problem(ExpirationTtlInvalid(f'{seconds} in quotes'))}")
        return check(where, parse_expiration, None, seconds, now)
    if moment is None:
        return None
    parsed = None if isinstance(moment, str) else parse_integer(moment)
    if parsed is None or not 0 <= parsed <= MAX_SECONDS:
        raise StateInvalid(f'{where}: "expiration" must be a whole number of seconds since 1970')
    return parsed
