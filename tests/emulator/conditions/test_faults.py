"""Which operations a fault strikes, and in what order."""

import asyncio
from collections.abc import Sequence

import pytest

from fakeflare.emulator.conditions.faults.faults import Dropped, Faults
from fakeflare.emulator.conditions.faults.stale import Previous
from fakeflare.emulator.conditions.turned_clock import TurnedClock
from fakeflare.emulator.domain.errors import Faulted
from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.domain.operation import Door, Operation, OperationKind
from fakeflare.emulator.domain.values import Entry
from tests.bench import ACCOUNT, NOW, ask
from tests.bench import TurnedClock as StillClock

HERE = Namespace(1, ACCOUNT, "a" * 32, "things")


class Field:
    """Faults, and operations that they may strike."""

    def __init__(self) -> None:
        self.clock = TurnedClock(StillClock())
        self.naps: list[float] = []
        self.faults = Faults(self.clock, self._nap, lambda: None)

    async def _nap(self, seconds: float) -> None:
        self.naps.append(seconds)
        await asyncio.sleep(0)

    async def strike(self, operation: Operation) -> str:
        """What becomes of an operation: `ok`, `cut`, a status, or what becomes of the answer."""
        try:
            await self.faults.strike(operation, None)
        except Faulted as fault:
            return str(fault.status)
        except Dropped:
            return "cut"
        return "ok" if operation.effect is None else str(operation.effect.keep)

    async def strike_all(self, count: int) -> str:
        """A mark for each of so many gets: `x` where it failed."""
        return "".join(["." if await self.strike(get()) == "ok" else "x" for _ in range(count)])


def get(
    *keys: bytes,
    operation: OperationKind = "get",
    door: Door = "rest",
    namespace: Namespace | None = HERE,
    location: str | None = None,
    now: int = NOW,
) -> Operation:
    return ask(operation, *(keys or (b"user:1",)), namespace=namespace, door=door, location=location, now=now)


@pytest.fixture
def field() -> Field:
    return Field()


@pytest.mark.parametrize(
    ("spec", "struck", "spared"),
    [
        ({}, [get(), get(operation="put"), get(namespace=None, operation="list_namespaces")], []),
        ({"operation": "get"}, [get()], [get(operation="put")]),
        ({"operation": ["get", "put"]}, [get(), get(operation="put")], [get(operation="list")]),
        ({"door": "binding"}, [get(door="binding")], [get(door="rest")]),
        ({"location": "ams"}, [get(location="ams")], [get(), get(location="sfo")]),
        ({"namespace": "things"}, [get()], [get(namespace=None)]),
        ({"namespace": "a" * 32}, [get()], [get(namespace=HERE._replace(id="b" * 32))]),
        ({"namespace": "th*"}, [get()], [get(namespace=HERE._replace(title="other"))]),
        ({"key": "user:*"}, [get(b"user:1"), get(b"user:")], [get(b"User:1"), get(b"a user:1")]),
        ({"key": "user:?"}, [get(b"user:1")], [get(b"user:12")]),
        ({"key": "*:[12]"}, [get(b"user:1"), get(b"*:[12]")], [get(b"user:3")]),
        ({"key": "*\n*"}, [get(b"a\nb")], [get(b"ab")]),
        ({"key": "é*"}, [get("éa".encode())], [get(b"e")]),
        ({"key": "b"}, [get(b"a", b"b", operation="bulk_get")], [get(b"a", b"c", operation="bulk_get")]),
        ({"operation": "get", "key": "b", "door": "rest"}, [get(b"b")], [get(b"b", door="binding")]),
    ],
)
async def test_a_rule_strikes_what_it_means(
    field: Field, spec: dict[str, object], struck: Sequence[Operation], spared: Sequence[Operation]
) -> None:
    rule = field.faults.add({**spec, "status": 503})
    assert [await field.strike(operation) for operation in struck] == ["503"] * len(struck)
    assert [operation.faults for operation in struck] == [(rule.id,)] * len(struck)
    assert [await field.strike(operation) for operation in spared] == ["ok"] * len(spared)
    assert [operation.faults for operation in spared] == [()] * len(spared)
    assert (rule.matches, rule.hits) == (len(struck), len(struck))


@pytest.mark.parametrize(
    ("spec", "marks"),
    [
        ({}, "xxxxxx"),
        ({"times": 2}, "xx...."),
        ({"times": 0}, "......"),
        ({"after": 2}, "..xxxx"),
        ({"after": 2, "times": 1}, "..x..."),
        ({"probability": 0}, "......"),
        ({"probability": 1}, "xxxxxx"),
    ],
)
async def test_a_rule_strikes_so_often(field: Field, spec: dict[str, object], marks: str) -> None:
    rule = field.faults.add({**spec, "status": 503})
    assert await field.strike_all(6) == marks
    assert (rule.matches, rule.hits) == (6, marks.count("x"))


async def test_same_seed_same_faults(field: Field) -> None:
    spec = {"probability": 0.3, "status": 503}
    told = []
    for seed in (7, 7, 8, None):
        field.faults.clear()
        field.faults.add({**spec, "seed": seed})
        told.append(await field.strike_all(100))
    assert told[0] == told[1]
    assert len(set(told)) == 3
    assert 15 < told[0].count("x") < 45


async def test_what_a_rule_does_not_mean_changes_nothing_of_what_it_strikes(field: Field) -> None:
    spec = {"operation": "get", "probability": 0.5, "status": 503, "latency": {"uniform": [0, 1]}}
    field.faults.add(spec)
    alone = await field.strike_all(30)
    naps, field.naps = field.naps, []
    field.faults.clear()
    field.faults.add(spec)
    marks = ""
    for _ in range(30):
        assert await field.strike(get(operation="put")) == "ok"
        marks += await field.strike_all(1)
    assert (marks, field.naps) == (alone, naps)


async def test_limits_do_not_change_what_comes_later(field: Field) -> None:
    spec = {"probability": 0.5, "status": 503}
    field.faults.add(spec)
    free = await field.strike_all(40)
    field.faults.clear()
    field.faults.add({**spec, "after": 20})
    assert await field.strike_all(40) == "." * 20 + free[20:]


async def test_until_goes_by_the_turned_clock(field: Field) -> None:
    field.faults.add({"status": 503, "until": NOW + 60})
    field.faults.add({"status": 500, "until": {"seconds": 90}})
    field.clock.advance(59)
    assert await field.strike(get(now=field.clock.now())) == "503"
    field.clock.advance(1)
    assert await field.strike(get(now=field.clock.now())) == "500"
    field.clock.advance(30)
    assert await field.strike(get(now=field.clock.now())) == "ok"


async def test_the_first_rule_that_strikes_ends_the_matter(field: Field) -> None:
    first = field.faults.add({"status": 503, "times": 1})
    second = field.faults.add({"status": 500})
    assert [await field.strike(get()) for _ in range(2)] == ["503", "500"]
    assert (first.matches, first.hits) == (2, 1)
    assert (second.matches, second.hits) == (1, 1)


async def test_latency_alone_leaves_the_rest_to_the_others(field: Field) -> None:
    slow, slower = field.faults.add({"latency": 0.5}), field.faults.add({"latency": {"fixed": 2}})
    broken = field.faults.add({"status": 503, "latency": 1})
    last = field.faults.add({"latency": 9})
    operation = get()
    assert await field.strike(operation) == "503"
    assert field.naps == [0.5, 2, 1]
    assert operation.faults == (slow.id, slower.id, broken.id)
    assert last.matches == 0


async def test_who_waits_does_not_change_whom_the_others_strike(field: Field) -> None:
    """Two at once: the second comes while the first one waits."""
    field.faults.add({"latency": 1, "times": 1})
    field.faults.add({"status": 503, "times": 1})
    both = list(await asyncio.gather(field.strike(get()), field.strike(get())))
    assert both == ["503", "ok"]


async def test_connections_are_cut_before_and_after(field: Field) -> None:
    field.faults.add({"drop": True, "times": 1})
    field.faults.add({"drop": "after", "times": 1})
    field.faults.add({"truncate": 0.5, "times": 1})
    assert [await field.strike(get()) for _ in range(4)] == ["cut", "None", "0.5", "ok"]


def test_rules_are_listed_found_and_removed(field: Field) -> None:
    first, second = field.faults.add({"status": 503}), field.faults.add({"drop": True})
    assert (first.id, second.id) == ("fault-1", "fault-2")
    assert field.faults.list() == (first, second)
    assert field.faults.get("fault-2") is second
    field.faults.remove("fault-1")
    assert field.faults.list() == (second,)
    assert field.faults.is_active
    with pytest.raises(KeyError):
        field.faults.remove("fault-1")
    with pytest.raises(KeyError):
        field.faults.get("fault-1")
    field.faults.clear()
    assert not field.faults.is_active
    assert field.faults.add({"drop": True}).id == "fault-3"


def test_the_oldest_stale_values_are_forgotten() -> None:
    previous = Previous(most_bytes=2_000)
    for key in (b"a", b"b", b"a"):
        previous.remember((1, key), Entry(key * 300, None, None))
    assert (1, b"a") in previous
    assert (1, b"b") in previous
    previous.remember((1, b"c"), None)
    assert [(1, key) in previous for key in (b"a", b"b", b"c")] == [True, False, True]
    previous.remember((1, b"d"), Entry(b"d" * 5_000, None, None))
    assert [(1, key) in previous for key in (b"a", b"c", b"d")] == [False, False, False]
