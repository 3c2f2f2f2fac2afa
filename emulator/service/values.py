"""Single values: read, write, delete."""

from typing import NamedTuple

from fakeflare.emulator.conditions.visits import note_cache_ttl
from fakeflare.emulator.domain.clock import Clock
from fakeflare.emulator.domain.errors import KeyNotFound
from fakeflare.emulator.domain.expiration import check_cache_ttl, parse_expiration
from fakeflare.emulator.domain.keys import parse_path_key
from fakeflare.emulator.domain.metadata import parse_metadata
from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.domain.values import Entry, Pair, Value, check_value_length
from fakeflare.emulator.storage.store import PairStore

Metadata = bytes | bytearray
"""JSON text as it was sent."""


class Write(NamedTuple):
    """A write that may go ahead as far as can be told before its body is read."""

    key: bytes
    expiration: int | None
    metadata: str | None


class Values:
    """The values of all namespaces. Keys arrive as raw path segments, still percent-encoded."""

    def __init__(self, store: PairStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def get(self, namespace: Namespace, raw_key: bytes, cache_ttl: str | None = None) -> Entry:
        """The live pair. Raises `KeyNotFound`, and for a bad key or `cache_ttl`, which matters to places with
        caches alone."""
        key = parse_path_key(raw_key)
        if cache_ttl is not None:
            note_cache_ttl(check_cache_ttl(cache_ttl))
        entry = await self._store.find(namespace.number, key, self._clock.now())
        if entry is None:
            raise KeyNotFound
        return entry

    def begin_put(
        self,
        raw_key: bytes,
        expiration: str | None,
        expiration_ttl: str | None,
        metadata: Metadata | None = None,
    ) -> Write:
        """Check what does not need the body: the key, then when the pair ends, then the metadata's text
        if it came ahead of the value.
        """
        key = parse_path_key(raw_key)
        ends = parse_expiration(expiration, expiration_ttl, self._clock.now())
        return Write(key, ends, None if metadata is None else parse_metadata(metadata))

    async def put(
        self, namespace: Namespace, write: Write, value: Value, metadata: Metadata | None = None
    ) -> None:
        """Store it over whatever was there; `metadata` is JSON text that came with the value."""
        text = write.metadata if metadata is None else parse_metadata(metadata)
        check_value_length(len(value))
        await self._store.put(namespace.number, Pair(write.key, value, write.expiration, text))

    async def delete(self, namespace: Namespace, raw_key: bytes) -> None:
        """Remove the pair; a missing one is as good as removed."""
        await self._store.delete(namespace.number, parse_path_key(raw_key))
