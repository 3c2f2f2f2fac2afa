"""Limits in the words of the API: status, code, sentence, and when to come again."""

import pytest

from fakeflare.emulator.domain.namespaces import Namespace
from tests.bench import ACCOUNT, Bench, at, refusal

LIMITED = refusal(10429, "Rate limited. Please wait and consider throttling your request speed")
USED_UP = refusal(10048, "your account has reached the free usage limit for this operation for today")


def limit(bench: Bench, **spec: object) -> None:
    bench.conditions.limits.configure(spec)


async def test_second_write_of_a_second(bench: Bench, namespace: Namespace) -> None:
    limit(bench, writes_per_key=True)
    client = bench.rest()
    assert (await client.put(at(namespace, "/values/k"), content=b"v")).status_code == 200
    for answer in (
        await client.put(at(namespace, "/values/k"), content=b"v"),
        await client.delete(at(namespace, "/values/k")),
        await client.put(at(namespace, "/bulk"), json=[{"key": "l", "value": ""}, {"key": "k", "value": ""}]),
        await client.post(at(namespace, "/bulk/delete"), json=["k"]),
    ):
        assert (answer.status_code, answer.json()) == (429, LIMITED)
        assert answer.headers["retry-after"] == "1"
    assert (await client.get(at(namespace, "/values/l"))).status_code == 404


async def test_each_pair_of_a_bulk_write_is_a_write(bench: Bench, namespace: Namespace) -> None:
    limit(bench, daily={"writes": 3, "deletes": 1})
    client = bench.rest()
    pairs = [{"key": "a", "value": ""}, {"key": "b", "value": ""}]
    assert (await client.put(at(namespace, "/bulk"), json=pairs)).status_code == 200
    answer = await client.put(at(namespace, "/bulk"), json=pairs)
    assert (answer.status_code, answer.json()) == (429, USED_UP)
    assert "retry-after" not in answer.headers
    answer = await client.post(at(namespace, "/bulk/delete"), json=["a", "b"])
    assert (answer.status_code, answer.json()) == (429, USED_UP)
    assert (await client.delete(at(namespace, "/values/a"))).status_code == 200


async def test_metadata_is_a_read(bench: Bench, namespace: Namespace) -> None:
    limit(bench, daily={"reads": 1})
    client = bench.rest()
    assert (await client.get(at(namespace, "/metadata/k"))).status_code == 404
    answer = await client.get(at(namespace, "/values/k"))
    assert (answer.status_code, answer.json()) == (429, USED_UP)


async def test_namespaces_are_not_of_the_daily_quotas(bench: Bench) -> None:
    limit(bench, daily={"reads": 0, "writes": 0, "deletes": 0, "lists": 0, "bytes": 0})
    client = bench.rest()
    created = (await client.post(at(), json={"title": "t"})).json()["result"]["id"]
    assert (await client.get(at(created))).status_code == 200
    assert (await client.delete(at(created))).status_code == 200


async def test_every_request_of_the_user_counts(bench: Bench, namespace: Namespace) -> None:
    limit(bench, requests={"count": 4, "seconds": 300})
    client, other = bench.rest(), bench.rest("another-token-of-the-same-user")
    by_key = bench.client({"X-Auth-Email": "user@example.com", "X-Auth-Key": "some-key"})
    assert (await client.get("/client/v4/user")).status_code == 200
    assert (await other.get(at())).status_code == 200
    assert (await by_key.get(at(namespace, "/values/missing"))).status_code == 404
    assert (await client.put(at(namespace, "/values/k"), content=b"v")).status_code == 200
    for asker in (client, other, by_key):
        answer = await asker.get(at(namespace, "/values/k"))
        assert (answer.status_code, answer.json()) == (429, LIMITED)
        assert answer.headers["retry-after"] == "300"
    bench.clock.advance(299)
    assert (await client.get("/client/v4/accounts")).headers["retry-after"] == "1"
    bench.clock.advance(1)
    assert (await client.get(at(namespace, "/values/k"))).content == b"v"


async def test_tokens_of_accounts_have_windows_of_their_own(bench: Bench) -> None:
    limit(bench, requests={"count": 1})
    for token in ("some-token", "cfat_one", "cfat_two"):
        client = bench.rest(token)
        assert (await client.get(at())).status_code == 200
        assert (await client.get(at())).status_code == 429


async def test_who_is_not_let_in_is_not_counted(bench: Bench) -> None:
    limit(bench, requests={"count": 1})
    for _ in range(3):
        assert (await bench.client().get(at())).status_code == 400
    assert (await bench.rest().get(at())).status_code == 200


async def test_bindings_make_no_requests(bench: Bench, namespace: Namespace) -> None:
    limit(bench, requests={"count": 1})
    client = bench.client({"CF-KV-Namespace": namespace.id})
    for _ in range(3):
        assert (await client.get("/k?urlencoded=true")).status_code == 404


@pytest.mark.parametrize("name", ["ams", "AMS", "ŝ"])
async def test_a_place_is_any_header(bench: Bench, namespace: Namespace, name: str) -> None:
    bench.conditions.consistency.configure({"enabled": True})
    client = bench.rest()
    headers = [(b"Fakeflare-Location", name.encode())]
    url = at(namespace, "/values/k", ACCOUNT)
    assert (await client.get(url, headers=headers)).status_code == 404
    await client.put(url, content=b"v")
    assert (await client.get(url, headers=headers)).status_code == 404
    assert (await client.get(url)).content == b"v"
