"""What somebody who asked for a missing key may have meant: keys like it, and other places that have it."""

from collections.abc import Iterable
from itertools import takewhile

from fakeflare.emulator.domain.listing import KeyRange, find_prefix_end
from fakeflare.emulator.journal.record import RequestRecord
from fakeflare.emulator.storage.store import Store

MOST_NEAREST = 5
MOST_HOLDERS = 20
MOST_LISTED = 500
"""Keys that are compared; a namespace that holds more is looked at where it is most like the key."""


class Hints:
    """Looks them up in a store, as they are at one moment; each miss once."""

    def __init__(self, store: Store, now: int) -> None:
        self._store = store
        self._now = now
        self._found: dict[tuple[str, bytes], dict[str, object]] = {}

    async def find(self, record: RequestRecord) -> dict[str, object]:
        """`{"nearest": [keys], "held_by": [titles]}`, of live pairs. The key's own namespace is among the
        titles if it has the key by now."""
        [key], namespace_id = record.keys, record.namespace.id if record.namespace else ""
        asked = namespace_id, key
        if asked not in self._found:
            holders = await self._store.find_holders(key, self._now, MOST_HOLDERS)
            self._found[asked] = {
                "nearest": await self._find_nearest(namespace_id, key),
                "held_by": [holder.title for holder in holders],
            }
        return self._found[asked]

    async def _find_nearest(self, namespace_id: str, key: bytes) -> list[str]:
        namespace = self._store.namespaces.find(namespace_id)
        if namespace is None:
            return []
        keys = await self._list(namespace.number, b"", b"")
        if len(keys) == MOST_LISTED:
            prefix = await self._find_prefix(namespace.number, key)
            keys += await self._list(namespace.number, prefix, b"")
            keys += await self._list(namespace.number, prefix, key)
        return rank(key.decode(), {found.decode() for found in keys if found != key})[:MOST_NEAREST]

    async def _find_prefix(self, number: int, key: bytes) -> bytes:
        """The longest beginning of the key that other keys have, too."""
        least, most = 0, len(key)
        while least < most:
            middle = (least + most + 1) // 2
            if await self._list(number, key[:middle], b"", 1):
                least = middle
            else:
                most = middle - 1
        return key[:least]

    async def _list(self, number: int, prefix: bytes, start: bytes, limit: int = MOST_LISTED) -> list[bytes]:
        """Keys that begin with `prefix`, from `start` on."""
        keys = KeyRange(max(prefix, start), find_prefix_end(prefix), limit)
        return [listed.key for listed in await self._store.pairs.list_keys(number, keys, self._now)]


def rank(key: str, others: Iterable[str]) -> list[str]:
    """The others, the most alike first: those that share the largest part of both with the key at their
    beginning and end, whatever the case of letters."""
    folded = key.casefold()
    return sorted(others, key=lambda other: (-_compare(folded, other.casefold()), other))


def _compare(one: str, other: str) -> float:
    shorter, longer = sorted((len(one), len(other)))
    beginning = _count_alike(one, other)
    end = min(_count_alike(one[::-1], other[::-1]), shorter - beginning)
    return (beginning + end) / longer if longer else 1.0


def _count_alike(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
