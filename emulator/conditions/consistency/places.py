"""The store as a place far from it sees it: reads go through the place's cache."""

from collections.abc import Sequence

from fakeflare.emulator.conditions.consistency.caches import Cache
from fakeflare.emulator.domain.expiration import is_expired
from fakeflare.emulator.domain.listing import KeyRange, ListedKey
from fakeflare.emulator.domain.values import Entry, Pair
from fakeflare.emulator.storage.store import PairStore

CACHE_SECONDS = 60
"""How long a place believes what it has read, where a reader does not say: the default `cacheTtl`. Lists and
misses too."""

_MOST_PAIRS = 100_000
_MOST_PAIR_BYTES = 256 * 1024 * 1024
_MOST_PAGES = 1_000
_MOST_PAGE_BYTES = 64 * 1024 * 1024
_KEY_BYTES = 200
"""What a key in a list weighs besides its texts, about."""

Listed = tuple[ListedKey, ...]


class Places:
    """The caches of all locations; None is a miss that was found."""

    def __init__(self) -> None:
        self.pairs: Cache[tuple[str, int, bytes], Entry | None] = Cache(_MOST_PAIRS, _MOST_PAIR_BYTES)
        self.pages: Cache[tuple[str, int, KeyRange], Listed] = Cache(_MOST_PAGES, _MOST_PAGE_BYTES)

    def clear(self) -> None:
        self.pairs.clear()
        self.pages.clear()

    def keep_pair(
        self, location: str, namespace: int, key: bytes, entry: Entry | None, now: int, seconds: int
    ) -> None:
        weight = 0 if entry is None else len(entry.value)
        self.pairs.keep((location, namespace, key), entry, now, seconds, weight)

    def forget_pages(self, location: str, namespace: int) -> None:
        self.pages.forget(lambda slot: slot[0] == location and slot[1] == namespace)


class PlacePairs:
    """A `PairStore` of one location. A reader believes what the place has read less than `seconds` ago; a
    write is seen here at once, and remembered for `CACHE_SECONDS`.
    """

    def __init__(self, pairs: PairStore, places: Places, location: str, now: int, seconds: int) -> None:
        self._pairs = pairs
        self._places = places
        self._location = location
        self._now = now
        self._seconds = seconds
        self.measure = pairs.measure

    async def find(self, namespace: int, key: bytes, now: int) -> Entry | None:
        cache = self._places.pairs
        item = cache.find((self._location, namespace, key), now, self._seconds)
        if item is not None:
            return _drop_expired(item.found, now)
        changes = cache.changes
        entry = await self._pairs.find(namespace, key, now)
        if changes == cache.changes:
            self._places.keep_pair(self._location, namespace, key, entry, now, self._seconds)
        return entry

    async def find_listed(self, namespace: int, key: bytes, now: int) -> ListedKey | None:
        entry = await self.find(namespace, key, now)
        return None if entry is None else ListedKey(key, entry.expiration, entry.metadata)

    async def find_many(self, namespace: int, keys: Sequence[bytes], now: int) -> dict[bytes, Entry]:
        cache = self._places.pairs
        items = {key: cache.find((self._location, namespace, key), now, self._seconds) for key in keys}
        unknown = [key for key, item in items.items() if item is None]
        changes = cache.changes
        read = await self._pairs.find_many(namespace, unknown, now) if unknown else {}
        if changes == cache.changes:
            for key in unknown:
                self._places.keep_pair(self._location, namespace, key, read.get(key), now, self._seconds)
        found = {
            key: read.get(key) if item is None else _drop_expired(item.found, now)
            for key, item in items.items()
        }
        return {key: entry for key, entry in found.items() if entry is not None}

    async def list_keys(self, namespace: int, keys: KeyRange, now: int) -> Listed:
        cache = self._places.pages
        slot = (self._location, namespace, keys)
        item = cache.find(slot, now, CACHE_SECONDS)
        if item is not None:
            return await self._show_page(namespace, keys, item.found, now)
        changes = cache.changes
        page = await self._pairs.list_keys(namespace, keys, now)
        if changes == cache.changes:
            cache.keep(slot, page, now, CACHE_SECONDS, _weigh_page(page))
        return page

    async def _show_page(self, namespace: int, keys: KeyRange, page: Listed, now: int) -> Listed:
        """A remembered page without what has expired. A page that was full is filled up from what follows
        it, or it would look like the last one."""
        live = tuple(listed for listed in page if not is_expired(listed.expiration, now))
        if len(page) < keys.limit or len(live) == len(page):
            return live
        rest = KeyRange(page[-1].key + b"\0", keys.end, keys.limit - len(live))
        return live + await self._pairs.list_keys(namespace, rest, now)

    async def put(self, namespace: int, pair: Pair) -> None:
        await self._pairs.put(namespace, pair)
        self._show(namespace, {pair.key: pair})

    async def delete(self, namespace: int, key: bytes) -> None:
        await self._pairs.delete(namespace, key)
        self._show(namespace, {key: None})

    async def put_many(self, namespace: int, pairs: Sequence[Pair]) -> None:
        await self._pairs.put_many(namespace, pairs)
        self._show(namespace, {pair.key: pair for pair in pairs})

    async def delete_many(self, namespace: int, keys: Sequence[bytes]) -> None:
        await self._pairs.delete_many(namespace, keys)
        self._show(namespace, dict.fromkeys(keys))

    def _show(self, namespace: int, written: dict[bytes, Pair | None]) -> None:
        """Let this place see what was written here. Reads under way may have found what was there before."""
        places = self._places
        places.pairs.changes += 1
        places.pages.changes += 1
        places.forget_pages(self._location, namespace)
        for key, pair in written.items():
            entry = None if pair is None else Entry(bytes(pair.value), pair.expiration, pair.metadata)
            places.keep_pair(self._location, namespace, key, entry, self._now, CACHE_SECONDS)


def _drop_expired(entry: Entry | None, now: int) -> Entry | None:
    return None if entry is None or is_expired(entry.expiration, now) else entry


def _weigh_page(page: Listed) -> int:
    return sum(len(listed.key) + len(listed.metadata or "") + _KEY_BYTES for listed in page)
