"""Keys without their values: pages of them, and the metadata of one."""

from fakeflare.emulator.domain.clock import Clock
from fakeflare.emulator.domain.errors import KeyNotFound
from fakeflare.emulator.domain.keys import parse_path_key
from fakeflare.emulator.domain.limits import MIN_LIST_LIMIT
from fakeflare.emulator.domain.listing import KeyPage, KeyRange, build_range, dump_cursor, parse_limit
from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.domain.text import encode_text
from fakeflare.emulator.storage.store import PairStore


class Keys:
    """The keys of all namespaces."""

    def __init__(self, store: PairStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def list_page(
        self,
        namespace: Namespace,
        prefix: str | None = None,
        limit: str | None = None,
        cursor: str | None = None,
        least: int = MIN_LIST_LIMIT,
    ) -> KeyPage:
        """A page in UTF-8 byte order. Raises `ListLimitTooSmall`, `ListLimitTooLarge`, `CursorInvalid`."""
        count = parse_limit(limit, least)
        keys = build_range(encode_text(prefix or ""), cursor or "", count)
        one_more = KeyRange(keys.start, keys.end, count + 1)
        listed = await self._store.list_keys(namespace.number, one_more, self._clock.now())
        page = listed[:count]
        return KeyPage(page, dump_cursor(page[-1].key) if len(listed) > count else "")

    async def get_metadata(self, namespace: Namespace, raw_key: bytes) -> str | None:
        """The JSON text of a live pair's metadata, None if it has none. Raises `KeyNotFound`."""
        key = parse_path_key(raw_key)
        listed = await self._store.find_listed(namespace.number, key, self._clock.now())
        if listed is None:
            raise KeyNotFound
        return listed.metadata
