import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

import pytest

from fakeflare.emulator.domain.errors import NamespaceNotFound, TitleTaken
from fakeflare.emulator.domain.expiration import is_expired
from fakeflare.emulator.domain.listing import KeyRange
from fakeflare.emulator.domain.namespaces import PageQuery
from fakeflare.emulator.domain.values import Entry, Pair
from fakeflare.emulator.storage.sqlite import connections
from fakeflare.emulator.storage.sqlite.store import SqliteStore, open_sqlite
from fakeflare.emulator.storage.store import StoreError
from tests.bench import ACCOUNT, NOW

OTHER_ACCOUNT = "f" * 32
ALL = KeyRange(b"", None, 1000)


@pytest.fixture(params=["memory", "file"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SqliteStore]:
    opened = await open_sqlite(tmp_path / "data" if request.param == "file" else None)
    yield opened
    await opened.close()


@pytest.fixture
async def number(store: SqliteStore) -> int:
    return (await store.namespaces.insert(ACCOUNT, "a" * 32, "things")).number


async def test_pair_comes_back_whole(store: SqliteStore, number: int) -> None:
    await store.pairs.put(number, Pair(b"k\x00\xff", b"\x00value", NOW + 60, '{"a":1}'))
    assert await store.pairs.find(number, b"k\x00\xff", NOW) == Entry(b"\x00value", NOW + 60, '{"a":1}')


async def test_overwriting_drops_metadata_and_expiration(store: SqliteStore, number: int) -> None:
    await store.pairs.put(number, Pair(b"k", b"old", NOW + 60, '"m"'))
    await store.pairs.put(number, Pair(b"k", b"new"))
    assert await store.pairs.find(number, b"k", NOW) == Entry(b"new", None, None)


async def test_sql_and_domain_agree_on_what_has_expired(store: SqliteStore, number: int) -> None:
    for offset in (-1, 0, 1):
        key = str(offset).encode()
        await store.pairs.put(number, Pair(key, b"v", NOW + offset, "1"))
        lives = not is_expired(NOW + offset, NOW)
        assert lives == (offset > 0)
        assert (await store.pairs.find(number, key, NOW) is not None) == lives
        assert (await store.pairs.find_listed(number, key, NOW) is not None) == lives
        assert (key in await store.pairs.find_many(number, [key], NOW)) == lives
        assert (await store.pairs.measure(number, [key], NOW) == 1) == lives
        assert (key in {listed.key for listed in await store.pairs.list_keys(number, ALL, NOW)}) == lives


async def test_sweep_removes_what_has_expired_and_nothing_else(store: SqliteStore, number: int) -> None:
    await store.pairs.put_many(number, [Pair(b"%d" % n, b"v", NOW + n) for n in range(-1, 2)])
    while await store.sweep(NOW):
        pass
    assert await store.pairs.list_keys(number, ALL, 0) != ()
    assert [listed.key for listed in await store.pairs.list_keys(number, ALL, 0)] == [b"1"]


async def test_writes_at_once_share_a_commit_and_the_last_of_a_key_wins(
    store: SqliteStore, number: int
) -> None:
    await asyncio.gather(
        store.pairs.put(number, Pair(b"first", b"v")),
        store.pairs.put(number, Pair(b"a", b"1")),
        store.pairs.delete(number, b"a"),
        store.pairs.put(number, Pair(b"b", b"1")),
        store.pairs.put(number, Pair(b"b", b"2")),
        store.pairs.put(number, Pair(b"c", b"1")),
        store.pairs.delete(number, b"c"),
        store.pairs.put(number, Pair(b"c", b"3")),
    )
    found = await store.pairs.find_many(number, [b"a", b"b", b"c", b"first"], NOW)
    assert {key: entry.value for key, entry in found.items()} == {b"b": b"2", b"c": b"3", b"first": b"v"}


async def test_failing_write_does_not_take_its_neighbours_down(store: SqliteStore, number: int) -> None:
    broken: Any = Pair(b"broken", "text is no blob")  # type: ignore[arg-type]
    answers: Sequence[Any] = await asyncio.gather(
        store.pairs.put(number, Pair(b"opening", b"v")),
        store.pairs.put(number, Pair(b"before", b"v")),
        store.pairs.put(number, broken),
        store.pairs.put(number, Pair(b"after", b"v")),
        return_exceptions=True,
    )
    assert [type(answer) for answer in answers] == [
        type(None),
        type(None),
        sqlite3.IntegrityError,
        type(None),
    ]
    assert [listed.key for listed in await store.pairs.list_keys(number, ALL, NOW)] == [
        b"after",
        b"before",
        b"opening",
    ]


async def test_bulk_write_is_all_or_nothing(store: SqliteStore, number: int) -> None:
    broken: Any = Pair(b"b", "text is no blob")  # type: ignore[arg-type]
    with pytest.raises(sqlite3.IntegrityError):
        await store.pairs.put_many(number, [Pair(b"a", b"v"), broken])
    assert await store.pairs.list_keys(number, ALL, NOW) == ()


async def test_caller_that_goes_away_does_not_stop_its_write(store: SqliteStore, number: int) -> None:
    write = asyncio.create_task(store.pairs.put(number, Pair(b"k", b"v")))
    await asyncio.sleep(0)
    write.cancel()
    await asyncio.gather(write, return_exceptions=True)
    await store.pairs.drain()
    assert await store.pairs.find(number, b"k", NOW) == Entry(b"v", None, None)


async def test_deleted_namespace_takes_no_writes_and_its_pairs_are_swept(
    store: SqliteStore, number: int
) -> None:
    namespace = store.namespaces.find("a" * 32)
    assert namespace is not None
    await store.pairs.put_many(number, [Pair(b"%d" % n, b"v") for n in range(1200)])
    await store.namespaces.delete(namespace)
    assert store.namespaces.find("a" * 32) is None
    for write in (
        store.pairs.put(number, Pair(b"k", b"v")),
        store.pairs.delete(number, b"k"),
        store.pairs.put_many(number, [Pair(b"k", b"v")]),
        store.pairs.delete_many(number, [b"k"]),
        store.namespaces.delete(namespace),
        store.namespaces.rename(namespace, "x"),
    ):
        with pytest.raises(NamespaceNotFound):
            await write
    while await store.sweep(NOW):
        pass
    assert await store.pairs.list_keys(number, ALL, NOW) == ()


async def test_number_of_a_deleted_namespace_is_not_used_again(store: SqliteStore, number: int) -> None:
    namespace = store.namespaces.find("a" * 32)
    assert namespace is not None
    await store.namespaces.delete(namespace)
    assert (await store.namespaces.insert(ACCOUNT, "b" * 32, "things")).number > number


async def test_title_is_unique_in_its_account_only(store: SqliteStore, number: int) -> None:
    await store.namespaces.insert(OTHER_ACCOUNT, "b" * 32, "things")
    with pytest.raises(TitleTaken):
        await store.namespaces.insert(ACCOUNT, "c" * 32, "things")
    other = await store.namespaces.insert(ACCOUNT, "d" * 32, "Things")
    with pytest.raises(TitleTaken):
        await store.namespaces.rename(other, "things")
    assert (await store.namespaces.rename(other, "Things")).title == "Things"
    assert store.namespaces.list_accounts() == (ACCOUNT, OTHER_ACCOUNT)


async def test_everything_is_there_after_opening_again(tmp_path: Path) -> None:
    store = await open_sqlite(tmp_path)
    namespace = await store.namespaces.insert(ACCOUNT, "a" * 32, "things", "eu")
    await store.pairs.put(namespace.number, Pair(b"k", b"v", NOW + 60, "[]"))
    await store.close()
    store = await open_sqlite(tmp_path)
    try:
        assert store.namespaces.find("a" * 32) == namespace
        assert await store.pairs.find(namespace.number, b"k", NOW) == Entry(b"v", NOW + 60, "[]")
    finally:
        await store.close()


async def test_second_opener_of_a_folder_is_told(tmp_path: Path) -> None:
    store = await open_sqlite(tmp_path)
    try:
        with pytest.raises(StoreError, match="is in use by another fakeflare process"):
            await open_sqlite(tmp_path)
    finally:
        await store.close()
    await (await open_sqlite(tmp_path)).close()


async def test_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"cannot write to .*file"):
        await open_sqlite(tmp_path / "file")


@pytest.mark.parametrize("content", [b"this is no database, " * 100, b"SQLite format 3\x00" + b"\xee" * 8000])
async def test_damaged_file_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "kv.sqlite3").write_bytes(content)
    with pytest.raises(StoreError, match=r"kv\.sqlite3 is damaged \(.*\); move it away"):
        await open_sqlite(tmp_path)
    assert (tmp_path / "kv.sqlite3").read_bytes() == content


async def test_damage_inside_a_file_is_told(tmp_path: Path) -> None:
    store = await open_sqlite(tmp_path)
    namespace = await store.namespaces.insert(ACCOUNT, "a" * 32, "things")
    await store.pairs.put_many(namespace.number, [Pair(b"%d" % n, b"v" * 100) for n in range(2000)])
    await store.close()
    path = tmp_path / "kv.sqlite3"
    data = path.read_bytes()
    middle = len(data) // 2 // 4096 * 4096
    path.write_bytes(data[:middle] + b"\xaa" * 4096 + data[middle + 4096 :])
    with pytest.raises(StoreError, match="is damaged"):
        await open_sqlite(tmp_path)


async def test_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "kv.sqlite3") as other:
        other.execute("CREATE TABLE recipes (name)")
    other.close()
    with pytest.raises(StoreError, match="is a database of another program"):
        await open_sqlite(tmp_path)


async def test_database_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    await (await open_sqlite(tmp_path)).close()
    with sqlite3.connect(tmp_path / "kv.sqlite3") as later:
        later.execute("PRAGMA user_version = 99")
    later.close()
    with pytest.raises(StoreError, match=r"later version of fakeflare \(schema 99\)"):
        await open_sqlite(tmp_path)


async def test_commit_is_synced_before_it_is_acknowledged(tmp_path: Path) -> None:
    store = await open_sqlite(tmp_path)
    try:
        assert await store._database._writer.execute_fetchall("PRAGMA synchronous") == [(2,)]
        assert await store._database._writer.execute_fetchall("PRAGMA journal_mode") == [("wal",)]
        assert await store._database._writer.execute_fetchall("PRAGMA auto_vacuum") == [(2,)]
    finally:
        await store.close()


async def test_a_list_reads_the_index_alone(store: SqliteStore, number: int) -> None:
    from fakeflare.emulator.storage.sqlite import pairs

    for sql, parameters in (
        (pairs._LIST, (number, b"", NOW, 10)),
        (pairs._LIST_UP_TO, (number, b"a", b"b", NOW, 10)),
        (pairs._FIND_LISTED, (number, b"a", NOW)),
    ):
        [plan] = await store._database.fetch(f"EXPLAIN QUERY PLAN {sql}", parameters)
        assert "USING COVERING INDEX listing (namespace=? AND key" in plan[3]


@pytest.mark.parametrize("turns", range(6))
@pytest.mark.parametrize("write", ["insert", "rename", "delete", "put", "put_many", "delete_many"])
async def test_write_that_nobody_waits_for_leaves_no_transaction_open(
    tmp_path: Path, write: str, turns: int
) -> None:
    store = await open_sqlite(tmp_path)
    try:
        namespace = await store.namespaces.insert(ACCOUNT, "a" * 32, "things")
        writes: dict[str, Callable[[], Coroutine[Any, Any, object]]] = {
            "insert": lambda: store.namespaces.insert(ACCOUNT, "b" * 32, "more"),
            "rename": lambda: store.namespaces.rename(namespace, "renamed"),
            "delete": lambda: store.namespaces.delete(namespace),
            "put": lambda: store.pairs.put(namespace.number, Pair(b"k", b"v")),
            "put_many": lambda: store.pairs.put_many(namespace.number, [Pair(b"k", b"v")]),
            "delete_many": lambda: store.pairs.delete_many(namespace.number, [b"k"]),
        }
        abandoned = asyncio.create_task(writes[write]())
        for _ in range(turns):
            await asyncio.sleep(0)
        abandoned.cancel()
        await asyncio.gather(abandoned, return_exceptions=True)
        other = await store.namespaces.insert(ACCOUNT, "c" * 32, "after")
        await store.pairs.put(other.number, Pair(b"k", b"v"))
        assert await store.pairs.find(other.number, b"k", NOW) == Entry(b"v", None, None)
        page = await store.namespaces.list_page(ACCOUNT, PageQuery(1, 20, "id", "asc"))
        assert [store.namespaces.find(listed.id) for listed in page.namespaces] == list(page.namespaces)
    finally:
        await store.close()


async def test_delete_of_a_namespace_that_fails_leaves_it_there(
    store: SqliteStore, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    namespace = store.namespaces.find("a" * 32)
    assert namespace is not None
    connection = store._database._writer
    execute = connection.execute

    def fail_to_remember(sql: str, parameters: Any) -> Any:
        if "deleted_namespaces" in sql:
            raise sqlite3.OperationalError("database or disk is full")
        return execute(sql, parameters)

    monkeypatch.setattr(connection, "execute", fail_to_remember)
    with pytest.raises(sqlite3.OperationalError):
        await store.namespaces.delete(namespace)
    assert store.namespaces.find("a" * 32) == namespace
    await store.pairs.put(number, Pair(b"k", b"v"))
    assert await store.pairs.find(number, b"k", NOW) == Entry(b"v", None, None)


@pytest.mark.parametrize("size", [64 * 1024, 64 * 1024 + 1, 5_000_000])
async def test_value_of_any_size_comes_back(store: SqliteStore, number: int, size: int) -> None:
    await store.pairs.put(number, Pair(b"k", b"v" * size, NOW + 60, "1"))
    assert await store.pairs.find(number, b"k", NOW) == Entry(b"v" * size, NOW + 60, "1")
    assert await store.pairs.find(number, b"k", NOW + 60) is None


async def test_read_that_would_have_to_wait_goes_to_another_thread(
    store: SqliteStore, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait(*_: object) -> None:
        raise sqlite3.OperationalError("database is locked")

    await store.pairs.put(number, Pair(b"k", b"v"))
    monkeypatch.setattr(store._database, "look", wait)
    assert await store.pairs.find(number, b"k", NOW) == Entry(b"v", None, None)
    assert await store.pairs.find(number, b"missing", NOW) is None


async def test_older_schema_is_brought_up_to_date_and_keeps_its_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await open_sqlite(tmp_path)
    namespace = await store.namespaces.insert(ACCOUNT, "a" * 32, "things")
    await store.pairs.put(namespace.number, Pair(b"k", b"v"))
    await store.close()
    scripts = connections._list_schemas()

    broken = [*scripts, "ALTER TABLE namespaces ADD COLUMN note TEXT; no such statement;"]
    monkeypatch.setattr(connections, "_list_schemas", lambda: broken)
    with pytest.raises(StoreError, match="cannot open"):
        await open_sqlite(tmp_path)

    # The broken one left nothing behind, or the column would be there twice.
    later = [*scripts, "ALTER TABLE namespaces ADD COLUMN note TEXT;"]
    monkeypatch.setattr(connections, "_list_schemas", lambda: later)
    store = await open_sqlite(tmp_path)
    try:
        assert await store._database.fetch("PRAGMA user_version") == [(len(later),)]
        assert await store._database.fetch("SELECT title, note FROM namespaces") == [("things", None)]
        assert await store.pairs.find(namespace.number, b"k", NOW) == Entry(b"v", None, None)
    finally:
        await store.close()
