"""Many pairs in one request: all of it is checked before any of it is done."""

from typing import NamedTuple

from fakeflare.emulator.conditions.visits import note_cache_ttl
from fakeflare.emulator.domain.bulk import (
    ValueType,
    decode_bulk_value,
    parse_bulk_get,
    parse_bulk_keys,
    parse_bulk_pairs,
)
from fakeflare.emulator.domain.clock import Clock
from fakeflare.emulator.domain.errors import BulkGetTooLarge
from fakeflare.emulator.domain.limits import MAX_BULK_GET_BYTES
from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.domain.values import Entry
from fakeflare.emulator.storage.store import PairStore


class BulkValue(NamedTuple):
    """One answer of a bulk read. `text` is JSON if JSON was asked for; `metadata` is JSON text."""

    text: str
    metadata: str | None
    expiration: int | None


class BulkAnswer(NamedTuple):
    """The answers of a bulk read in the order asked, None for a missing key."""

    values: dict[str, BulkValue | None]
    value_type: ValueType
    with_metadata: bool


class Bulk:
    """Bulk operations on all namespaces. Bodies arrive as parsed JSON of any shape."""

    def __init__(self, store: PairStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def put(self, namespace: Namespace, body: object) -> int:
        """How many pairs were sent; all are written in one transaction. Raises as `parse_bulk_pairs`."""
        pairs = parse_bulk_pairs(body, self._clock.now())
        await self._store.put_many(namespace.number, pairs)
        return _count(body)

    async def delete(self, namespace: Namespace, body: object) -> int:
        """How many keys were sent; missing ones count. Raises as `parse_bulk_keys`."""
        keys = parse_bulk_keys(body)
        await self._store.delete_many(namespace.number, keys)
        return _count(body)

    async def get(self, namespace: Namespace, body: object, takes_cache_ttl: bool = False) -> BulkAnswer:
        """The values of at most 100 keys. Raises as `parse_bulk_get`, or for a value of the wrong kind."""
        request = parse_bulk_get(body, takes_cache_ttl)
        note_cache_ttl(request.cache_ttl)
        now = self._clock.now()
        if await self._store.measure(namespace.number, request.keys, now) > MAX_BULK_GET_BYTES:
            raise BulkGetTooLarge
        entries = await self._store.find_many(namespace.number, request.keys, now)
        values = {key.decode(): _build_value(entries.get(key), request.value_type) for key in request.keys}
        return BulkAnswer(values, request.value_type, request.with_metadata)


def _count(body: object) -> int:
    return len(body) if isinstance(body, list) else 0


def _build_value(entry: Entry | None, value_type: ValueType) -> BulkValue | None:
    if entry is None:
        return None
    return BulkValue(decode_bulk_value(entry.value, value_type), entry.metadata, entry.expiration)
