"""A snapshot of a large store and the way back to it after 1,000 changes, beside the changes themselves; and
a small store that is emptied, as before each test."""

import asyncio
import time
from collections.abc import Awaitable
from pathlib import Path
from statistics import median

from benchmarks.report import Bar, Row
from benchmarks.wire import ACCOUNT
from fakeflare.emulator.domain.values import Pair
from fakeflare.emulator.storage.sqlite.store import SqliteStore, open_sqlite

_VALUE_BYTES = 1000
_CHANGES = 1000
_STEP = 10_000


def measure_snapshots(folder: Path, count: int, rounds: int) -> list[Row]:
    """Rows for a store on disk with `count` values of 1 KB, and for one in memory."""
    return [*asyncio.run(_measure_large(folder, count, rounds)), asyncio.run(_measure_small(rounds))]


async def _measure_large(folder: Path, count: int, rounds: int) -> list[Row]:
    store = await open_sqlite(folder)
    namespace = await store.namespaces.insert(ACCOUNT, "large", "large")
    for first in range(0, count, _STEP):
        await _put(store, namespace.number, range(first, min(first + _STEP, count)), b"v")
    taken, changed, restored = [], [], []
    for number in range(rounds):
        taken.append(await _time(store.take_snapshot("before", number)))
        keys = range(number, count + number, max(count // _CHANGES, 1))
        changed.append(await _time(_put(store, namespace.number, keys, b"w")))
        restored.append(await _time(store.restore_snapshot("before")))
    await store.close()
    what = f"{count:,} x 1 KB"
    changes = f"{median(changed) * 1000:.0f} ms to change them"
    return [
        _build_row(f"snapshot of {what}", median(taken), "", Bar(100, unit=" ms")),
        _build_row(
            f"back to it after {_CHANGES:,} changes", median(restored), changes, Bar(1000, unit=" ms")
        ),
    ]


async def _measure_small(rounds: int) -> Row:
    store = await open_sqlite(None)
    times = []
    for number in range(rounds):
        for name in "abc":
            namespace = await store.namespaces.insert(ACCOUNT, f"{name} {number}", name)
            await _put(store, namespace.number, range(20), b"v")
        times.append(await _time(store.namespaces.delete_all(None)))
    await store.close()
    return _build_row("3 namespaces x 20 keys emptied, in memory", median(times), "", Bar(1, unit=" ms"))


async def _put(store: SqliteStore, namespace: int, numbers: range, letter: bytes) -> None:
    value = letter * _VALUE_BYTES
    await store.pairs.put_many(namespace, [Pair(b"key-%09d" % number, value) for number in numbers])


async def _time(work: Awaitable[object]) -> float:
    before = time.perf_counter()
    await work
    return time.perf_counter() - before


def _build_row(what: str, seconds: float, reference: str, bar: Bar) -> Row:
    return Row(what, f"{seconds * 1000:.2f} ms", reference, seconds * 1000, bar)
