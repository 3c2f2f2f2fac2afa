"""The store as a whole, over HTTP."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.settings import DEFAULT_ACCOUNT_ID
from tests.bench import ACCOUNT, NOW, Bench, at

V1 = "/_fakeflare/v1"


async def write(bench: Bench, namespace: Namespace, *keys: str) -> None:
    for key in keys:
        response = await bench.rest().put(at(namespace, f"/values/{key}", namespace.account), content=b"v")
        assert response.status_code == 200


async def list_keys(bench: Bench, namespace: Namespace) -> list[str]:
    response = await bench.rest().get(at(namespace, "/keys", namespace.account))
    return [key["name"] for key in response.json()["result"]]


async def test_one_request_puts_state_and_all_conditions_back(bench: Bench, namespace: Namespace) -> None:
    client = bench.client()
    await write(bench, namespace, "k")
    await client.post(f"{V1}/snapshots", json={"name": "s"})
    await client.post(f"{V1}/clock/freeze", json={"at": 1})
    await client.post(f"{V1}/faults", json={"drop": True})
    await client.patch(f"{V1}/limits", json={"all": True})
    await client.patch(f"{V1}/consistency", json={"enabled": True})
    assert len(bench.emulator.journal)
    assert (await client.post(f"{V1}/reset")).status_code == 204
    info = (await client.get(f"{V1}/info")).json()
    assert info["counts"] == {"namespaces": 0, "pairs": 0, "snapshots": 0}
    assert info["conditions"] == {
        "clock": {"now": NOW, "iso": "2027-01-15T08:00:00Z", "frozen": False, "offset": 0},
        "faults": 0,
        "limits": {"writes_per_key": False, "requests": False, "daily": False, "invocation": False},
        "consistency": {"enabled": False, "locations": "any", "cached": {}},
    }
    assert not len(bench.emulator.journal)
    assert bench.conditions.is_quiet


async def test_snapshots_may_outlive_a_reset(bench: Bench, namespace: Namespace) -> None:
    client = bench.client()
    await write(bench, namespace, "k")
    await client.post(f"{V1}/snapshots", json={"name": "s"})
    assert (await client.post(f"{V1}/reset", json={"keep_snapshots": True})).status_code == 204
    await client.post(f"{V1}/snapshots/s/restore")
    assert await list_keys(bench, namespace) == ["k"]


async def test_state_is_emptied_alone(bench: Bench, namespace: Namespace) -> None:
    client = bench.client()
    other = await bench.create("other", "e" * 32)
    await write(bench, namespace, "k")
    await write(bench, other, "k")
    await client.post(f"{V1}/clock/freeze")
    assert (await client.post(f"{V1}/state/reset", json={"namespace": "things"})).status_code == 204
    assert (await list_keys(bench, namespace), await list_keys(bench, other)) == ([], ["k"])
    assert (await client.post(f"{V1}/state/reset", json={"account": "E" * 32})).status_code == 204
    assert (await client.get(f"{V1}/namespaces")).json()["namespaces"] == [
        {"id": namespace.id, "title": "things", "account": ACCOUNT}
    ]
    assert (await client.post(f"{V1}/state/reset")).status_code == 204
    assert (await client.get(f"{V1}/namespaces")).json() == {"namespaces": []}
    assert (await client.get(f"{V1}/clock")).json()["frozen"]
    assert (await client.post(f"{V1}/state/reset", json={"conditions": True})).status_code == 204
    assert not (await client.get(f"{V1}/clock")).json()["frozen"]


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"account": "x"}, 400, '"account" must be 32 hex digits'),
        ({"account": ACCOUNT, "namespace": "things"}, 400, "exclude each other"),
        ({"namespace": "nothing"}, 404, "namespace not found"),
        ({"all": True}, 400, '"all" is unknown'),
        ({"conditions": "yes"}, 400, '"conditions" must be true or false'),
    ],
)
async def test_what_cannot_be_emptied_is_refused(bench: Bench, body: Any, status: int, words: str) -> None:
    response = await bench.client().post(f"{V1}/state/reset", json=body)
    assert response.status_code == status
    assert words in response.json()["error"]["message"]


async def test_a_namespace_is_made_once(bench: Bench) -> None:
    client = bench.client()
    made = (await client.post(f"{V1}/namespaces", json={"title": "things"})).json()
    assert made == {"id": made["id"], "title": "things", "account": DEFAULT_ACCOUNT_ID}
    assert (await client.post(f"{V1}/namespaces", json={"title": "things"})).json() == made
    other = await client.post(f"{V1}/namespaces", json={"title": "things", "account": ACCOUNT})
    assert other.json()["account"] == ACCOUNT
    refused = await client.post(f"{V1}/namespaces", json={})
    assert refused.json()["error"]["field"] == "title"
    too_long = await client.post(f"{V1}/namespaces", json={"title": "x" * 513})
    assert too_long.status_code == 400


@pytest.mark.parametrize("name", ["things", "a%2Fb%20%C3%BC", "CACHE"])
async def test_a_namespace_goes_by_title_or_binding_as_well(bench: Bench, name: str) -> None:
    client = bench.client()
    for title in ("things", "a/b ü"):
        await client.post(f"{V1}/namespaces", json={"title": title})
    await bench.kv.namespaces.register("cache", "of a Worker")
    bench.kv.namespaces.bind("CACHE", "cache")
    pairs = [{"key": "k", "value": "v"}]
    imported = await client.post(f"{V1}/namespaces/{name}/import", json=pairs)
    assert imported.json() == {"imported": 1}
    assert (await client.get(f"{V1}/namespaces/{name}/export")).json() == pairs


async def test_an_export_is_imported_in_pieces(bench: Bench, namespace: Namespace) -> None:
    client = bench.client({"Content-Type": "application/json"})
    pairs = [
        {"key": "a", "value": "ü", "expiration": NOW + 60, "metadata": {"n": 1}},
        {"key": "b", "value": "/w==", "base64": True},
    ]
    text = json.dumps(pairs).encode()

    async def send() -> AsyncIterator[bytes]:
        for start in range(0, len(text), 7):
            yield text[start : start + 7]

    imported = await client.post(f"{V1}/namespaces/{namespace.id}/import", content=send())
    assert imported.json() == {"imported": 2}
    exported = await client.get(f"{V1}/namespaces/{namespace.id}/export")
    assert exported.headers["content-type"] == "application/json"
    assert exported.json() == pairs


async def test_an_import_may_make_its_namespace(bench: Bench) -> None:
    client = bench.client()
    path = f"{V1}/namespaces/new/import"
    refused = await client.post(path, json=[])
    assert (refused.status_code, refused.json()["error"]["message"]) == (404, "namespace not found")
    assert (await client.post(f"{path}?create=perhaps", json=[])).json()["error"]["field"] == "create"
    assert (await client.post(f"{path}?create=true", json={"k": "v"})).json() == {"imported": 1}
    assert (await client.get(f"{V1}/namespaces/new/export")).json() == [{"key": "k", "value": "v"}]


async def test_an_import_says_which_entry_is_wrong(bench: Bench, namespace: Namespace) -> None:
    path = f"{V1}/namespaces/things/import"
    response = await bench.client().post(path, json=[{"key": "k", "value": "v"}, {"key": "k"}])
    assert response.status_code == 400
    assert response.json()["error"]["message"] == 'entry 1: "value" must be a text'


async def test_a_seed_is_written_and_counted(bench: Bench) -> None:
    client = bench.client()
    spec = {"namespaces": [{"title": "things", "entries": {"k": "v", "j": {"json": [1]}}}]}
    seeded = (await client.post(f"{V1}/seed", json=spec)).json()
    assert [(each["title"], each["pairs"]) for each in seeded["namespaces"]] == [("things", 2)]
    assert (await client.get(f"{V1}/namespaces/things/export")).json() == [
        {"key": "j", "value": "[1]"},
        {"key": "k", "value": "v"},
    ]


async def test_a_seed_over_http_reads_no_files_of_the_emulators(bench: Bench) -> None:
    for member in ({"folder": "/etc"}, {"entries": {"k": {"file": "/etc/hostname"}}}):
        spec = {"namespaces": [{"title": "things", **member}]}
        response = await bench.client().post(f"{V1}/seed", json=spec)
        assert response.status_code == 400
        assert "not by the emulator" in response.json()["error"]["message"]


async def test_snapshots_are_taken_listed_restored_and_forgotten(bench: Bench, namespace: Namespace) -> None:
    client = bench.client()
    await write(bench, namespace, "before")
    taken = await client.post(f"{V1}/snapshots", json={"name": "a name"})
    assert (taken.status_code, taken.json()) == (201, {"name": "a name", "taken": NOW})
    await write(bench, namespace, "after")
    assert (await client.get(f"{V1}/snapshots")).json() == {"snapshots": [taken.json()]}
    assert (await client.post(f"{V1}/snapshots/a%20name/restore")).status_code == 204
    assert await list_keys(bench, namespace) == ["before"]
    assert (await client.delete(f"{V1}/snapshots/a%20name")).status_code == 204
    for response in (
        await client.delete(f"{V1}/snapshots/a%20name"),
        await client.post(f"{V1}/snapshots/a%20name/restore"),
    ):
        assert response.status_code == 404
        assert response.json()["error"]["message"] == 'there is no snapshot "a name"'


@pytest.mark.parametrize("name", [None, "", 1, "a/b", "x" * 101])
async def test_a_snapshot_needs_a_name(bench: Bench, name: object) -> None:
    response = await bench.client().post(f"{V1}/snapshots", json={"name": name})
    assert response.status_code == 400
    assert "name" in response.json()["error"]["message"]


async def test_info_tells_what_there_is(bench: Bench, namespace: Namespace) -> None:
    await write(bench, namespace, "a", "b")
    await bench.rest().put(at(namespace, "/values/gone?expiration_ttl=60"), content=b"v")
    bench.clock.advance(60)
    info = (await bench.client().get(f"{V1}/info")).json()
    assert info["counts"] == {"namespaces": 1, "pairs": 2, "snapshots": 0}
    assert info["data"] is None
    assert info["account_id"] == DEFAULT_ACCOUNT_ID
    assert info["version"]
