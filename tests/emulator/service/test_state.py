"""Emptying a store, going back to a snapshot and filling it, beneath all doors."""

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from fakeflare.emulator.domain.errors import NamespaceNotFound
from fakeflare.emulator.domain.listing import KeyRange
from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.domain.problems import StateInvalid
from fakeflare.emulator.domain.snapshots import SnapshotNotFound
from fakeflare.emulator.domain.values import Entry, Pair
from fakeflare.emulator.service.state import State
from fakeflare.emulator.settings import DEFAULT_ACCOUNT_ID
from tests.bench import ACCOUNT, NOW, Bench, at

OTHER_ACCOUNT = "f" * 32
ALL = KeyRange(b"", None, 1000)


@pytest.fixture
def state(bench: Bench) -> State:
    return bench.emulator.state


async def list_names(bench: Bench, namespace: Namespace) -> list[bytes]:
    found = bench.store.namespaces.find(namespace.id)
    assert found is not None
    return [listed.key for listed in await bench.store.pairs.list_keys(found.number, ALL, bench.clock.now())]


async def put(bench: Bench, namespace: Namespace, *names: str) -> None:
    await bench.store.pairs.put_many(namespace.number, [Pair(name.encode(), b"v") for name in names])


async def bind(bench: Bench, binding: str, namespace_id: str, title: str) -> Namespace:
    """A namespace of the Worker's configuration."""
    namespace = await bench.kv.namespaces.register(namespace_id, title)
    bench.kv.namespaces.bind(binding, namespace_id)
    return namespace


async def test_reset_leaves_only_the_namespaces_of_the_configuration_and_they_are_empty(
    bench: Bench, state: State
) -> None:
    bound = await bind(bench, "CACHE", "<YOUR_BINDING_ID>", "seed-CACHE")
    created = await bench.create()
    await put(bench, bound, "a")
    await put(bench, created, "b")
    await bench.kv.namespaces.rename(bound, "renamed")
    await state.reset()
    assert bench.store.namespaces.find(created.id) is None
    assert bench.store.namespaces.list_accounts() == (DEFAULT_ACCOUNT_ID,)
    again = bench.kv.namespaces.find_bound("CACHE")
    assert (again.id, again.title) == (bound.id, "seed-CACHE")
    assert await list_names(bench, bound) == []


async def test_reset_of_an_account_leaves_the_others(bench: Bench, state: State) -> None:
    bound = await bind(bench, "CACHE", "cache", "cache")
    mine, other = await bench.create(), await bench.create("other", OTHER_ACCOUNT)
    await put(bench, bound, "a")
    await put(bench, other, "b")
    await state.reset(ACCOUNT)
    assert bench.store.namespaces.find(mine.id) is None
    assert await list_names(bench, bound) == [b"a"]
    assert await list_names(bench, other) == [b"b"]
    await state.reset(DEFAULT_ACCOUNT_ID)
    assert await list_names(bench, bound) == []
    assert await list_names(bench, other) == [b"b"]


async def test_reset_of_a_namespace_takes_its_pairs(bench: Bench, state: State) -> None:
    namespace, other = await bench.create(), await bench.create("other")
    await put(bench, namespace, "a")
    await put(bench, other, "b")
    await state.reset(namespace_id=namespace.id)
    async with bench.rest() as rest:
        page = (await rest.get(at())).json()["result"]
        assert [(each["id"], each["title"]) for each in page] == sorted(
            (each.id, each.title) for each in (namespace, other)
        )
        assert (await rest.get(at(namespace, "/keys"))).json()["result"] == []
        assert (await rest.put(at(namespace, "/values/c"), content=b"v")).is_success
    assert await list_names(bench, namespace) == [b"c"]
    assert await list_names(bench, other) == [b"b"]


async def test_reset_of_a_namespace_that_is_not_there_is_refused(bench: Bench, state: State) -> None:
    namespace = await bench.create()
    for account, namespace_id in ((None, "0" * 32), (OTHER_ACCOUNT, namespace.id)):
        with pytest.raises(NamespaceNotFound):
            await state.reset(account, namespace_id)


async def test_write_that_began_before_a_reset_does_not_come_after_it(bench: Bench, state: State) -> None:
    namespace = await bench.create()
    await state.reset(namespace_id=namespace.id)
    with pytest.raises(NamespaceNotFound):
        await put(bench, namespace, "late")
    with pytest.raises(NamespaceNotFound):
        await bench.store.namespaces.empty(namespace)
    assert await list_names(bench, namespace) == []


async def test_space_of_what_was_reset_comes_back(bench: Bench, state: State) -> None:
    namespace = await bench.create()
    await put(bench, namespace, "a", "b")
    await state.reset(namespace_id=namespace.id)
    await state.reset()
    while await bench.store.sweep(NOW):
        pass
    for relation in ("pairs", "namespaces", "deleted_namespaces"):
        assert await bench.store._database.fetch(f"SELECT count(*) FROM {relation}") == [(0,)]


async def test_reset_of_a_small_store_takes_less_than_a_millisecond(bench: Bench, state: State) -> None:
    times = []
    for _ in range(30):
        for title in "abc":
            await put(bench, await bench.create(title), *map(str, range(20)))
        before = time.perf_counter()
        await state.reset()
        times.append(time.perf_counter() - before)
    assert min(times) < 0.001


async def test_snapshot_brings_everything_back(bench: Bench, state: State) -> None:
    namespace = await bench.create()
    await put(bench, namespace, "a")
    assert await state.snapshot("filled") == {"name": "filled", "taken": NOW}
    bound = await bind(bench, "CACHE", "cache", "cache")
    await state.reset()
    await state.restore("filled")
    assert await list_names(bench, namespace) == [b"a"]
    assert bench.kv.namespaces.find_bound("CACHE").title == "cache", "of the configuration, so it stays"
    assert await list_names(bench, bound) == []
    bench.clock.advance(5)
    await state.snapshot("again")
    assert await state.list_snapshots() == [
        {"name": "filled", "taken": NOW},
        {"name": "again", "taken": NOW + 5},
    ]
    await state.delete_snapshot("filled")
    with pytest.raises(SnapshotNotFound):
        await state.restore("filled")
    with pytest.raises(SnapshotNotFound):
        await state.delete_snapshot("filled")


async def test_what_expired_since_a_snapshot_stays_hidden_until_the_clock_is_turned_back(
    bench: Bench, state: State
) -> None:
    namespace = await bench.create()
    await bench.store.pairs.put(namespace.number, Pair(b"k", b"v", NOW + 60))
    await state.snapshot("one")
    bench.conditions.clock.advance(60)
    while await bench.store.sweep(bench.conditions.clock.now()):
        pass
    await state.restore("one")
    async with bench.rest() as rest:
        assert (await rest.get(at(namespace, "/values/k"))).status_code == 404
        bench.conditions.clock.reset()
        assert (await rest.get(at(namespace, "/values/k"))).content == b"v"


@pytest.mark.parametrize("name", ["", "a/b", "\n", " ", "..", "n" * 101, 5, None])
async def test_name_of_a_snapshot_fits_into_a_url(state: State, name: Any) -> None:
    with pytest.raises(StateInvalid, match="a snapshot's name has 1 to 100 characters"):
        await state.snapshot(name)


async def test_namespace_is_found_by_id_then_binding_then_title(bench: Bench, state: State) -> None:
    bound = await bind(bench, "CACHE", "cache-id", "cache title")
    foreign = await bench.create("things", OTHER_ACCOUNT)
    assert state.find_namespace("things") == foreign
    own = await bench.create("things", DEFAULT_ACCOUNT_ID)
    shadowed = await bench.create("CACHE", DEFAULT_ACCOUNT_ID)
    assert state.find_namespace("things") == own
    assert state.find_namespace(foreign.id) == foreign
    for name in ("CACHE", "cache-id", "cache title"):
        assert state.find_namespace(name) == bound
    assert state.find_namespace(shadowed.id) == shadowed
    await bench.store.namespaces.delete(bound)
    assert state.find_namespace("CACHE") == shadowed
    for name in ("nothing", ""):
        with pytest.raises(NamespaceNotFound):
            state.find_namespace(name)


async def test_seed_makes_namespaces_and_writes_pairs_as_often_as_one_likes(
    bench: Bench, state: State, tmp_path: Path
) -> None:
    bound = await bind(bench, "CACHE", "cache-id", "cache title")
    (tmp_path / "logo").write_bytes(b"\xff")
    spec = {
        "namespaces": [
            {"title": "things", "entries": {"a": "1", "b": {"json": [1], "expiration_ttl": 60}}},
            {"binding": "CACHE", "entries": {"logo": {"file": "logo"}}},
            {"binding": "UNKNOWN", "entries": {"a": "2"}},
            {"id": "0" * 32, "title": "by id", "entries": {"a": "3"}},
            {"id": "bare", "entries": {}},
            {"name": "cache title", "entries": {"x": {"value": "y", "metadata": {"m": 1}}}},
            {"name": "new"},
        ]
    }
    answers = [await state.seed(spec, tmp_path) for _ in range(2)]
    assert answers[0] == answers[1]
    described = [(each["id"], each["title"], each["pairs"]) for each in answers[0]["namespaces"]]
    ids = {namespace.title: namespace.id for namespace in bench.store.namespaces._by_id.values()}
    assert described == [
        (ids["things"], "things", 2),
        ("cache-id", "cache title", 1),
        ("UNKNOWN", "UNKNOWN", 1),
        ("0" * 32, "by id", 1),
        ("bare", "bare", 0),
        ("cache-id", "cache title", 1),
        (ids["new"], "new", 0),
    ]
    assert len(ids) == 6
    assert await bench.store.pairs.find_many(bound.number, [b"logo", b"x"], NOW) == {
        b"logo": Entry(b"\xff", None, None),
        b"x": Entry(b"y", None, '{"m":1}'),
    }
    assert await list_names(bench, state.find_namespace("things")) == [b"a", b"b"]


async def test_seed_that_is_wrong_in_one_place_writes_nothing(bench: Bench, state: State) -> None:
    with pytest.raises(StateInvalid, match=r'^"B"\["\.\."\]'):
        await state.seed({"A": {"k": "v"}, "B": {"..": "v"}})
    assert bench.store.namespaces.list_accounts() == ()


async def test_seed_of_a_title_that_another_account_has_makes_one_of_its_own(
    bench: Bench, state: State
) -> None:
    foreign = await bench.create("things")
    await state.seed({"namespaces": [{"title": "things", "entries": {"k": "v"}}]})
    assert await list_names(bench, foreign) == []
    assert await list_names(bench, state.find_namespace("things")) == [b"k"]


async def test_seed_for_an_account_that_is_full_is_told(
    bench: Bench, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fakeflare.emulator.service.namespaces.MAX_NAMESPACES", 1)
    with pytest.raises(StateInvalid, match=r"^an account has at most 1000 namespaces$"):
        await state.seed({"A": {}, "B": {}})


async def test_what_is_done_here_is_nobodys_request(bench: Bench, state: State) -> None:
    bench.add_fault(status=503)
    await state.seed({"things": {"k": "v"}})
    namespace = state.find_namespace("things")
    assert b"".join([chunk async for chunk in state.export(namespace)]) == b'[\n{"key":"k","value":"v"}\n]\n'
    await state.snapshot("one")
    await state.reset()
    await state.restore("one")
    assert await list_names(bench, namespace) == [b"k"]


async def test_bulk_json_without_a_namespace_is_no_seed(state: State) -> None:
    with pytest.raises(StateInvalid, match=r"^pairs without a namespace: say "):
        await state.seed([{"key": "k", "value": "v"}])


async def test_title_that_somebody_takes_meanwhile_is_no_conflict(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    insert = bench.store.namespaces.insert

    async def insert_late(*arguments: Any) -> Namespace:
        monkeypatch.undo()
        await bench.store.namespaces.insert(DEFAULT_ACCOUNT_ID, "0" * 32, "things")
        return await insert(*arguments)

    monkeypatch.setattr(bench.store.namespaces, "insert", insert_late)
    namespace = await bench.kv.namespaces.ensure("things")
    assert bench.store.namespaces.find_titled("things") == (namespace,)


async def test_every_location_sees_at_once_what_is_done_here(bench: Bench, state: State) -> None:
    bench.conditions.consistency.configure({"enabled": True})
    namespace = await bench.create("things", DEFAULT_ACCOUNT_ID)
    address = at(namespace, "/values/k", DEFAULT_ACCOUNT_ID)
    async with bench.rest() as rest:

        async def read() -> bytes | None:
            answer = await rest.get(address, headers={"fakeflare-location": "ams"})
            return answer.content if answer.is_success else None

        seen = [await read()]
        await state.seed({"things": {"k": "seeded"}})
        seen.append(await read())
        await state.snapshot("one")
        await state.reset(namespace_id=namespace.id)
        seen.append(await read())
        await state.restore("one")
        seen.append(await read())
        await state.import_pairs(state.find_namespace("things"), stream(b'{"k": "imported"}'))
        seen.append(await read())
    assert seen == [None, b"seeded", None, b"seeded", b"imported"]


async def stream(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk
