"""Limits in the binding's words: the status, and the sentence in the reason phrase."""

from typing import Any

import httpx

from fakeflare.emulator.domain.namespaces import Namespace
from tests.bench import Bench


def limit(bench: Bench, **spec: object) -> None:
    bench.conditions.limits.configure(spec)


async def ask(client: httpx.AsyncClient, method: str, target: str, **options: Any) -> tuple[int, str, str]:
    """Status, sentence, and who says it."""
    answer = await client.request(method, target, **options)
    return answer.status_code, answer.text, answer.headers.get("fakeflare-error", "")


async def test_second_write_of_a_second(bench: Bench, namespace: Namespace) -> None:
    limit(bench, writes_per_key=True)
    client = bench.client({"CF-KV-Namespace": namespace.id})
    assert (await ask(client, "PUT", "/k?urlencoded=true", content=b"v"))[0] == 200
    for method in ("PUT", "DELETE"):
        assert await ask(client, method, "/k?urlencoded=true") == (429, "Too Many Requests", "")


async def test_a_namespace_that_is_registered_by_its_first_write_has_its_rates(bench: Bench) -> None:
    limit(bench, writes_per_key=True, daily={"writes": 1})
    client = bench.client({"CF-KV-Namespace": "never-seen"})
    assert (await ask(client, "PUT", "/k?urlencoded=true", content=b"v"))[0] == 200
    assert await ask(client, "PUT", "/k?urlencoded=true", content=b"v") == (
        429,
        "KV put() limit exceeded for the day.",
        "runtime",
    )


async def test_every_operation_of_a_day(bench: Bench, namespace: Namespace) -> None:
    limit(bench, daily={"reads": 0, "writes": 0, "deletes": 0, "lists": 0})
    client = bench.client({"CF-KV-Namespace": namespace.id})
    for method, target, options, name in (
        ("GET", "/k?urlencoded=true", {}, "get"),
        ("POST", "/bulk/get", {"json": {"keys": ["k"]}}, "get"),
        ("PUT", "/k?urlencoded=true", {"content": b"v"}, "put"),
        ("DELETE", "/k?urlencoded=true", {}, "delete"),
        ("GET", "/?prefix=k", {}, "list"),
    ):
        sentence = f"KV {name}() limit exceeded for the day."
        assert await ask(client, method, target, **options) == (429, sentence, "runtime")


async def test_operations_of_one_event(bench: Bench, namespace: Namespace) -> None:
    limit(bench, invocation=2)
    client = bench.client({"CF-KV-Namespace": namespace.id})
    one, other = {"fakeflare-invocation": "1"}, {"fakeflare-invocation": "2"}
    for _ in range(2):
        assert (await ask(client, "POST", "/bulk/get", headers=one, json={"keys": ["a", "b"]}))[0] == 200
    assert await ask(client, "GET", "/?prefix=k", headers=one) == (
        429,
        "Too many API requests by single Worker invocation. To configure this limit, refer to "
        "https://developers.cloudflare.com/workers/wrangler/configuration/#limits",
        "runtime",
    )
    assert (await ask(client, "GET", "/?prefix=k", headers=other))[0] == 200
    assert (await ask(client, "GET", "/?prefix=k"))[0] == 200


async def test_reads_honour_cache_ttl(bench: Bench, namespace: Namespace) -> None:
    bench.conditions.consistency.configure({"enabled": True})
    headers = {"CF-KV-Namespace": namespace.id, "fakeflare-location": "sfo"}
    client, beside = bench.client(headers), bench.client({"CF-KV-Namespace": namespace.id})
    bulk = {"keys": ["k"], "cacheTtl": "300"}
    assert (await client.get("/k?urlencoded=true&cache_ttl=30")).status_code == 404
    await beside.put("/k?urlencoded=true", content=b"1")
    assert (await client.post("/bulk/get", json=bulk)).json() == {"k": None}
    bench.clock.advance(30)
    # what was read for 30 seconds has run out for everybody
    assert (await client.post("/bulk/get", json=bulk)).json() == {"k": "1"}
    await beside.put("/k?urlencoded=true", content=b"2")
    bench.clock.advance(299)
    assert (await client.get("/k?urlencoded=true&cache_ttl=300")).content == b"1"
    bench.clock.advance(1)
    assert (await client.get("/k?urlencoded=true&cache_ttl=300")).content == b"2"
