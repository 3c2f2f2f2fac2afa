"""What the journal says of requests, through every door."""

from typing import Any

import pytest

from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.domain.values import Pair
from fakeflare.emulator.http.tokens import Token
from fakeflare.emulator.journal.journal import MOST_HINTS
from fakeflare.emulator.settings import Settings
from tests.bench import NOW, Bench, at

HERE = {"CF-KV-Namespace": "a" * 32}


async def read(bench: Bench, **wanted: object) -> list[dict[str, Any]]:
    return await bench.emulator.journal.list(wanted)


async def tell(bench: Bench, *members: str) -> list[tuple[object, ...]]:
    """Some members of each entry."""
    return [tuple(entry.get(member) for member in members) for entry in await read(bench)]


async def test_rest_requests_are_told_with_all_that_is_known(bench: Bench, namespace: Namespace) -> None:
    path = at(namespace, "/values/user%3A%C3%A9")
    async with bench.rest() as client:
        await client.put(path, content=b"value", headers={"fakeflare-location": "ams"})
        await client.get(path)
        await client.head(path)
    written, found, headed = await read(bench)
    assert 0 < written.pop("milliseconds") < 10_000
    assert written == {
        "time": NOW,
        "door": "rest",
        "method": "PUT",
        "path": at(namespace, "/values/user:é"),
        "operation": "put",
        "namespace": namespace.id,
        "title": "things",
        "key": "user:é",
        "location": "ams",
        "received": 5,
        "sent": 56,
        "status": 200,
        "fault": None,
    }
    assert (found["operation"], found["received"], found["sent"], found["location"]) == ("get", 0, 5, None)
    assert (headed["method"], headed["operation"], headed["sent"]) == ("HEAD", "get", 0)


async def test_every_operation_has_its_name(bench: Bench, namespace: Namespace) -> None:
    calls: list[tuple[str, str, Any]] = [
        ("GET", "", None),
        ("POST", "", {"title": "other"}),
        ("GET", f"/{namespace.id}", None),
        ("PUT", f"/{namespace.id}", {"title": "renamed"}),
        ("GET", f"/{namespace.id}/keys", None),
        ("GET", f"/{namespace.id}/metadata/k", None),
        ("DELETE", f"/{namespace.id}/values/k", None),
        ("POST", f"/{namespace.id}/bulk/get", {"keys": ["k"]}),
        ("PUT", f"/{namespace.id}/bulk", [{"key": "k", "value": "value"}]),
        ("POST", f"/{namespace.id}/bulk/delete", ["k"]),
        ("DELETE", f"/{namespace.id}", None),
    ]
    async with bench.rest() as client:
        for method, path, body in calls:
            await client.request(method, at() + path, json=body)
    assert await tell(bench, "operation", "title", "status", "received") == [
        ("list_namespaces", None, 200, 0),
        ("create_namespace", "other", 200, 0),
        ("get_namespace", "things", 200, 0),
        ("rename_namespace", "renamed", 200, 0),
        ("list", "renamed", 200, 0),
        ("metadata", "renamed", 404, 0),
        ("delete", "renamed", 200, 0),
        ("bulk_get", "renamed", 200, 0),
        ("bulk_put", "renamed", 200, 5),
        ("bulk_delete", "renamed", 200, 0),
        ("delete_namespace", "renamed", 200, 0),
    ]


async def test_requests_that_never_reach_the_store_are_told_too(bench: Bench, namespace: Namespace) -> None:
    settings = Settings(tokens=(Token("right"),))
    async with bench.rest("wrong", settings) as client:
        await client.get(at(namespace, "/values/k"))
    async with bench.rest() as client:
        await client.get(at(namespace, "/values/%2E"))
        await client.get(at("b" * 32, "/values/k"))
        await client.get("/client/v4/nowhere")
        await client.request("PATCH", at(namespace))
        await client.get("/")
        await client.get("/_fakeflare/v1/health")
    assert await tell(bench, "operation", "namespace", "status") == [
        (None, None, 401),
        (None, namespace.id, 400),
        (None, None, 404),
        (None, None, 400),
        (None, None, 405),
    ]


async def test_a_bulk_read_that_is_too_large_names_its_keys(bench: Bench, namespace: Namespace) -> None:
    large = [Pair(b"%d" % number, b"x" * 14_000_000) for number in range(2)]
    await bench.store.pairs.put_many(namespace.number, large)
    async with bench.rest() as client:
        await client.post(at(namespace, "/bulk/get"), json={"keys": ["0", "1"]})
    assert await tell(bench, "operation", "keys", "status") == [("bulk_get", ["0", "1"], 413)]


async def test_binding_requests_are_told(bench: Bench) -> None:
    async with bench.client({**HERE, "fakeflare-location": "sfo", "fakeflare-invocation": "i1"}) as client:
        await client.put("/k", content=b"value")
        await client.get("/k")
        await client.get("/")
        await client.post("/bulk/get", json={"keys": ["k"], "cacheTtl": "90"})
        await client.delete("/k")
        await client.get("/k?cache_ttl=5")
    assert await tell(bench, "operation", "door", "namespace", "location", "status", "sent") == [
        ("put", "binding", "a" * 32, "sfo", 200, 0),
        ("get", "binding", "a" * 32, "sfo", 200, 5),
        ("list", "binding", "a" * 32, "sfo", 200, 44),
        ("bulk_get", "binding", "a" * 32, "sfo", 200, 13),
        ("delete", "binding", "a" * 32, "sfo", 200, 0),
        (None, "binding", "a" * 32, "sfo", 400, 54),
    ]
    records = list(bench.emulator.journal)
    assert [record.invocation for record in records] == ["i1"] * 6
    assert [record.namespace and record.namespace.number for record in records] == [1] * 6
    operations = [record.operation for record in records]
    assert [asked and asked.cache_ttl for asked in operations] == [None, None, None, 90, None, None]


async def test_what_a_fault_did_is_told(bench: Bench, namespace: Namespace) -> None:
    bench.add_fault(operation="put", latency=1)
    bench.add_fault(operation="put", status=503)
    bench.add_fault(operation="get", drop=True)
    bench.add_fault(operation="list", truncate=7)
    async with bench.rest() as client:
        await client.put(at(namespace, "/values/k"), content=b"v")
        for tail in ("/values/k", "/keys"):
            with pytest.raises(ConnectionResetError):
                await client.get(at(namespace, tail))
    assert await tell(bench, "operation", "status", "sent", "fault", "faults") == [
        ("put", 503, 103, "fault-2", ["fault-1", "fault-2"]),
        ("get", None, 0, "fault-3", None),
        ("list", 200, 7, "fault-4", None),
    ]
    assert [entry["operation"] for entry in await read(bench, fault="fault-1")] == ["put"]


async def test_a_failure_of_our_own_is_told(
    bench: Bench, namespace: Namespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fakeflare.emulator.service.values.parse_path_key", None)
    async with bench.rest() as client:
        response = await client.get(at(namespace, "/values/k"))
    assert response.status_code == 500
    assert await tell(bench, "status", "sent") == [(500, 0)]


async def test_the_time_is_that_of_the_turned_clock(bench: Bench, namespace: Namespace) -> None:
    bench.conditions.clock.advance(61)
    async with bench.rest() as client:
        await client.get(at(namespace, "/keys"))
    assert await tell(bench, "time") == [(NOW + 61,)]


# Hints


async def test_a_missing_key_names_what_may_have_been_meant(bench: Bench, namespace: Namespace) -> None:
    other = await bench.create("other")
    async with bench.rest() as client:
        await client.put(at(namespace, "/values/user:1"), content=b"v")
        await client.put(at(other, "/values/users:1"), content=b"v")
        for tail in ("/values/users:1", "/metadata/users:1", "/values/user:1"):
            await client.get(at(namespace, tail))
    async with bench.client({"CF-KV-Namespace": namespace.id}) as client:
        await client.get("/users:1")
    hints = {"nearest": ["user:1"], "held_by": ["other"]}
    assert [entry.get("hints") for entry in await read(bench)] == [None, None, hints, hints, None, hints]


async def test_a_binding_of_a_namespace_that_nobody_made_names_who_holds_the_key(
    bench: Bench, namespace: Namespace
) -> None:
    await bench.store.pairs.put(namespace.number, Pair(b"k", b"v"))
    async with bench.client(HERE) as client:
        await client.get("/k")
    [entry] = await read(bench)
    assert entry["hints"] == {"nearest": [], "held_by": ["things"]}


async def test_looking_for_hints_meets_no_fault_and_makes_no_entry(
    bench: Bench, namespace: Namespace
) -> None:
    async with bench.rest() as client:
        await client.get(at(namespace, "/values/k"))
    rule = bench.add_fault(status=503)
    await read(bench)
    assert rule.matches == 0
    assert len(await read(bench)) == 1


async def test_only_the_last_misses_have_hints(bench: Bench, namespace: Namespace) -> None:
    async with bench.rest() as client:
        for number in range(MOST_HINTS + 5):
            await client.get(at(namespace, f"/values/{number}"))
    entries = await read(bench)
    assert ["hints" in entry for entry in entries] == [False] * 5 + [True] * MOST_HINTS
