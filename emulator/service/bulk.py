"""Many pairs in one request: all of it is checked before any of it is done."""

from typing import NamedTuple

from fakeflare.emulator.conditions.conditions import Conditions
from fakeflare.emulator.domain.bulk import (
    ValueType,
    decode_bulk_value,
    parse_bulk_get,
    parse_bulk_keys,
    parse_bulk_pairs,
)
from fakeflare.emulator.domain.errors import BulkGetTooLarge
from fakeflare.emulator.domain.limits import MAX_BULK_GET_BYTES
from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.domain.operation import Caller, make_operation
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
    """Bulk operations on all namespaces. Bodies arrive as parsed JSON of any shape; `caller` is as for
    `Values`."""

    def __init__(self, pairs: PairStore, conditions: Conditions) -> None:
        self._pairs = pairs
        self._conditions = conditions
        self._clock = conditions.clock

    async def put(self, namespace: Namespace, body: object, caller: Caller | None = None) -> int:
        """Write all pairs in one transaction, and return how many were sent. Raises as `parse_bulk_pairs`."""
        now = self._clock.now() if caller is None else caller.now
        sent = parse_bulk_pairs(body, now)
        keys, size = [pair.key for pair in sent], sum(len(pair.value) for pair in sent)
        operation = make_operation("bulk_put", namespace, keys, now, caller, size)
        pairs = await self._conditions.admit(operation)
        await pairs.put_many(namespace.number, sent)
        return _count(body)

    async def delete(self, namespace: Namespace, body: object, caller: Caller | None = None) -> int:
        """Remove all pairs in one transaction, and return how many keys were sent; missing ones count. Raises
        as `parse_bulk_keys`."""
        keys = parse_bulk_keys(body)
        now = self._clock.now() if caller is None else caller.now
        pairs = await self._conditions.admit(make_operation("bulk_delete", namespace, keys, now, caller))
        await pairs.delete_many(namespace.number, keys)
        return _count(body)

    async def get(
        self,
        namespace: Namespace,
        body: object,
        takes_cache_ttl: bool = False,
        caller: Caller | None = None,
    ) -> BulkAnswer:
        """Return the values of at most 100 keys. Raises as `parse_bulk_get`, and for a value of the wrong
        kind."""
        request = parse_bulk_get(body, takes_cache_ttl)
        now = self._clock.now() if caller is None else caller.now
        operation = make_operation(
            "bulk_get", namespace, request.keys, now, caller, cache_ttl=request.cache_ttl
        )
        # what is too large for an answer is refused before anything else has a say in it
        if await self._pairs.measure(namespace.number, request.keys, now) > MAX_BULK_GET_BYTES:
            raise BulkGetTooLarge
        pairs = await self._conditions.admit(operation)
        entries = await pairs.find_many(namespace.number, request.keys, now)
        values = {key.decode(): _build_value(entries.get(key), request.value_type) for key in request.keys}
        return BulkAnswer(values, request.value_type, request.with_metadata)


def _count(body: object) -> int:
    return len(body) if isinstance(body, list) else 0


def _build_value(entry: Entry | None, value_type: ValueType) -> BulkValue | None:
    if entry is None:
        return None
    return BulkValue(decode_bulk_value(entry.value, value_type), entry.metadata, entry.expiration)
