"""Space comes back: what has expired or was deleted leaves the file, in slices that nobody notices."""

import contextlib
import re
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from fakeflare.emulator.domain.listing import KeyRange
from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.domain.values import Entry, Pair
from fakeflare.emulator.storage.sqlite.store import SqliteStore, open_sqlite
from fakeflare.emulator.storage.store import StoreError

NOW = 1_800_000_000
ACCOUNT = "0123456789abcdef0123456789abcdef"
MIB = 1024 * 1024
SPARE_BYTES = 4 * MIB
"""What the file may keep for the next writes (`sweeping._SPARE_PAGES`)."""

MOST_ROWS = 500
MOST_BYTES = 16 * MIB
"""Of one slice (`sweeping._SLICE_ROWS`, `_SLICE_BYTES`)."""

MOST_PAGES = 1024 + 8
"""What one slice cuts off; SQLite's own pages about pages go with those that they are about."""


@contextlib.asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[SqliteStore]:
    store = await open_sqlite(folder)
    try:
        yield store
    finally:
        await store.close()


async def fill(
    store: SqliteStore, count: int, size: int, expiration: int | None = None, title: str = "filled"
) -> Namespace:
    """A namespace with `count` values of `size` bytes each."""
    namespace = await store.namespaces.insert(ACCOUNT, title, title)
    await store.pairs.put_many(
        namespace.number, [Pair(b"%06d" % number, bytes(size), expiration) for number in range(count)]
    )
    return namespace


async def sweep_all(store: SqliteStore, now: int = NOW) -> int:
    """Sweep until nothing is left to do. Returns how many slices it took."""
    slices = 0
    while await store.sweep(now):
        slices += 1
        assert slices < 1000
    return slices


def measure_files(folder: Path) -> int:
    """The bytes of the database and its log."""
    return sum(file.stat().st_size for file in folder.glob("kv.sqlite3*"))


def count_rows(folder: Path) -> tuple[int, int]:
    """Rows on the disk, live or not, and the bytes of their values, as another reader sees them."""
    with contextlib.closing(sqlite3.connect(f"file:{folder / 'kv.sqlite3'}?mode=ro", uri=True)) as database:
        count, size = database.execute("SELECT count(*), total(length(value)) FROM pairs").fetchone()
    return count, int(size)


async def test_the_file_shrinks_after_large_keys_were_deleted(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        empty = measure_files(tmp_path)
        namespace = await fill(store, 60, MIB)
        full = measure_files(tmp_path)
        await store.pairs.delete_many(namespace.number, [b"%06d" % number for number in range(60)])
        await sweep_all(store)
        swept = measure_files(tmp_path)

    assert full > empty + 60 * MIB
    assert swept <= empty + 2 * SPARE_BYTES


async def test_the_file_shrinks_after_a_large_namespace_was_deleted(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        empty = measure_files(tmp_path)
        kept = await fill(store, 3, 1000, title="kept")
        await store.namespaces.delete(await fill(store, 60, MIB))
        await sweep_all(store)
        swept = measure_files(tmp_path)
        entry = await store.pairs.find(kept.number, b"000002", NOW)

    assert swept <= empty + 2 * SPARE_BYTES
    assert entry == Entry(bytes(1000), None, None)
    assert count_rows(tmp_path) == (3, 3000)


async def test_the_log_does_not_stay_large(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        namespace = await fill(store, 100, MIB)
        await store.pairs.delete_many(namespace.number, [b"%06d" % number for number in range(100)])
        await sweep_all(store)
        log = (tmp_path / "kv.sqlite3-wal").stat().st_size

    assert log <= SPARE_BYTES


async def test_a_deleted_namespace_is_swept_after_a_restart(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        await store.namespaces.delete(await fill(store, 60, MIB))
    async with opened(tmp_path) as store:
        await sweep_all(store)
        swept = measure_files(tmp_path)

    assert count_rows(tmp_path) == (0, 0)
    assert swept <= 2 * SPARE_BYTES


@pytest.mark.parametrize(("now", "is_there"), [(NOW - 1, True), (NOW, False), (NOW + 1, False)])
async def test_an_expired_pair_is_hidden_at_once_and_swept_then(
    tmp_path: Path, now: int, is_there: bool
) -> None:
    async with opened(tmp_path) as store:
        namespace = await fill(store, 1, 10, expiration=NOW)
        number, key = namespace.number, b"000000"
        seen = [
            await store.pairs.find(number, key, now) is not None,
            await store.pairs.find_listed(number, key, now) is not None,
            bool(await store.pairs.find_many(number, [key], now)),
            bool(await store.pairs.measure(number, [key], now)),
            bool(await store.pairs.list_keys(number, KeyRange(b"", None, 10), now)),
        ]
        rows_before = count_rows(tmp_path)
        await sweep_all(store, now)
        rows_after = count_rows(tmp_path)

    assert seen == [is_there] * 5
    assert rows_before == (1, 10)
    assert rows_after == ((1, 10) if is_there else (0, 0))


async def test_the_file_shrinks_after_large_values_expired(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        empty = measure_files(tmp_path)
        await fill(store, 60, MIB, expiration=NOW)
        await sweep_all(store)
        swept = measure_files(tmp_path)

    assert swept <= empty + 2 * SPARE_BYTES


async def test_a_pair_written_again_survives_the_sweep(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        namespace = await fill(store, 2, 10, expiration=NOW)
        await store.pairs.put(namespace.number, Pair(b"000001", b"again", NOW + 60))
        await sweep_all(store)
        entry = await store.pairs.find(namespace.number, b"000001", NOW)

    assert entry == Entry(b"again", NOW + 60, None)
    assert count_rows(tmp_path) == (1, 5)


@pytest.mark.parametrize(("count", "size"), [(1800, 10), (60, MIB)], ids=["many small", "few large"])
@pytest.mark.parametrize("is_deleted", [False, True], ids=["expired", "namespace deleted"])
async def test_one_slice_removes_a_bounded_number_of_rows_and_bytes(
    tmp_path: Path, count: int, size: int, is_deleted: bool
) -> None:
    async with opened(tmp_path) as store:
        namespace = await fill(store, count, size, expiration=None if is_deleted else NOW)
        if is_deleted:
            await store.namespaces.delete(namespace)
        left = [count_rows(tmp_path)]
        while left[-1] != (0, 0):
            assert await store.sweep(NOW)
            left.append(count_rows(tmp_path))

    removed = [(before[0] - after[0], before[1] - after[1]) for before, after in pairwise(left)]
    assert all(0 < rows <= MOST_ROWS and swept <= MOST_BYTES + size for rows, swept in removed)


async def test_one_slice_cuts_a_bounded_number_of_pages_off(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        namespace = await fill(store, 60, MIB)
        await store.pairs.delete_many(namespace.number, [b"%06d" % number for number in range(60)])
        pages = [await count_pages(tmp_path)]
        while await store.sweep(NOW):
            pages.append(await count_pages(tmp_path))

    assert pages[0] - pages[-1] > 60 * MIB // 4096 - 2 * MOST_PAGES
    assert all(0 < before - after <= MOST_PAGES for before, after in pairwise(pages))


async def count_pages(folder: Path) -> int:
    with contextlib.closing(sqlite3.connect(f"file:{folder / 'kv.sqlite3'}?mode=ro", uri=True)) as database:
        [[count]] = database.execute("PRAGMA page_count").fetchall()
    return int(count)


async def test_writes_go_on_between_slices(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        namespace = await fill(store, 1800, 10, expiration=NOW)
        for number in range(4):
            assert await store.sweep(NOW)
            await store.pairs.put(namespace.number, Pair(b"new %d" % number, b"value"))
        await sweep_all(store)
        keys = await store.pairs.list_keys(namespace.number, KeyRange(b"", None, 10), NOW)

    assert [listed.key for listed in keys] == [b"new 0", b"new 1", b"new 2", b"new 3"]


async def test_with_nothing_to_do_a_sweep_says_so(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        await fill(store, 10, 10)
        answer = await store.sweep(NOW)

    assert answer is False


@contextlib.contextmanager
def another_process(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """An emulator in a process of its own that has `folder` open."""
    command = [sys.executable, "-m", "fakeflare", "serve", "--port", "0", "--data", str(folder)]
    root = Path(__file__).parents[3]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("ready ")
            yield process
        finally:
            process.kill()


async def test_a_folder_that_another_process_has_open_is_refused(tmp_path: Path) -> None:
    refusal = re.escape(f"{tmp_path} is in use by another fakeflare process")
    with another_process(tmp_path), pytest.raises(StoreError, match=f"^{refusal}$"):
        await open_sqlite(tmp_path)


async def test_a_folder_opens_again_after_its_process_was_killed(tmp_path: Path) -> None:
    with another_process(tmp_path) as process:
        process.kill()
        process.wait()
    async with opened(tmp_path) as store:
        await fill(store, 1, 10)

    assert count_rows(tmp_path) == (1, 10)


async def test_a_folder_is_free_again_after_its_store_was_closed(tmp_path: Path) -> None:
    async with opened(tmp_path):
        with pytest.raises(StoreError):
            await open_sqlite(tmp_path)
    async with opened(tmp_path) as store:
        assert await store.sweep(NOW) is False
