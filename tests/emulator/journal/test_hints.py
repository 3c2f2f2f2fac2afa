"""What somebody who asked for a missing key may have meant."""

import time

from hypothesis import given
from hypothesis import strategies as st

from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.domain.operation import make_operation
from fakeflare.emulator.domain.values import Pair
from fakeflare.emulator.journal.hints import Hints, rank
from fakeflare.emulator.journal.record import RequestRecord
from tests.bench import NOW, Bench


async def fill(bench: Bench, namespace: Namespace, *keys: str, expiration: int | None = None) -> None:
    pairs = [Pair(key.encode(), b"v", expiration) for key in keys]
    await bench.store.pairs.put_many(namespace.number, pairs)


async def find(bench: Bench, namespace: Namespace, key: str) -> dict[str, object]:
    record = RequestRecord("rest", "GET", "/", NOW, 0.0)
    record.namespace = namespace
    make_operation("get", namespace, (key.encode(),), NOW, record)
    return await Hints(bench.store, bench.clock.now()).find(record)


def test_case_counts_for_little_and_typing_errors_for_more() -> None:
    keys = ["user:12", "users:1", "User:1", "usr:1", "other"]
    assert rank("user:1", keys) == ["User:1", "user:12", "users:1", "usr:1", "other"]


@given(st.text(max_size=8), st.lists(st.text(max_size=8), max_size=5))
def test_every_key_has_its_place(key: str, others: list[str]) -> None:
    assert sorted(rank(key, others)) == sorted(others)


async def test_nearest_keys_are_five_live_ones(bench: Bench, namespace: Namespace) -> None:
    await fill(bench, namespace, *(f"user:{number}" for number in range(2, 9)))
    await fill(bench, namespace, "user:11", expiration=NOW)
    hints = await find(bench, namespace, "user:1")
    assert hints == {"nearest": [f"user:{number}" for number in range(2, 7)], "held_by": []}


async def test_an_empty_namespace_has_no_hints(bench: Bench, namespace: Namespace) -> None:
    assert await find(bench, namespace, "k") == {"nearest": [], "held_by": []}


async def test_other_namespaces_that_hold_the_key_are_named(bench: Bench, namespace: Namespace) -> None:
    for title in ("one", "two", "expired", "deleted"):
        other = await bench.create(title, account="c" * 32 if title == "two" else namespace.account)
        await fill(bench, other, "k", expiration=NOW if title == "expired" else None)
        if title == "deleted":
            await bench.store.namespaces.delete(other)
    assert await find(bench, namespace, "k") == {"nearest": [], "held_by": ["one", "two"]}


async def test_a_key_that_came_later_is_held_by_its_own_namespace(bench: Bench, namespace: Namespace) -> None:
    await fill(bench, namespace, "k")
    assert await find(bench, namespace, "k") == {"nearest": [], "held_by": ["things"]}


async def test_keys_of_a_namespace_that_is_gone_are_no_hints(bench: Bench, namespace: Namespace) -> None:
    await fill(bench, namespace, "user:2")
    await bench.store.namespaces.delete(namespace)
    assert await find(bench, namespace, "user:1") == {"nearest": [], "held_by": []}


async def test_a_full_namespace_is_looked_at_where_it_is_most_like_the_key(
    bench: Bench, namespace: Namespace
) -> None:
    await fill(bench, namespace, *(f"{kind}:{number:05}" for kind in "amz" for number in range(5_000)))
    await fill(bench, namespace, "m:03000x", "é:1")
    begun = time.perf_counter()
    assert (await find(bench, namespace, "m:03000y"))["nearest"][:2] == ["m:03000", "m:03000x"]  # type: ignore[index]
    assert (await find(bench, namespace, "é:2"))["nearest"][0] == "é:1"  # type: ignore[index]
    assert len((await find(bench, namespace, "q"))["nearest"]) == 5  # type: ignore[arg-type]
    assert time.perf_counter() - begun < 20
