"""The journal, read over HTTP."""

from typing import Any

import pytest

from fakeflare.emulator.domain.namespaces import Namespace
from tests.bench import NOW, Bench, at

JOURNAL = "/_fakeflare/v1/journal"


async def read(bench: Bench, query: str = "") -> list[dict[str, Any]]:
    response = await bench.client().get(f"{JOURNAL}{query}")
    assert response.status_code == 200, response.text
    entries: list[dict[str, Any]] = response.json()["entries"]
    assert (await bench.client().get(f"{JOURNAL}/count{query}")).json() == {"count": len(entries)}
    return entries


async def ask(bench: Bench, namespace: Namespace, *keys: str) -> None:
    for key in keys:
        await bench.rest().get(at(namespace, f"/values/{key}"))


async def test_it_tells_what_was_asked_and_answered(bench: Bench, namespace: Namespace) -> None:
    await bench.rest().put(at(namespace, "/values/user:1"), content=b"value")
    await ask(bench, namespace, "usre:1")
    put, get = await read(bench)
    assert put["received"] == 5
    assert {name: get[name] for name in ("time", "door", "operation", "title", "key", "status")} == {
        **{"time": NOW, "door": "rest", "operation": "get"},
        **{"title": "things", "key": "usre:1", "status": 404},
    }
    assert get["hints"] == {"nearest": ["user:1"], "held_by": []}


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("?key=a*", ["a", "ab"]),
        ("?limit=1", ["b"]),
        ("?status=404", ["a", "ab", "b"]),
        ("?status=2xx", []),
        (f"?since={NOW + 1}", []),
        ("?operation=get&door=rest&namespace=things", ["a", "ab", "b"]),
        ("?fault=fault-1", []),
        ("?door=binding", []),
        ("?after=2", ["b"]),
    ],
)
async def test_it_is_filtered(bench: Bench, namespace: Namespace, query: str, keys: list[str]) -> None:
    await ask(bench, namespace, "a", "ab", "b")
    assert [entry["key"] for entry in await read(bench, query)] == keys


async def test_the_last_number_asks_for_what_comes_after(bench: Bench, namespace: Namespace) -> None:
    await ask(bench, namespace, "a", "b")
    last = (await bench.client().get(JOURNAL)).json()["last"]
    assert await read(bench, f"?after={last}") == []
    assert (await bench.client().delete(JOURNAL)).status_code == 204
    await ask(bench, namespace, "c")
    assert [entry["key"] for entry in await read(bench, f"?after={last}")] == ["c"]


@pytest.mark.parametrize(
    ("query", "field"),
    [("status=none", "status"), ("since=now", "since"), ("door=control", "door"), ("x=", "x")],
)
async def test_a_filter_that_means_nothing_is_refused(bench: Bench, query: str, field: str) -> None:
    for path in (JOURNAL, f"{JOURNAL}/count"):
        response = await bench.client().get(f"{path}?{query}")
        assert response.status_code == 400
        assert response.json()["error"]["field"] == field


async def test_control_is_not_in_it(bench: Bench) -> None:
    await bench.client().get("/_fakeflare/v1/clock")
    assert await read(bench) == []
