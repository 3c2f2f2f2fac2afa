"""Eventual consistency, whichever face one comes through."""

from collections.abc import Callable

import pytest

from fakeflare.emulator.domain.namespaces import Namespace
from tests.bench import Bench
from tests.contract.faces import Face, Found

Make = Callable[[Bench, Namespace, str | None], Face]


class World:
    """One namespace, seen from two places and from beside the store."""

    def __init__(self, make: Make, bench: Bench, namespace: Namespace) -> None:
        self.ams = make(bench, namespace, "ams")
        self.sfo = make(bench, namespace, "sfo")
        self.home = make(bench, namespace, None)
        self.clock = bench.clock


@pytest.fixture
def world(remote_face: Make, bench: Bench, namespace: Namespace) -> World:
    bench.conditions.consistency.configure({"enabled": True})
    return World(remote_face, bench, namespace)


async def test_a_write_is_seen_at_its_own_place_at_once_and_elsewhere_later(world: World) -> None:
    await world.home.put("k", b"old")
    assert await world.ams.get("k") == await world.sfo.get("k") == b"old"
    await world.ams.put("k", b"new", metadata=[1])
    assert await world.ams.get_with_metadata("k") == Found(b"new", [1])
    assert await world.home.get("k") == b"new"
    assert await world.sfo.get_with_metadata("k") == Found(b"old")
    assert await world.sfo.get_many(["k"]) == {"k": "old"}
    world.clock.advance(59)
    assert await world.sfo.get("k") == b"old"
    world.clock.advance(1)
    assert await world.sfo.get_with_metadata("k") == Found(b"new", [1])


async def test_what_a_place_has_not_read_it_reads_from_the_store(world: World) -> None:
    await world.ams.put("k", b"v")
    assert await world.sfo.get("k") == b"v"


async def test_a_miss_is_remembered_too(world: World) -> None:
    assert await world.sfo.get("k") is None
    await world.ams.put("k", b"v")
    assert await world.sfo.get("k") is None
    assert await world.sfo.get_many(["k"]) == {"k": None}
    world.clock.advance(60)
    assert await world.sfo.get("k") == b"v"


async def test_a_bulk_read_fills_the_cache(world: World) -> None:
    await world.home.put("a", b"1")
    assert await world.sfo.get_many(["a", "b"]) == {"a": "1", "b": None}
    await world.ams.put("a", b"2")
    await world.ams.put("b", b"2")
    assert await world.sfo.get("a") == b"1"
    assert await world.sfo.get("b") is None


async def test_a_delete_is_seen_elsewhere_later(world: World) -> None:
    await world.home.put("k", b"v")
    assert await world.sfo.get("k") == await world.ams.get("k") == b"v"
    await world.ams.delete("k")
    assert await world.ams.get("k") is None
    assert await world.sfo.get("k") == b"v"
    world.clock.advance(60)
    assert await world.sfo.get("k") is None


async def test_lists_are_remembered_for_a_minute(world: World) -> None:
    assert (await world.sfo.list()).keys == []
    assert (await world.ams.list()).keys == []
    await world.ams.put("k", b"v")
    assert (await world.ams.list()).keys == [{"name": "k"}]
    assert (await world.sfo.list()).keys == []
    assert (await world.sfo.list("k")).keys == [{"name": "k"}]
    world.clock.advance(60)
    assert (await world.sfo.list()).keys == [{"name": "k"}]


async def test_a_remembered_pair_expires_in_its_second(world: World) -> None:
    await world.home.put("k", b"v", ttl=60)
    world.clock.advance(30)
    assert await world.sfo.get("k") == b"v"
    assert (await world.sfo.list()).keys != []
    world.clock.advance(30)
    assert await world.sfo.get("k") is None
    assert await world.sfo.get_many(["k"]) == {"k": None}
    assert (await world.sfo.list()).keys == []


async def test_a_full_page_stays_one_when_some_of_it_expires(world: World) -> None:
    for number in range(25):
        await world.home.put(f"k{number:02}", b"v", **({"ttl": 60} if number < 5 else {}))
    world.clock.advance(30)
    page = await world.sfo.list(limit=10)
    assert [key["name"] for key in page.keys] == [f"k{number:02}" for number in range(10)]
    world.clock.advance(30)
    page = await world.sfo.list(limit=10)
    # its cache is 30 seconds old
    assert [key["name"] for key in page.keys] == [f"k{number:02}" for number in range(5, 15)]
    rest = await world.sfo.list(limit=10, cursor=page.cursor)
    assert [key["name"] for key in rest.keys] == [f"k{number:02}" for number in range(15, 25)]


async def test_settled_places_agree(world: World, bench: Bench) -> None:
    await world.home.put("k", b"old")
    assert await world.sfo.get("k") == b"old"
    assert (await world.sfo.list()).keys != []
    await world.ams.put("k", b"new")
    await world.ams.put("l", b"new")
    bench.conditions.consistency.settle()
    assert await world.sfo.get("k") == b"new"
    assert len((await world.sfo.list()).keys) == 2


async def test_who_is_nowhere_reads_beside_the_store(world: World) -> None:
    assert await world.home.get("k") is None
    await world.ams.put("k", b"v")
    assert await world.home.get("k") == b"v"


async def test_off_every_place_sees_everything(world: World, bench: Bench) -> None:
    assert await world.sfo.get("k") is None
    bench.conditions.consistency.configure({"enabled": False})
    await world.ams.put("k", b"v")
    assert await world.sfo.get("k") == b"v"
