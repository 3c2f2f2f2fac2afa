"""Namespaces as streams of bulk JSON: what leaves comes back the same, and others' files are understood."""

import base64
import json
import re
import tracemalloc
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from fakeflare.emulator.domain.bulk import parse_bulk_pairs
from fakeflare.emulator.domain.errors import NamespaceNotFound
from fakeflare.emulator.domain.listing import KeyRange
from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.domain.problems import StateInvalid
from fakeflare.emulator.domain.text import dump_json
from fakeflare.emulator.domain.values import Entry, Pair
from fakeflare.emulator.service.state import State
from fakeflare.emulator.storage.sqlite.store import SqliteStore, open_sqlite
from tests.bench import ACCOUNT, NOW, Bench
from tests.examples import trying

MIB = 1024 * 1024


@pytest.fixture
def state(bench: Bench) -> State:
    return bench.emulator.state


async def export(state: State, namespace: Namespace) -> bytes:
    return b"".join([chunk async for chunk in state.export(namespace)])


async def stream(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


async def load(state: State, namespace: Namespace, document: object) -> int:
    return await state.import_pairs(namespace, stream(json.dumps(document).encode()))


async def read_all(store: SqliteStore, namespace: Namespace) -> dict[bytes, Entry]:
    listed = await store.pairs.list_keys(namespace.number, KeyRange(b"", None, 10**6), 0)
    return await store.pairs.find_many(namespace.number, [each.key for each in listed], 0)


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(
    lambda name: name not in (".", "..")
)
KEYS = (
    st.sampled_from(["e\u0301", "é", "\ufeff", "\0", " ", "a/b", '"', "\\", "\u2028", "😀", "k" * 512])
    | NAMES
)
METADATA = st.recursive(
    st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
PAIRS = st.builds(
    lambda key, value, expiration, metadata: Pair(
        key.encode(), value, expiration, None if metadata is None else dump_json(metadata)
    ),
    KEYS,
    st.binary(max_size=30) | st.text(max_size=30).map(lambda text: text.encode("utf-8", "replace")),
    st.none() | st.integers(NOW - 2, NOW + 200),
    st.none() | METADATA,
)


@trying(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=st.lists(PAIRS, max_size=8, unique_by=lambda pair: pair.key), size=st.integers(1, 100))
async def test_export_import_export_is_identical(
    bench: Bench, state: State, pairs: list[Pair], size: int
) -> None:
    await state.reset()
    first, second = await bench.create("first"), await bench.create("second")
    await bench.store.pairs.put_many(first.number, pairs)
    data = await export(state, first)
    count = await state.import_pairs(
        second, stream(*(data[start : start + size] for start in range(0, len(data), size)))
    )
    live = {
        pair.key: Entry(bytes(pair.value), pair.expiration, pair.metadata)
        for pair in pairs
        if pair.expiration is None or pair.expiration > NOW
    }
    assert count == len(live)
    assert await read_all(bench.store, second) == live
    assert await export(state, second) == data


async def test_export_is_what_a_bulk_write_takes(bench: Bench, state: State, namespace: Namespace) -> None:
    pairs = [
        Pair(b"bytes", bytes(range(256)), None, '{"a":1}'),
        Pair(b"expiring", b"v", NOW + 60),
        Pair("é".encode(), "ü".encode()),
    ]
    await bench.store.pairs.put_many(namespace.number, pairs)
    data = await export(state, namespace)
    assert json.loads(data) == [
        {
            "key": "bytes",
            "value": base64.b64encode(bytes(range(256))).decode(),
            "metadata": {"a": 1},
            "base64": True,
        },
        {"key": "expiring", "value": "v", "expiration": NOW + 60},
        {"key": "é", "value": "ü"},
    ]
    assert parse_bulk_pairs(json.loads(data), NOW) == pairs


async def test_export_of_an_empty_namespace_is_an_empty_list(state: State, namespace: Namespace) -> None:
    assert await export(state, namespace) == b"[\n]\n"
    assert await load(state, namespace, []) == await load(state, namespace, {}) == 0


async def test_export_of_many_pairs_is_in_the_order_of_their_keys(
    bench: Bench, state: State, namespace: Namespace
) -> None:
    names = [f"{number:05}" for number in range(1203)]
    await bench.store.pairs.put_many(
        namespace.number, [Pair(name.encode(), b"v" * 900) for name in reversed(names)]
    )
    chunks = [chunk async for chunk in state.export(namespace)]
    assert [item["key"] for item in json.loads(b"".join(chunks))] == names
    assert len(chunks) > 10
    other = await bench.create("other")
    assert await state.import_pairs(other, stream(*chunks)) == 1203
    assert await export(state, other) == b"".join(chunks)


async def test_pair_that_goes_while_it_is_exported_is_left_out(
    bench: Bench, state: State, namespace: Namespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bench.store.pairs.put_many(namespace.number, [Pair(b"a", b"1"), Pair(b"b", b"2")])
    measure = bench.store.pairs.measure

    async def measure_and_delete(*arguments: Any) -> int:
        await bench.store.pairs.delete(namespace.number, b"a")
        return await measure(*arguments)

    monkeypatch.setattr(bench.store.pairs, "measure", measure_and_delete)
    assert json.loads(await export(state, namespace)) == [{"key": "b", "value": "2"}]


async def test_large_values_pass_one_by_one(bench: Bench, state: State, namespace: Namespace) -> None:
    store = await open_sqlite(None)
    await bench.store.pairs.put_many(namespace.number, [Pair(b"%02d" % n, b"v" * MIB) for n in range(40)])
    other = await store.namespaces.insert(ACCOUNT, "o" * 32, "other")
    tracemalloc.start()
    try:
        for _ in range(2):
            size = 0
            async for chunk in state.export(namespace):
                size += len(chunk)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size > 40 * MIB
    assert peak < 20 * MIB
    await State(store, bench.conditions, bench.kv).import_pairs(other, state.export(namespace))
    assert len(await read_all(store, other)) == 40
    await store.close()


@pytest.mark.parametrize(
    ("document", "found"),
    [
        # `wrangler kv bulk get`
        ({"b1": "v1", "b2": "", "nokey": None}, {b"b1": b"v1", b"b2": b""}),
        # a bulk get of JSON over REST
        ({"a": {"x": 1}, "b": [1], "c": 2}, {b"a": b'{"x":1}', b"b": b"[1]", b"c": b"2"}),
        # a bulk get with metadata
        ({"a": {"value": "v", "metadata": {"m": 1}, "expiration": NOW + 9}}, {b"a": b"v"}),
        # cfworker's files, and what `wrangler kv bulk put` takes
        (
            [{"key": "a", "value": "AP8=", "base64": True}, {"key": "b", "value": "v"}],
            {b"a": b"\0\xff", b"b": b"v"},
        ),
        # the last of one key
        ([{"key": "a", "value": "1"}, {"key": "a", "value": "2"}], {b"a": b"2"}),
    ],
)
async def test_files_of_others_are_understood(
    bench: Bench, state: State, namespace: Namespace, document: object, found: dict[bytes, bytes]
) -> None:
    await load(state, namespace, document)
    assert {key: entry.value for key, entry in (await read_all(bench.store, namespace)).items()} == found


async def test_what_has_expired_is_not_imported(bench: Bench, state: State, namespace: Namespace) -> None:
    items: list[dict[str, Any]] = [
        {"key": "soon", "value": "v", "expiration": NOW + 1},
        {"key": "relative", "value": "v", "expiration_ttl": 60},
    ]
    assert await load(state, namespace, items) == 2
    bench.clock.advance(1)
    assert await load(state, namespace, items) == 1
    found = await read_all(bench.store, namespace)
    assert {key: entry.expiration for key, entry in found.items()} == {
        b"soon": NOW + 1,
        b"relative": NOW + 61,
    }


async def test_entry_that_is_wrong_is_named_with_what_was_done_before_it(
    bench: Bench, state: State, namespace: Namespace
) -> None:
    items = [{"key": f"{number:04}", "value": "v"} for number in range(1200)]
    items[1100]["key"] = ".."
    told = 'entry 1100: a key cannot be ".." (1000 pairs before it were imported)'
    with pytest.raises(StateInvalid, match=f"^{re.escape(told)}$"):
        await load(state, namespace, items)
    assert len(await read_all(bench.store, namespace)) == 1000
    with pytest.raises(StateInvalid, match=r'^entry 0: a key cannot be "\.\."$'):
        await load(state, namespace, items[1100:])


async def test_import_into_a_namespace_that_is_gone_is_refused(
    bench: Bench, state: State, namespace: Namespace
) -> None:
    await state.reset(ACCOUNT)
    with pytest.raises(NamespaceNotFound):
        await load(state, namespace, [{"key": "k", "value": "v"}])
