"""Single values: read, write, delete."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from fakeflare.emulator.conditions.conditions import Conditions
from fakeflare.emulator.domain.errors import KeyNotFound
from fakeflare.emulator.domain.expiration import check_cache_ttl, parse_expiration
from fakeflare.emulator.domain.keys import parse_path_key
from fakeflare.emulator.domain.metadata import parse_metadata
from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.domain.operation import Caller, make_operation
from fakeflare.emulator.domain.values import Entry, Pair, Value, check_value_length

Metadata = bytes | bytearray
"""JSON text as it was sent."""


class SentValue(NamedTuple):
    """What a write brings: a value whose length was checked while it was read, and what came with it."""

    value: Value
    metadata: Metadata | None = None


ReadValue = Callable[[], Awaitable[SentValue]]
"""Reads what a write brings, once all is checked that can be told without it. Raises `ValueTooLarge` as soon
as there is too much of it."""


def bring(value: Value, metadata: Metadata | None = None) -> ReadValue:
    """A value that is at hand already, for `Values.put`."""

    async def read() -> SentValue:
        check_value_length(len(value))
        return SentValue(value, metadata)

    return read


class Values:
    """The values of all namespaces. Keys arrive as raw path segments, still percent-encoded.

    `caller` is whose operation it is: it meets the conditions. Without one nothing stands before the store.
    """

    def __init__(self, conditions: Conditions) -> None:
        self._conditions = conditions
        self._clock = conditions.clock

    async def get(
        self,
        namespace: Namespace,
        raw_key: bytes,
        cache_ttl: str | None = None,
        caller: Caller | None = None,
    ) -> Entry:
        """Return the live pair. Raises `KeyNotFound`, and for a bad key or `cache_ttl`, which matters to
        places with caches alone."""
        key = parse_path_key(raw_key)
        seconds = None if cache_ttl is None else check_cache_ttl(cache_ttl)
        now = self._clock.now() if caller is None else caller.now
        operation = make_operation("get", namespace, (key,), now, caller, cache_ttl=seconds)
        pairs = await self._conditions.admit(operation)
        entry = await pairs.find(namespace.number, key, now)
        if entry is None:
            raise KeyNotFound
        return entry

    async def put(
        self,
        namespace: Namespace,
        raw_key: bytes,
        read: ReadValue,
        expiration: str | None = None,
        expiration_ttl: str | None = None,
        metadata: Metadata | None = None,
        caller: Caller | None = None,
    ) -> None:
        """Store over whatever was there what `read` brings.

        What does not need the body is checked before it is read: the key, then when the pair ends, then
        `metadata`, JSON text that came ahead of the value; what comes with the value goes before it.
        """
        key = parse_path_key(raw_key)
        now = self._clock.now() if caller is None else caller.now
        ends = parse_expiration(expiration, expiration_ttl, now)
        text = None if metadata is None else parse_metadata(metadata)
        sent = await read()
        if sent.metadata is not None:
            text = parse_metadata(sent.metadata)
        operation = make_operation("put", namespace, (key,), now, caller, len(sent.value))
        pairs = await self._conditions.admit(operation)
        await pairs.put(namespace.number, Pair(key, sent.value, ends, text))

    async def delete(self, namespace: Namespace, raw_key: bytes, caller: Caller | None = None) -> None:
        """Remove the pair; a missing one is as good as removed."""
        key = parse_path_key(raw_key)
        now = self._clock.now() if caller is None else caller.now
        operation = make_operation("delete", namespace, (key,), now, caller)
        pairs = await self._conditions.admit(operation)
        await pairs.delete(namespace.number, key)
