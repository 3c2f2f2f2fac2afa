"""Snapshots: everything comes back, whatever was done since and in whatever order one goes back."""

import asyncio
import contextlib
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from fakeflare.emulator.domain.errors import NamespaceNotFound, TitleTaken
from fakeflare.emulator.domain.listing import KeyRange
from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.domain.snapshots import Snapshot, SnapshotNotFound
from fakeflare.emulator.domain.values import Entry, Pair
from fakeflare.emulator.storage.sqlite import connections
from fakeflare.emulator.storage.sqlite.store import SqliteStore, open_sqlite
from tests.bench import ACCOUNT, NOW
from tests.examples import trying

Result = TypeVar("Result")

Contents = dict[str, tuple[str, dict[bytes, Entry]]]
"""By a namespace's id: its title, and its pairs, expired ones too."""

ROOT = Path(__file__).parents[3]
OTHER_ACCOUNT = "f" * 32
FAR = 2**40


@pytest.fixture(params=["memory", "file"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SqliteStore]:
    opened = await open_sqlite(tmp_path / "data" if request.param == "file" else None)
    yield opened
    await opened.close()


@pytest.fixture
async def namespace(store: SqliteStore) -> Namespace:
    return await store.namespaces.insert(ACCOUNT, "a" * 32, "things")


async def read_all(store: SqliteStore, now: int = 0) -> Contents:
    """What the doors can see of a store at a second."""
    contents: Contents = {}
    rows = await store._database.fetch("SELECT id, title, number FROM namespaces ORDER BY id")
    for namespace_id, title, number in rows:
        shown = store.namespaces.find(namespace_id)
        assert shown is not None
        assert (shown.title, shown.number) == (title, number)
        keys = [listed.key for listed in await store.pairs.list_keys(number, KeyRange(b"", None, FAR), now)]
        contents[namespace_id] = (title, await store.pairs.find_many(number, keys, now))
    return contents


async def count_log(store: SqliteStore) -> int:
    [[count]] = await store._database.fetch("SELECT count(*) FROM undo")
    return int(count)


async def list_triggers(store: SqliteStore) -> list[str]:
    return [
        name
        for (name,) in await store._database.fetch("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    ]


async def sweep_all(store: SqliteStore, now: int = NOW) -> None:
    while await store.sweep(now):
        pass


async def test_going_back_undoes_every_kind_of_change(store: SqliteStore, namespace: Namespace) -> None:
    number = namespace.number
    other = await store.namespaces.insert(OTHER_ACCOUNT, "b" * 32, "other", "eu")
    await store.pairs.put_many(
        number,
        [Pair(b"kept", b"1"), Pair(b"changed", b"\x00\xff", NOW + 60, '{"a":1}'), Pair(b"deleted", b"3")],
    )
    await store.pairs.put(other.number, Pair(b"k", b"v"))
    before = await read_all(store)

    assert await store.take_snapshot("one", NOW) == Snapshot("one", NOW)
    await store.pairs.put(number, Pair(b"changed", b"other"))
    await store.pairs.put(number, Pair(b"new", b"4"))
    await store.pairs.delete(number, b"deleted")
    await store.namespaces.rename(namespace, "renamed")
    await store.namespaces.delete(other)
    await store.namespaces.insert(OTHER_ACCOUNT, "c" * 32, "other")
    assert await read_all(store) != before
    await store.restore_snapshot("one")

    assert await read_all(store) == before
    assert store.namespaces.find("b" * 32) == other
    assert store.namespaces.find("c" * 32) is None
    assert store.namespaces.list_accounts() == (ACCOUNT, OTHER_ACCOUNT)
    await store.pairs.put(other.number, Pair(b"k", b"again"))


async def test_going_back_twice_is_going_back_once(store: SqliteStore, namespace: Namespace) -> None:
    await store.pairs.put(namespace.number, Pair(b"k", b"old"))
    await store.take_snapshot("one", NOW)
    for value in (b"new", b"newer"):
        await store.pairs.put(namespace.number, Pair(b"k", value))
        await store.restore_snapshot("one")
        assert await store.pairs.find(namespace.number, b"k", NOW) == Entry(b"old", None, None)
    await store.restore_snapshot("one")
    assert await store.pairs.find(namespace.number, b"k", NOW) == Entry(b"old", None, None)


async def test_later_snapshot_can_be_had_after_an_earlier_one(
    store: SqliteStore, namespace: Namespace
) -> None:
    contents = {}
    for name in ("one", "two", "three"):
        await store.pairs.put(namespace.number, Pair(b"k", name.encode()))
        await store.pairs.put(namespace.number, Pair(name.encode(), b"v"))
        await store.take_snapshot(name, NOW)
        contents[name] = await read_all(store)
    for name in ("one", "three", "two", "one", "two", "three"):
        await store.restore_snapshot(name)
        assert await read_all(store) == contents[name]


async def test_two_namespaces_that_changed_titles_change_back(store: SqliteStore) -> None:
    one = await store.namespaces.insert(ACCOUNT, "1" * 32, "one")
    two = await store.namespaces.insert(ACCOUNT, "2" * 32, "two")
    await store.take_snapshot("before", NOW)
    await store.namespaces.rename(one, "aside")
    await store.namespaces.rename(two, "one")
    await store.namespaces.rename(one, "two")
    await store.restore_snapshot("before")
    assert (store.namespaces.find("1" * 32), store.namespaces.find("2" * 32)) == (one, two)
    with pytest.raises(TitleTaken):
        await store.namespaces.rename(one, "two")


async def test_snapshot_of_the_same_name_replaces(store: SqliteStore, namespace: Namespace) -> None:
    await store.take_snapshot("one", NOW)
    await store.pairs.put(namespace.number, Pair(b"k", b"v"))
    await store.take_snapshot("one", NOW + 1)
    await store.pairs.delete(namespace.number, b"k")
    await store.restore_snapshot("one")
    assert await store.pairs.find(namespace.number, b"k", NOW) == Entry(b"v", None, None)
    assert await store.list_snapshots() == (Snapshot("one", NOW + 1),)


async def test_snapshots_are_listed_oldest_first_and_forgotten_one_by_one(store: SqliteStore) -> None:
    for taken, name in enumerate(("c", "a", "b")):
        await store.take_snapshot(name, taken)
    assert await store.list_snapshots() == (Snapshot("c", 0), Snapshot("a", 1), Snapshot("b", 2))
    await store.delete_snapshot("a")
    assert await store.list_snapshots() == (Snapshot("c", 0), Snapshot("b", 2))
    for ask in (store.restore_snapshot("a"), store.delete_snapshot("a")):
        with pytest.raises(SnapshotNotFound, match="a"):
            await ask


async def test_without_snapshots_nothing_is_logged(store: SqliteStore, namespace: Namespace) -> None:
    await store.pairs.put(namespace.number, Pair(b"k", b"1"))
    assert (await count_log(store), await list_triggers(store)) == (0, [])
    await store.take_snapshot("one", NOW)
    await store.pairs.put(namespace.number, Pair(b"k", b"2"))
    assert await count_log(store) == 1
    assert await list_triggers(store) != []
    await store.delete_snapshot("one")
    assert (await count_log(store), await list_triggers(store)) == (0, [])


async def test_row_is_logged_once_a_snapshot(store: SqliteStore, namespace: Namespace) -> None:
    await store.take_snapshot("one", NOW)
    for value in (b"1", b"2", b"3"):
        await store.pairs.put(namespace.number, Pair(b"k", value))
        await store.pairs.delete(namespace.number, b"k")
        await store.namespaces.rename(namespace, value.decode())
    assert await count_log(store) == 2


@pytest.mark.parametrize("has_later", [False, True], ids=["last snapshot", "snapshot before the last"])
async def test_log_does_not_grow_with_each_time_that_one_goes_back(
    store: SqliteStore, namespace: Namespace, has_later: bool
) -> None:
    await store.pairs.put(namespace.number, Pair(b"k", b"old"))
    await store.take_snapshot("one", NOW)
    if has_later:
        await store.pairs.put(namespace.number, Pair(b"k", b"later"))
        await store.take_snapshot("two", NOW)
    counts = []
    for turn in range(5):
        created = await store.namespaces.insert(ACCOUNT, f"{turn:032x}", "new")
        await store.pairs.put_many(created.number, [Pair(b"%d" % n, b"v") for n in range(20)])
        await store.pairs.put_many(namespace.number, [Pair(b"%d" % n, b"v") for n in range(20)])
        await store.pairs.put(namespace.number, Pair(b"k", b"new"))
        await store.restore_snapshot("one")
        await sweep_all(store)
        counts.append(await count_log(store))
    assert max(counts[1:]) <= counts[0] + 25
    await store.restore_snapshot("one")
    assert await count_log(store) <= 3


async def test_log_does_not_grow_with_a_snapshot_that_is_taken_again_and_again(
    store: SqliteStore, namespace: Namespace
) -> None:
    await store.pairs.put(namespace.number, Pair(b"k", b"old"))
    await store.take_snapshot("base", NOW)
    for turn in range(5):
        await store.pairs.put(namespace.number, Pair(b"k", b"%d" % turn))
        await store.take_snapshot("again", NOW)
    assert await count_log(store) == 1
    await store.restore_snapshot("base")
    assert await store.pairs.find(namespace.number, b"k", NOW) == Entry(b"old", None, None)
    await store.restore_snapshot("again")
    assert await store.pairs.find(namespace.number, b"k", NOW) == Entry(b"4", None, None)


async def test_what_the_sweeper_removed_comes_back(store: SqliteStore, namespace: Namespace) -> None:
    doomed = await store.namespaces.insert(ACCOUNT, "d" * 32, "doomed")
    await store.pairs.put(namespace.number, Pair(b"expiring", b"v", NOW + 60))
    await store.pairs.put(doomed.number, Pair(b"k", b"v"))
    before = await read_all(store)
    await store.take_snapshot("one", NOW)
    await store.namespaces.delete(doomed)
    await sweep_all(store, NOW + 60)
    [[left]] = await store._database.fetch("SELECT count(*) FROM pairs")
    await store.restore_snapshot("one")
    assert left == 0
    assert await read_all(store) == before
    assert await store.pairs.find(namespace.number, b"expiring", NOW + 60) is None
    await sweep_all(store, NOW)
    assert await read_all(store) == before


async def test_pairs_of_a_namespace_that_going_back_takes_away_are_swept(store: SqliteStore) -> None:
    await store.take_snapshot("empty", NOW)
    created = await store.namespaces.insert(ACCOUNT, "a" * 32, "new")
    await store.pairs.put(created.number, Pair(b"k", b"v"))
    await store.restore_snapshot("empty")
    with pytest.raises(NamespaceNotFound):
        await store.pairs.put(created.number, Pair(b"k", b"v"))
    await sweep_all(store)
    for relation in ("pairs", "deleted_namespaces", "undo"):
        assert await store._database.fetch(f"SELECT count(*) FROM {relation}") == [(0,)]


async def test_sweep_of_a_namespace_that_came_back_meanwhile_spares_it(
    store: SqliteStore, namespace: Namespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.pairs.put(namespace.number, Pair(b"k", b"v"))
    await store.take_snapshot("one", NOW)
    await store.namespaces.delete(namespace)
    write_many = store._database.write_many

    async def restore_first(*statements: Any) -> None:
        await store.restore_snapshot("one")
        await write_many(*statements)

    monkeypatch.setattr(store._database, "write_many", restore_first)
    await store.sweep(NOW)
    monkeypatch.undo()
    assert await store.pairs.find(namespace.number, b"k", NOW) == Entry(b"v", None, None)


async def test_namespace_deleted_before_every_snapshot_is_swept_without_a_copy(
    store: SqliteStore, namespace: Namespace
) -> None:
    await store.pairs.put_many(namespace.number, [Pair(b"%d" % n, b"v") for n in range(10)])
    await store.namespaces.delete(namespace)
    await store.take_snapshot("one", NOW)
    await sweep_all(store)
    assert await count_log(store) == 0
    await store.restore_snapshot("one")
    assert await read_all(store) == {}


async def test_snapshots_are_there_after_opening_again(tmp_path: Path) -> None:
    store = await open_sqlite(tmp_path)
    namespace = await store.namespaces.insert(ACCOUNT, "a" * 32, "things")
    await store.pairs.put(namespace.number, Pair(b"k", b"old"))
    await store.take_snapshot("one", NOW)
    await store.pairs.put(namespace.number, Pair(b"k", b"new"))
    await store.close()
    store = await open_sqlite(tmp_path)
    try:
        assert await store.list_snapshots() == (Snapshot("one", NOW),)
        await store.namespaces.delete(namespace)
        await store.restore_snapshot("one")
        assert await read_all(store) == {"a" * 32: ("things", {b"k": Entry(b"old", None, None)})}
    finally:
        await store.close()


async def test_database_of_the_version_before_snapshots_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripts = connections._list_schemas()
    monkeypatch.setattr(connections, "_list_schemas", lambda: scripts[:1])
    older = await open_sqlite(tmp_path)
    namespace = await older.namespaces.insert(ACCOUNT, "a" * 32, "things")
    await older.pairs.put(namespace.number, Pair(b"k", b"v"))
    await older.close()
    monkeypatch.undo()
    store = await open_sqlite(tmp_path)
    try:
        await store.take_snapshot("one", NOW)
        await store.pairs.delete(namespace.number, b"k")
        await store.restore_snapshot("one")
        assert await store.pairs.find(namespace.number, b"k", NOW) == Entry(b"v", None, None)
    finally:
        await store.close()


async def test_restore_that_fails_changes_nothing(
    store: SqliteStore, namespace: Namespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.take_snapshot("one", NOW)
    await store.pairs.put(namespace.number, Pair(b"k", b"v"))
    before = await read_all(store)
    connection = store._database._writer
    monkeypatch.setattr(connection, "executemany", _fail)
    with pytest.raises(sqlite3.OperationalError):
        await store.restore_snapshot("one")
    monkeypatch.undo()
    assert await read_all(store) == before
    await store.restore_snapshot("one")
    assert await read_all(store) == {"a" * 32: ("things", {})}


async def _fail(*_: object) -> None:
    raise sqlite3.OperationalError("database or disk is full")


@pytest.mark.parametrize("turns", range(8))
async def test_restore_that_nobody_waits_for_leaves_the_namespaces_known(tmp_path: Path, turns: int) -> None:
    store = await open_sqlite(tmp_path)
    try:
        await store.take_snapshot("one", NOW)
        await store.namespaces.insert(ACCOUNT, "a" * 32, "new")
        abandoned = asyncio.create_task(store.restore_snapshot("one"))
        for _ in range(turns):
            await asyncio.sleep(0)
        abandoned.cancel()
        await asyncio.gather(abandoned, return_exceptions=True)
        await store.namespaces.insert(ACCOUNT, "b" * 32, "after")
        assert set(await read_all(store)) - {"a" * 32} == {"b" * 32}
        known = {namespace_id for namespace_id in ("a" * 32, "b" * 32) if store.namespaces.find(namespace_id)}
        assert known == set(await read_all(store))
    finally:
        await store.close()


async def test_restore_comes_to_its_end_under_a_constant_load_of_writes(tmp_path: Path) -> None:
    store = await open_sqlite(tmp_path)
    try:
        namespace = await store.namespaces.insert(ACCOUNT, "a" * 32, "things")
        await store.take_snapshot("one", NOW)

        async def write(writer: int) -> None:
            while True:
                await store.pairs.put(namespace.number, Pair(b"%d" % writer, b"v"))

        writers = [asyncio.create_task(write(writer)) for writer in range(16)]
        await asyncio.sleep(0)
        await asyncio.wait_for(store.restore_snapshot("one"), 10)
        await asyncio.wait_for(store.take_snapshot("two", NOW), 10)
        for task in writers:
            task.cancel()
        await asyncio.gather(*writers, return_exceptions=True)
    finally:
        await store.close()


_RESTORING = """
import asyncio, sys
from pathlib import Path
from fakeflare.emulator.storage.sqlite.store import open_sqlite

async def main():
    store = await open_sqlite(Path(sys.argv[1]))
    print("ready", flush=True)
    while True:
        await store.restore_snapshot("filled")
        await store.restore_snapshot("empty")

asyncio.run(main())
"""


def kill_while_it_goes_back(folder: Path, seconds: float) -> None:
    """Kill a process that goes back and forth between two snapshots."""
    command = [sys.executable, "-c", _RESTORING, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        process.kill()


async def test_what_is_swept_between_two_snapshots_comes_back_with_the_earlier_one() -> None:
    store = await open_sqlite(None)
    namespace = await store.namespaces.insert(ACCOUNT, "a" * 32, "things")
    await store.pairs.put(namespace.number, Pair(b"key", b"value"))
    await store.take_snapshot("full", NOW)
    await store.namespaces.delete_all(None)
    await store.take_snapshot("empty", NOW)
    full = {"a" * 32: ("things", {b"key": Entry(b"value", None, None)})}
    for _ in range(2):
        await sweep_all(store)
        await store.restore_snapshot("empty")
        assert await read_all(store) == {}
        await sweep_all(store)
        await store.restore_snapshot("full")
        assert await read_all(store) == full
    await store.close()


@pytest.mark.slow
async def test_kill_9_while_going_back_leaves_all_of_one_snapshot(tmp_path: Path) -> None:
    store = await open_sqlite(tmp_path)
    await store.take_snapshot("empty", NOW)
    namespace = await store.namespaces.insert(ACCOUNT, "a" * 32, "things")
    await store.pairs.put_many(namespace.number, [Pair(b"%d" % n, bytes(5000)) for n in range(2000)])
    await store.take_snapshot("filled", NOW)
    contents: dict[str, Contents] = {"empty": {}, "filled": await read_all(store)}
    await store.close()
    for turn in range(8):
        kill_while_it_goes_back(tmp_path, 0.02 + 0.037 * turn)
        store = await open_sqlite(tmp_path)
        try:
            assert await read_all(store) in contents.values()
            await sweep_all(store)
            for name in ("filled", "empty"):
                await store.restore_snapshot(name)
                assert await read_all(store) == contents[name]
        finally:
            await store.close()


KEYS = st.sampled_from([b"a", b"b", "é".encode(), "e\u0301".encode(), b"\x00", b" ", b"%2e", b"z" * 512])
PAIRS = st.builds(
    Pair,
    KEYS,
    st.binary(max_size=8) | st.integers(5000, 9000).map(bytes),
    st.none() | st.integers(NOW - 5, NOW + 200),
    st.sampled_from([None, "0", '""', '{"é":"\\ud800"}']),
)
ORPHANS = """
    SELECT number FROM (SELECT namespace AS number FROM pairs UNION SELECT number FROM deleted_namespaces)
    WHERE (number IN (SELECT number FROM namespaces)) = (number IN (SELECT number FROM deleted_namespaces))
"""
NAMES = st.sampled_from(["one", "two", "three"])


class Snapshots(RuleBasedStateMachine):
    """Random changes between snapshots, each kept here as it was."""

    @initialize()
    def open(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.store = self.run(open_sqlite(None))
        self.namespaces: list[Namespace] = []
        self.count = 0
        self.now = NOW
        self.kept: dict[str, Contents] = {}
        self.insert()

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self.loop.run_until_complete(work)

    def read(self) -> Contents:
        return self.run(read_all(self.store))

    @rule()
    def insert(self) -> None:
        self.count += 1
        self.run(self.store.namespaces.insert(ACCOUNT, f"id {self.count}", f"title {self.count}"))

    def find_any(self, data: st.DataObject) -> Namespace:
        ids = sorted(self.read())
        found = self.store.namespaces.find(data.draw(st.sampled_from(ids)))
        assert found is not None
        return found

    def has_namespaces(self) -> bool:
        return bool(self.read())

    @precondition(has_namespaces)
    @rule(data=st.data(), pair=PAIRS)
    def put(self, data: st.DataObject, pair: Pair) -> None:
        self.run(self.store.pairs.put(self.find_any(data).number, pair))

    @precondition(has_namespaces)
    @rule(data=st.data(), pairs=st.lists(PAIRS, max_size=5, unique_by=lambda pair: pair.key))
    def put_many(self, data: st.DataObject, pairs: list[Pair]) -> None:
        self.run(self.store.pairs.put_many(self.find_any(data).number, pairs))

    @precondition(has_namespaces)
    @rule(data=st.data(), key=KEYS)
    def delete(self, data: st.DataObject, key: bytes) -> None:
        self.run(self.store.pairs.delete(self.find_any(data).number, key))

    @precondition(has_namespaces)
    @rule(data=st.data(), title=st.sampled_from(["x", "y", "title 1"]))
    def rename(self, data: st.DataObject, title: str) -> None:
        with contextlib.suppress(TitleTaken):
            self.run(self.store.namespaces.rename(self.find_any(data), title))

    @precondition(has_namespaces)
    @rule(data=st.data())
    def delete_namespace(self, data: st.DataObject) -> None:
        self.run(self.store.namespaces.delete(self.find_any(data)))

    @precondition(has_namespaces)
    @rule(data=st.data())
    def empty(self, data: st.DataObject) -> None:
        namespace = self.find_any(data)
        before = self.read()
        self.run(self.store.namespaces.empty(namespace))
        assert self.read() == {**before, namespace.id: (namespace.title, {})}

    @rule()
    def delete_all(self) -> None:
        self.run(self.store.namespaces.delete_all(None))
        assert self.read() == {}

    @rule(seconds=st.integers(-50, 100))
    def sweep(self, seconds: int) -> None:
        self.now += max(seconds, 0)
        self.run(sweep_all(self.store, self.now))

    @rule()
    def sweep_a_slice(self) -> None:
        self.run(self.store.sweep(NOW))

    @rule(name=NAMES)
    def take(self, name: str) -> None:
        self.run(self.store.take_snapshot(name, NOW))
        self.kept[name] = self.read()

    @precondition(lambda self: self.kept)
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.kept)))
        self.run(self.store.restore_snapshot(name))
        assert self.read() == self.kept[name]

    @precondition(lambda self: self.kept)
    @rule(data=st.data())
    def forget(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.kept)))
        self.run(self.store.delete_snapshot(name))
        del self.kept[name]

    @invariant()
    def no_orphans(self) -> None:
        """Every pair has either a namespace or one that is going to be swept."""
        if hasattr(self, "store"):
            assert self.run(self.store._database.fetch(ORPHANS)) == []

    def teardown(self) -> None:
        if hasattr(self, "store"):
            for name, contents in self.kept.items():
                self.run(self.store.restore_snapshot(name))
                assert self.read() == contents
            self.run(self.store.close())
            self.loop.close()


Snapshots.TestCase.settings = trying(80, stateful_step_count=40)
TestSnapshots = Snapshots.TestCase
