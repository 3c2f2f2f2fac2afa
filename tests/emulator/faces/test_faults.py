"""Faults, as each door tells of them in its own words."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.http.extensions import CUT
from fakeflare.emulator.service.values import bring
from fakeflare.worker.bindings.kv.namespace import KvNamespace
from fakeflare.worker.bindings.kv.wire import KvService
from fakeflare.worker.bindings.transport import AppTransport
from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.kernel.errors import JsException
from tests.bench import Bench, at, check_envelope, refusal, success
from tests.contract.faces import WorkerFace


async def put(bench: Bench, namespace: Namespace, key: str, value: bytes, **query: str) -> None:
    async with bench.rest() as client:
        response = await client.put(at(namespace, f"/values/{key}"), content=value, params=query)
        assert response.status_code == 200


@pytest.mark.parametrize(
    ("spec", "code", "message"),
    [
        ({"status": 429}, 10429, "Rate limited. Please wait and consider throttling your request speed"),
        ({"status": 500}, 10500, "Internal Server Error"),
        ({"status": 502}, 10500, "Bad Gateway"),
        ({"status": 503}, 10500, "Service Unavailable"),
        ({"status": 504}, 10500, "Gateway Timeout"),
        ({"status": 403}, 10000, "Authentication error"),
        ({"status": 404}, 10009, "get: 'key not found'"),
        ({"status": 499}, 10500, "Unknown"),
        ({"status": 503, "code": 7, "message": "Not today"}, 7, "Not today"),
        ({"status": 503, "code": 0, "message": ""}, 0, ""),
    ],
)
async def test_rest_has_an_envelope(
    bench: Bench, namespace: Namespace, spec: dict[str, object], code: int, message: str
) -> None:
    await put(bench, namespace, "k", b"v")
    rule = bench.add_fault(**spec, times=1)
    async with bench.rest() as client:
        response = await client.get(at(namespace, "/values/k"))
        assert response.status_code == spec["status"]
        assert check_envelope(response) == refusal(code, message)
        assert "retry-after" not in response.headers
        assert (await client.get(at(namespace, "/values/k"))).content == b"v"
    assert rule.describe() == {"id": "fault-1", **spec, "times": 1, "matches": 2, "hits": 1}


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        ({"status": 503}, b"Service Unavailable"),
        ({"status": 429}, b"Too Many Requests"),
        ({"status": 500, "message": "Grund é"}, "Grund é".encode()),
        ({"status": 499}, b"Unknown"),
    ],
)
async def test_the_binding_has_a_reason_phrase(
    bench: Bench, namespace: Namespace, spec: dict[str, object], reason: bytes
) -> None:
    bench.add_fault(**spec)
    async with bench.client({"CF-KV-Namespace": namespace.id}) as client:
        response = await client.put("/k", content=b"v")
    assert (response.status_code, response.content) == (spec["status"], reason)


async def test_retry_after_is_said_where_it_was_asked_for(bench: Bench, namespace: Namespace) -> None:
    bench.add_fault(status=429, retry_after=7)
    async with bench.rest() as client:
        assert (await client.get(at(namespace, "/keys"))).headers["retry-after"] == "7"
    async with bench.client({"CF-KV-Namespace": namespace.id}) as client:
        assert (await client.get("/k")).headers["retry-after"] == "7"


@pytest.mark.parametrize(
    ("operation", "sentence"),
    [
        ("get", "KV GET failed: 503 Service Unavailable"),
        ("put", "KV PUT failed: 503 Service Unavailable"),
        ("delete", "KV DELETE failed: 503 Service Unavailable"),
        ("list", "KV GET failed: 503 Service Unavailable"),
        ("bulk_get", "KV GET_BULK failed: 503 Service Unavailable"),
    ],
)
def reach(bench: Bench, namespace: Namespace) -> KvNamespace:
    """A Worker's binding."""
    return KvNamespace(KvService(AppTransport(bench.app), namespace.id))


@pytest.mark.parametrize(
    ("operation", "sentence"),
    [
        ("get", "KV GET failed: 503 Service Unavailable"),
        ("put", "KV PUT failed: 503 Service Unavailable"),
        ("delete", "KV DELETE failed: 503 Service Unavailable"),
        ("list", "KV GET failed: 503 Service Unavailable"),
        ("bulk_get", "KV GET_BULK failed: 503 Service Unavailable"),
    ],
)
async def test_a_worker_is_told_what_workerd_tells(
    bench: Bench, namespace: Namespace, operation: str, sentence: str
) -> None:
    bench.add_fault(operation=operation, status=503)
    kv = reach(bench, namespace)
    calls: dict[str, Callable[[], Awaitable[object]]] = {
        "get": lambda: kv.get("k"),
        "put": lambda: kv.put("k", "v"),
        "delete": lambda: kv.delete("k"),
        "list": lambda: kv.list(),
        "bulk_get": lambda: kv.get(JsArray(["k"])),
    }
    with pytest.raises(JsException) as caught:
        await calls.pop(operation)()
    assert caught.value.message == sentence
    for call in calls.values():
        await call()


async def test_a_worker_sees_a_404_as_a_miss(bench: Bench, namespace: Namespace) -> None:
    door = WorkerFace(bench, namespace)
    await door.put("k", b"v")
    bench.add_fault(status=404, times=1)
    assert await door.get("k") is None
    assert await door.get("k") == b"v"


NAMESPACE_CALLS = {
    "create_namespace": ("POST", "", {"title": "other"}),
    "get_namespace": ("GET", "/ID", None),
    "list_namespaces": ("GET", "", None),
    "rename_namespace": ("PUT", "/ID", {"title": "renamed"}),
    "delete_namespace": ("DELETE", "/ID", None),
    "metadata": ("GET", "/ID/metadata/k", None),
    "bulk_get": ("POST", "/ID/bulk/get", {"keys": ["k"]}),
    "bulk_put": ("PUT", "/ID/bulk", [{"key": "k", "value": "v"}]),
    "bulk_delete": ("POST", "/ID/bulk/delete", ["k"]),
}


@pytest.mark.parametrize("operation", NAMESPACE_CALLS)
async def test_every_operation_of_rest_can_be_struck(
    bench: Bench, namespace: Namespace, operation: str
) -> None:
    rules = {name: bench.add_fault(operation=name, status=503) for name in NAMESPACE_CALLS}
    method, path, body = NAMESPACE_CALLS[operation]
    async with bench.rest() as client:
        response = await client.request(method, at() + path.replace("ID", namespace.id), json=body)
    assert check_envelope(response) == refusal(10500, "Service Unavailable")
    assert {name for name, rule in rules.items() if rule.hits} == {operation}


async def test_a_404_of_an_operation_without_a_name_stands_bare(bench: Bench) -> None:
    bench.add_fault(status=404)
    async with bench.rest() as client:
        response = await client.post(at(), json={"title": "t"})
    assert check_envelope(response) == refusal(10009, "key not found")


async def test_a_failed_write_writes_nothing(bench: Bench, namespace: Namespace) -> None:
    bench.add_fault(operation=["put", "delete"], status=503)
    await bench.kv.values.put(namespace, b"k", bring(b"v"))
    async with bench.rest() as client:
        assert (await client.put(at(namespace, "/values/k"), content=b"other")).status_code == 503
        assert (await client.delete(at(namespace, "/values/k"))).status_code == 503
        assert (await client.get(at(namespace, "/values/k"))).content == b"v"


async def test_latency_waits_and_then_answers(bench: Bench, namespace: Namespace) -> None:
    bench.add_fault(operation="put", latency=1.5)
    await put(bench, namespace, "k", b"v")
    assert bench.naps == [1.5]
    async with bench.rest() as client:
        assert (await client.get(at(namespace, "/values/k"))).content == b"v"
    assert bench.naps == [1.5]


async def test_a_namespace_that_a_binding_makes_is_no_operation(bench: Bench) -> None:
    rule = bench.add_fault(status=503, after=1)
    async with bench.client({"CF-KV-Namespace": "new"}) as client:
        assert (await client.put("/k", content=b"v")).status_code == 200
        assert (rule.matches, rule.hits) == (1, 0)
        assert (await client.get("/k")).status_code == 503


async def test_faults_are_for_one_location_or_door(bench: Bench, namespace: Namespace) -> None:
    bench.add_fault(location="ams", door="binding", status=503)
    here = {"CF-KV-Namespace": namespace.id}
    statuses = []
    for headers in ({}, {"fakeflare-location": "sfo"}, {"fakeflare-location": "ams"}):
        async with bench.client({**here, **headers}) as client:
            statuses.append((await client.get("/")).status_code)
    async with bench.rest() as client:
        response = await client.get(at(namespace, "/keys"), headers={"fakeflare-location": "ams"})
        statuses.append(response.status_code)
    assert statuses == [200, 200, 503, 200]


# Stale values


async def read(bench: Bench, namespace: Namespace, key: str = "k") -> bytes | None:
    async with bench.rest() as client:
        response = await client.get(at(namespace, f"/values/{key}"))
    return None if response.status_code == 404 else response.content


async def test_a_stale_read_gives_the_value_before_the_last_write(bench: Bench, namespace: Namespace) -> None:
    await put(bench, namespace, "k", b"old")
    rule = bench.add_fault(stale=True)
    assert await read(bench, namespace) == b"old"  # nobody has written since
    await put(bench, namespace, "k", b"new")
    assert await read(bench, namespace) == b"old"
    await put(bench, namespace, "k", b"newest")
    assert await read(bench, namespace) == b"new"
    bench.conditions.faults.remove(rule.id)
    assert await read(bench, namespace) == b"newest"
    assert rule.hits == 3


async def test_a_stale_read_of_a_new_key_is_a_miss(bench: Bench, namespace: Namespace) -> None:
    bench.add_fault(stale=True)
    await put(bench, namespace, "k", b"v")
    assert await read(bench, namespace) is None
    async with bench.rest() as client:
        assert (await client.get(at(namespace, "/metadata/k"))).status_code == 404
        await client.delete(at(namespace, "/values/k"))
    assert await read(bench, namespace) == b"v"


async def test_a_stale_value_expires(bench: Bench, namespace: Namespace) -> None:
    await put(bench, namespace, "k", b"old", expiration_ttl="60")
    bench.add_fault(stale=True)
    await put(bench, namespace, "k", b"new")
    bench.clock.advance(59)
    assert await read(bench, namespace) == b"old"
    bench.clock.advance(1)
    assert await read(bench, namespace) is None


async def test_a_stale_bulk_read_gives_old_values_where_there_are_any(
    bench: Bench, namespace: Namespace
) -> None:
    for key in ("a1", "a2", "b1", "c"):
        await put(bench, namespace, key, b"old")
    bench.add_fault(stale=True, key="a*")
    async with bench.rest() as client:
        body = [{"key": key, "value": "new"} for key in ("a1", "a3", "b1")]
        assert (await client.put(at(namespace, "/bulk"), json=body)).status_code == 200
        keys = {"keys": ["a1", "a2", "a3", "b1", "c", "d"]}
        response = await client.post(at(namespace, "/bulk/get"), json=keys)
        stale = {"a1": "old", "a2": "old", "a3": None, "b1": "new", "c": "old", "d": None}
        assert check_envelope(response) == success({"values": stale})
        response = await client.post(at(namespace, "/bulk/get"), json={"keys": ["a1", "a3"]})
        assert check_envelope(response) == success({"values": {"a1": "old", "a3": None}})
        response = await client.get(at(namespace, "/metadata/a1"))
        assert check_envelope(response) == success(None)
        response = await client.get(at(namespace, "/metadata/a2"))
        assert check_envelope(response) == success(None)
        listed = check_envelope(await client.get(at(namespace, "/keys")))["result"]
        assert [key["name"] for key in listed] == ["a1", "a2", "a3", "b1", "c"]


async def test_a_write_that_failed_leaves_the_stale_value(bench: Bench, namespace: Namespace) -> None:
    await put(bench, namespace, "k", b"old")
    bench.add_fault(stale=True)
    await put(bench, namespace, "k", b"new")
    bench.add_fault(operation="put", status=503)
    async with bench.rest() as client:
        assert (await client.put(at(namespace, "/values/k"), content=b"never")).status_code == 503
    assert await read(bench, namespace) == b"old"


async def test_stale_values_are_those_of_the_store_and_not_of_a_place(
    bench: Bench, namespace: Namespace
) -> None:
    """What a writer's cache says is older than what it writes over."""
    bench.conditions.consistency.configure({"enabled": True})
    ams = {"fakeflare-location": "ams"}
    async with bench.rest() as client:
        assert (await client.get(at(namespace, "/values/k"), headers=ams)).status_code == 404
        await put(bench, namespace, "k", b"old")
        bench.add_fault(stale=True)
        await client.put(at(namespace, "/values/k"), content=b"new", headers=ams)
    assert await read(bench, namespace) == b"old"


# Broken connections, without sockets; with them in tests/emulator/server/test_cuts.py


async def test_a_cut_connection_is_reset(bench: Bench, namespace: Namespace) -> None:
    bench.add_fault(operation="put", drop="after", times=1)
    bench.add_fault(operation="put", drop=True)
    async with bench.rest() as client:
        for key in ("after", "before"):
            with pytest.raises(ConnectionResetError):
                await client.put(at(namespace, f"/values/{key}"), content=b"v")
    assert await read(bench, namespace, "after") == b"v"
    assert await read(bench, namespace, "before") is None


async def test_a_worker_loses_its_connection(bench: Bench, namespace: Namespace) -> None:
    kv = reach(bench, namespace)
    await kv.put("k", "0123456789")
    bench.add_fault(drop=True, times=1)
    bench.add_fault(operation="put", drop="after", times=1)
    bench.add_fault(truncate=0.5)
    calls: tuple[Callable[[], Awaitable[object]], ...] = (
        lambda: kv.get("k"),
        lambda: kv.put("k", "9876543210"),
        lambda: kv.get("k"),
    )
    for call in calls:
        with pytest.raises(JsException, match=r"Network connection lost\.$"):
            await call()


async def test_a_worker_reads_a_stream_up_to_where_it_breaks_off(bench: Bench, namespace: Namespace) -> None:
    kv = reach(bench, namespace)
    await kv.put("k", "0123456789")
    bench.add_fault(truncate=0.5)
    stream: Any = await kv.get("k", "stream")
    reader = stream.getReader()
    assert (await reader.read()).value.to_bytes() == b"01234"
    with pytest.raises(JsException, match=r"Network connection lost\.$"):
        await reader.read()


async def test_a_server_is_told_how_to_end_a_connection(bench: Bench, namespace: Namespace) -> None:
    await put(bench, namespace, "k", b"0123456789")
    bench.add_fault(drop=True, times=1)
    bench.add_fault(truncate=4)
    messages = []

    async def send(message: dict[str, object]) -> None:
        messages.append(message)

    async def receive() -> dict[str, object]:
        return {"type": "http.request"}

    path = at(namespace, "/values/k")
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"authorization", b"Bearer t")],
        "extensions": {CUT: {}},
    }
    await bench.app(scope, receive, send)  # type: ignore[arg-type]
    assert messages == [{"type": CUT, "is_clean": False}]
    messages.clear()
    await bench.app(scope, receive, send)  # type: ignore[arg-type]
    assert messages[1:] == [
        {"type": "http.response.body", "body": b"0123", "more_body": True},
        {"type": CUT, "is_clean": True},
    ]


async def test_faults_of_two_requests_at_once_do_not_meet(bench: Bench, namespace: Namespace) -> None:
    for key in ("a", "b"):
        await put(bench, namespace, key, b"v")
    bench.add_fault(key="a", latency=1)
    bench.add_fault(key="a", status=503)
    async with bench.rest() as client:
        one, other = await asyncio.gather(
            client.get(at(namespace, "/values/a")), client.get(at(namespace, "/values/b"))
        )
    assert (one.status_code, other.status_code) == (503, 200)
