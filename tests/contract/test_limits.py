"""Rate limits and quotas, whichever face one comes through."""

from collections.abc import Callable

import pytest

from fakeflare.emulator.domain.namespaces import Namespace
from tests.bench import NOW, Bench
from tests.contract.faces import Face, Refused

Make = Callable[[Bench, Namespace], Face]

DAY = 86_400


def limit(bench: Bench, **spec: object) -> None:
    bench.conditions.limits.configure(spec)


@pytest.fixture
def limited(remote_face: Make, bench: Bench, namespace: Namespace) -> Face:
    return remote_face(bench, namespace)


async def test_a_key_is_written_once_a_second(limited: Face, bench: Bench) -> None:
    limit(bench, writes_per_key=True)
    await limited.put("k", b"1")
    await limited.put("other", b"1")
    for write in (limited.put("k", b"2"), limited.delete("k")):
        with pytest.raises(Refused, match=r"Too Many Requests|^Rate limited"):
            await write
    bench.clock.advance(1)
    await limited.put("k", b"2")
    assert await limited.get("k") == b"2"
    assert bench.conditions.limits.describe()["writes_per_key"] == {"per_second": 1, "refused": 2}


async def test_reads_have_no_rate(limited: Face, bench: Bench) -> None:
    limit(bench, writes_per_key=True)
    for _ in range(3):
        assert await limited.get("k") is None
        assert (await limited.list()).keys == []


async def test_other_namespaces_and_places_of_the_same_key_have_rates_of_their_own(
    remote_face: Make, bench: Bench, namespace: Namespace
) -> None:
    limit(bench, writes_per_key=True)
    await remote_face(bench, namespace).put("k", b"v")
    await remote_face(bench, await bench.create("other")).put("k", b"v")


@pytest.mark.parametrize(
    ("kind", "method"), [("reads", "get"), ("writes", "put"), ("deletes", "delete"), ("lists", "list")]
)
async def test_a_day_has_so_many_operations(limited: Face, bench: Bench, kind: str, method: str) -> None:
    async def ask() -> None:
        match method:
            case "get":
                await limited.get("missing")
            case "put":
                await limited.put("k", b"v")
            case "delete":
                await limited.delete("k")
            case _:
                await limited.list()

    limit(bench, daily={kind: 2})
    for _ in range(2):
        await ask()
    with pytest.raises(Refused, match=rf"free usage limit|^KV {method}\(\) limit exceeded for the day\.$"):
        await ask()
    bench.clock.advance(-NOW % DAY - 1)
    with pytest.raises(Refused):
        await ask()
    bench.clock.advance(1)
    await ask()


async def test_each_key_of_a_bulk_read_counts(limited: Face, bench: Bench) -> None:
    limit(bench, daily={"reads": 3})
    await limited.get_many(["a", "b"])
    with pytest.raises(Refused):
        await limited.get_many(["a", "b"])
    # what was refused has used up nothing
    assert await limited.get("a") is None
    with pytest.raises(Refused):
        await limited.get("a")


async def test_an_account_stores_so_many_bytes(limited: Face, bench: Bench, namespace: Namespace) -> None:
    limit(bench, daily={"bytes": 10})
    await limited.put("a", b"123456")
    await limited.put("b", b"1234", ttl=60)
    with pytest.raises(Refused, match=r"free usage limit|^KV put\(\) limit exceeded"):
        await limited.put("c", b"1")
    # what is written over goes away, and so does what has expired
    await limited.put("a", b"123")
    bench.clock.advance(60)
    await limited.put("c", b"1234567")
    await limited.delete("a")
    await limited.put("d", b"123")


async def test_limits_that_are_off_limit_nothing(limited: Face, bench: Bench) -> None:
    limit(bench, all=True)
    await limited.put("k", b"1")
    bench.conditions.limits.reset()
    assert bench.conditions.is_quiet
    await limited.put("k", b"2")
