"""Keys without their values: pages of them, and the metadata of one."""

from fakeflare.emulator.conditions.conditions import Conditions
from fakeflare.emulator.domain.errors import KeyNotFound
from fakeflare.emulator.domain.keys import parse_path_key
from fakeflare.emulator.domain.limits import MIN_LIST_LIMIT
from fakeflare.emulator.domain.listing import KeyPage, KeyRange, build_range, dump_cursor, parse_limit
from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.domain.operation import Caller, make_operation
from fakeflare.emulator.domain.text import encode_text


class Keys:
    """The keys of all namespaces. `caller` is as for `Values`."""

    def __init__(self, conditions: Conditions) -> None:
        self._conditions = conditions
        self._clock = conditions.clock

    async def list_page(
        self,
        namespace: Namespace,
        prefix: str | None = None,
        limit: str | None = None,
        cursor: str | None = None,
        least: int = MIN_LIST_LIMIT,
        caller: Caller | None = None,
    ) -> KeyPage:
        """A page in UTF-8 byte order. Raises `ListLimitTooSmall`, `ListLimitTooLarge`, `CursorInvalid`."""
        count = parse_limit(limit, least)
        keys = build_range(encode_text(prefix or ""), cursor or "", count)
        one_more = KeyRange(keys.start, keys.end, count + 1)
        now = self._clock.now() if caller is None else caller.now
        pairs = await self._conditions.admit(make_operation("list", namespace, (), now, caller))
        listed = await pairs.list_keys(namespace.number, one_more, now)
        page = listed[:count]
        return KeyPage(page, dump_cursor(page[-1].key) if len(listed) > count else "")

    async def get_metadata(
        self, namespace: Namespace, raw_key: bytes, caller: Caller | None = None
    ) -> str | None:
        """The JSON text of a live pair's metadata, None if it has none. Raises `KeyNotFound`."""
        key = parse_path_key(raw_key)
        now = self._clock.now() if caller is None else caller.now
        pairs = await self._conditions.admit(make_operation("metadata", namespace, (key,), now, caller))
        listed = await pairs.find_listed(namespace.number, key, now)
        if listed is None:
            raise KeyNotFound
        return listed.metadata
