"""Whole namespaces as streams of bulk JSON; neither way holds more than a few MiB, or one pair."""

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Sequence

from fakeflare.emulator.domain.clock import Clock
from fakeflare.emulator.domain.json_stream import JsonStream, Member
from fakeflare.emulator.domain.listing import KeyRange
from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.domain.problems import StateInvalid
from fakeflare.emulator.domain.transfer import dump_pair, parse_member
from fakeflare.emulator.domain.values import Entry, Pair
from fakeflare.emulator.storage.store import PairStore

_PAGE_KEYS = 500
_PAGE_BYTES = 4 * 1024 * 1024
_CHUNK_BYTES = 64 * 1024


async def export_pairs(store: PairStore, namespace: Namespace, clock: Clock) -> AsyncIterator[bytes]:
    """The live pairs in the order of their keys. What is written meanwhile may be in it or not."""
    chunk = bytearray(b"[")
    separator = b"\n"
    async for key, entry in _read_pairs(store, namespace.number, clock.now()):
        chunk += separator + dump_pair(key, entry).encode()
        separator = b",\n"
        if len(chunk) >= _CHUNK_BYTES:
            yield bytes(chunk)
            chunk.clear()
    yield bytes(chunk + b"\n]\n")


async def _read_pairs(store: PairStore, number: int, now: int) -> AsyncIterator[tuple[bytes, Entry]]:
    start = b""
    while page := await store.list_keys(number, KeyRange(start, None, _PAGE_KEYS), now):
        keys = [listed.key for listed in page]
        async for pair in _read_page(store, number, keys, now):
            yield pair
        start = keys[-1] + b"\0"


async def _read_page(
    store: PairStore, number: int, keys: Sequence[bytes], now: int
) -> AsyncIterator[tuple[bytes, Entry]]:
    """The pairs of these keys; of large values no more at a time than a page may weigh."""
    if len(keys) > 1 and await store.measure(number, keys, now) > _PAGE_BYTES:
        middle = len(keys) // 2
        for half in (keys[:middle], keys[middle:]):
            async for pair in _read_page(store, number, half, now):
                yield pair
        return
    found = await store.find_many(number, keys, now)
    for key in keys:
        if key in found:
            yield key, found[key]


async def import_pairs(store: PairStore, namespace: Namespace, chunks: AsyncIterable[bytes], now: int) -> int:
    """How many pairs of a JSON text were written: those of an array as wrangler's bulk JSON has them, or
    those of an object by their keys. What has expired is left out.

    Raises `StateInvalid` at the first entry that is wrong; the message says how many are written by then.
    """
    stream, batch = JsonStream(), _Batch(store, namespace.number)
    try:
        async for chunk in chunks:
            await batch.add(stream.feed(chunk), now)
        await batch.add(stream.finish(), now)
    except StateInvalid as error:
        if not batch.written:
            raise
        raise StateInvalid(f"{error} ({batch.written} pairs before it were imported)") from error
    await batch.write()
    return batch.written


async def put_pairs(store: PairStore, namespace: Namespace, pairs: Iterable[Pair]) -> None:
    """Write many pairs, some at a time."""
    batch = _Batch(store, namespace.number)
    for pair in pairs:
        await batch.put(pair)
    await batch.write()


class _Batch:
    """Pairs that wait for a transaction of a bounded size."""

    def __init__(self, store: PairStore, number: int) -> None:
        self._store = store
        self._number = number
        self._pairs: list[Pair] = []
        self._weight = 0
        self._entries = 0
        self.written = 0

    async def add(self, members: Iterable[Member], now: int) -> None:
        for member in members:
            pair = parse_member(self._entries, member, now)
            self._entries += 1
            if pair is not None:
                await self.put(pair)

    async def put(self, pair: Pair) -> None:
        self._pairs.append(pair)
        self._weight += len(pair.value)
        if len(self._pairs) >= _PAGE_KEYS or self._weight >= _PAGE_BYTES:
            await self.write()

    async def write(self) -> None:
        pairs, self._pairs, self._weight = self._pairs, [], 0
        if pairs:
            await self._store.put_many(self._number, pairs)
            self.written += len(pairs)
