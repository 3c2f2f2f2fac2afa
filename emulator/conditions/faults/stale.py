"""Pairs as they were before the last write."""

from collections.abc import Sequence

from fakeflare.emulator.domain.expiration import is_expired
from fakeflare.emulator.domain.listing import ListedKey
from fakeflare.emulator.domain.values import Entry
from fakeflare.emulator.storage.store import PairStore

_MOST_BYTES = 128 * 1024 * 1024
_ENTRY_BYTES = 500
"""What an entry takes beside its value, more or less."""


class Previous:
    """What stood under a key before it was written: an entry, or None for nothing. The oldest are forgotten
    when all of them together weigh too much."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._entries: dict[tuple[int, bytes], Entry | None] = {}

    def __contains__(self, slot: tuple[int, bytes]) -> bool:
        """`slot`: a namespace's number and a key."""
        return slot in self._entries

    def remember(self, slot: tuple[int, bytes], entry: Entry | None) -> None:
        self._drop(slot)
        self._entries[slot] = entry
        self._bytes += _weigh(entry)
        while self._bytes > self._most_bytes:
            self._drop(next(iter(self._entries)))

    def find(self, slot: tuple[int, bytes], now: int) -> Entry | None:
        entry = self._entries[slot]
        return None if entry is None or is_expired(entry.expiration, now) else entry

    def _drop(self, slot: tuple[int, bytes]) -> None:
        if slot in self._entries:
            self._bytes -= _weigh(self._entries.pop(slot))


def _weigh(entry: Entry | None) -> int:
    return _ENTRY_BYTES + (0 if entry is None else len(entry.value))


class StalePairs:
    """A `PairStore` whose reads answer with what is in `previous`, where there is something; a key that
    nobody has written since it began is read as it is. Lists and writes go through."""

    def __init__(self, pairs: PairStore, previous: Previous) -> None:
        self._pairs = pairs
        self._previous = previous
        self.measure = pairs.measure
        self.list_keys = pairs.list_keys
        self.put = pairs.put
        self.delete = pairs.delete
        self.put_many = pairs.put_many
        self.delete_many = pairs.delete_many

    async def find(self, namespace: int, key: bytes, now: int) -> Entry | None:
        if (namespace, key) in self._previous:
            return self._previous.find((namespace, key), now)
        return await self._pairs.find(namespace, key, now)

    async def find_listed(self, namespace: int, key: bytes, now: int) -> ListedKey | None:
        if (namespace, key) not in self._previous:
            return await self._pairs.find_listed(namespace, key, now)
        entry = self._previous.find((namespace, key), now)
        return None if entry is None else ListedKey(key, entry.expiration, entry.metadata)

    async def find_many(self, namespace: int, keys: Sequence[bytes], now: int) -> dict[bytes, Entry]:
        fresh = [key for key in keys if (namespace, key) not in self._previous]
        found = await self._pairs.find_many(namespace, fresh, now) if fresh else {}
        for key in set(keys).difference(fresh):
            entry = self._previous.find((namespace, key), now)
            if entry is not None:
                found[key] = entry
        return found
