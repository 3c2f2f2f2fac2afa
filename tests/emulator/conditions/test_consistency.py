"""Consistency: how it is asked for, what places remember, and for how long."""

import asyncio
from typing import Any

import pytest

from fakeflare.emulator.conditions.consistency.caches import Cache
from fakeflare.emulator.conditions.consistency.consistency import Consistency
from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.domain.values import Entry, Pair
from fakeflare.emulator.messages.errors import MessageInvalid
from fakeflare.emulator.storage.store import PairStore
from tests.bench import NOW, Bench, TurnedClock, ask

OFF = {"enabled": False, "locations": "any", "cached": {}}


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def consistency(clock: TurnedClock) -> Consistency:
    return Consistency(clock, lambda: None)


def test_off_at_the_start(consistency: Consistency) -> None:
    assert not consistency.is_active
    assert consistency.describe() == OFF


def test_locations_and_switch_are_named_apart(consistency: Consistency) -> None:
    consistency.configure({"locations": ["ams", "sfo", "ams"]})
    assert consistency.describe() == OFF | {"locations": ["ams", "sfo"]}
    consistency.configure({"enabled": True})
    assert consistency.is_active
    assert consistency.describe() == {"enabled": True, "locations": ["ams", "sfo"], "cached": {}}
    consistency.configure({"locations": "any"})
    assert consistency.describe() == {"enabled": True, "locations": "any", "cached": {}}
    consistency.configure({"locations": "ams"})
    consistency.reset()
    assert consistency.describe() == OFF


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        (True, "consistency is a JSON object"),
        ({"enabled": "yes"}, '"enabled" must be true or false'),
        ({"locations": []}, '"locations" must be "any" or a list of names'),
        ({"locations": ["ams", 1]}, '"locations" must be "any" or a list of names'),
        ({"places": 1}, '"places" is unknown here; known are enabled, locations'),
    ],
)
def test_a_bad_wish_is_refused_and_changes_nothing(
    consistency: Consistency, spec: Any, sentence: str
) -> None:
    with pytest.raises(MessageInvalid) as caught:
        consistency.configure({"enabled": True, **spec} if isinstance(spec, dict) else spec)
    assert str(caught.value) == sentence
    assert consistency.describe() == OFF


class Places:
    """The pairs of one namespace as places see them."""

    def __init__(self, bench: Bench, namespace: Namespace) -> None:
        self._bench = bench
        self._number = namespace.number
        self.consistency = bench.conditions.consistency

    def _view(self, location: str | None, cache_ttl: int | None = None) -> PairStore:
        now = self._bench.clock.now()
        operation = ask("get", location=location, cache_ttl=cache_ttl, now=now)
        return self.consistency.view(self._bench.store.pairs, operation)

    async def get(self, location: str | None, cache_ttl: int | None = None) -> bytes | None:
        pairs = self._view(location, cache_ttl)
        entry = await pairs.find(self._number, b"k", self._bench.clock.now())
        return None if entry is None else entry.value

    async def put(self, location: str | None, value: bytes) -> None:
        pairs = self._view(location)
        await pairs.put(self._number, Pair(b"k", value))

    async def put_many(self, location: str, value: bytes) -> None:
        pairs = self._view(location)
        await pairs.put_many(self._number, [Pair(b"k", value)])

    async def delete_many(self, location: str) -> None:
        pairs = self._view(location)
        await pairs.delete_many(self._number, [b"k"])


@pytest.fixture
def places(bench: Bench, namespace: Namespace) -> Places:
    bench.conditions.consistency.configure({"enabled": True})
    return Places(bench, namespace)


async def test_a_reader_says_how_old_an_answer_may_be(places: Places, bench: Bench) -> None:
    await places.put(None, b"1")
    assert await places.get("sfo", 300) == b"1"
    await places.put(None, b"2")
    bench.clock.advance(59)
    assert await places.get("sfo") == b"1"
    bench.clock.advance(1)
    # for a reader with a longer cacheTtl it is good still, and one with a shorter one replaces it for all
    assert await places.get("sfo", 300) == b"1"
    assert await places.get("sfo") == b"2"
    await places.put(None, b"3")
    bench.clock.advance(59)
    assert await places.get("sfo", 300) == b"2"
    bench.clock.advance(1)
    assert await places.get("sfo", 300) == b"3"


async def test_the_least_cache_ttl(places: Places, bench: Bench) -> None:
    assert await places.get("sfo", 30) is None
    await places.put(None, b"1")
    bench.clock.advance(29)
    assert await places.get("sfo") is None
    bench.clock.advance(1)
    assert await places.get("sfo") == b"1"


async def test_bulk_writes_are_seen_at_their_place_at_once(places: Places) -> None:
    assert await places.get("ams") is await places.get("sfo") is None
    await places.put_many("ams", b"1")
    assert (await places.get("ams"), await places.get("sfo")) == (b"1", None)
    await places.delete_many("ams")
    assert await places.get("ams") is None


async def test_the_last_write_of_two_places_wins_in_the_end(places: Places, bench: Bench) -> None:
    await places.put("ams", b"ams")
    await places.put("sfo", b"sfo")
    assert (await places.get("ams"), await places.get("sfo")) == (b"ams", b"sfo")
    bench.clock.advance(60)
    assert (await places.get("ams"), await places.get("sfo")) == (b"sfo", b"sfo")


async def test_only_listed_places_have_caches(places: Places) -> None:
    places.consistency.configure({"locations": ["ams"]})
    assert await places.get("ams") is await places.get("sfo") is None
    await places.put(None, b"1")
    assert (await places.get("ams"), await places.get("sfo")) == (None, b"1")


async def test_a_clock_that_is_turned_back_makes_caches_run_out(places: Places, bench: Bench) -> None:
    assert await places.get("sfo") is None
    await places.put(None, b"1")
    bench.clock.advance(-1)
    assert await places.get("sfo") == b"1"


async def test_caches_are_counted(places: Places, bench: Bench) -> None:
    await places.put("ams", b"1")
    assert await places.get("sfo") == b"1"
    assert places.consistency.describe()["cached"] == {
        "ams": {"keys": 1, "lists": 0},
        "sfo": {"keys": 1, "lists": 0},
    }
    bench.clock.advance(60)
    assert places.consistency.describe()["cached"] == {}


async def test_a_read_under_way_does_not_hide_a_write_of_its_own_place(
    places: Places, bench: Bench, namespace: Namespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It began before the write and found what was there then."""
    find = bench.store.pairs.find
    gate = asyncio.Event()

    async def find_slowly(number: int, key: bytes, now: int) -> Entry | None:
        entry = await find(number, key, now)
        await gate.wait()
        return entry

    monkeypatch.setattr(bench.store.pairs, "find", find_slowly)
    reading = asyncio.create_task(places.get("ams"))
    await asyncio.sleep(0)
    await places.put("ams", b"new")
    gate.set()
    assert await reading is None
    assert await places.get("ams") == b"new"


def test_a_cache_is_bounded() -> None:
    cache: Cache[int, str] = Cache(most_items=3, most_bytes=100)
    for number in range(5):
        cache.keep(number, str(number), NOW, 60, weight=1)
    assert list(cache) == [2, 3, 4]
    cache.keep(3, "again", NOW, 60, weight=99)
    assert list(cache) == [4, 3]
    cache.keep(5, "heavy", NOW, 60, weight=101)
    assert len(cache) == 0
    cache.keep(6, "light", NOW, 60, weight=100)
    assert cache.find(6, NOW, 60) is not None
