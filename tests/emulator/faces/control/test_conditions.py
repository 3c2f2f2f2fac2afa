"""Faults, limits and eventual consistency, switched over HTTP."""

from typing import Any

import pytest

from fakeflare.emulator.domain.namespaces import Namespace
from tests.bench import Bench, at

V1 = "/_fakeflare/v1"


async def test_a_fault_strikes_from_when_it_is_added_until_it_is_removed(
    bench: Bench, namespace: Namespace
) -> None:
    rest = bench.rest()
    added = await rest.post(f"{V1}/faults", json={"operation": "list", "status": 503})
    assert added.status_code == 201
    rule = added.json()
    assert rule == {"id": rule["id"], "operation": "list", "status": 503, "matches": 0, "hits": 0}
    assert (await rest.get(at(namespace, "/keys"))).status_code == 503
    shown = (await rest.get(f"{V1}/faults/{rule['id']}")).json()
    assert shown == {**rule, "matches": 1, "hits": 1}
    assert (await rest.get(f"{V1}/faults")).json() == {"faults": [shown]}
    assert (await rest.delete(f"{V1}/faults/{rule['id']}")).status_code == 204
    assert (await rest.get(at(namespace, "/keys"))).status_code == 200
    assert bench.conditions.is_quiet


async def test_faults_are_cleared_together(bench: Bench) -> None:
    client = bench.client()
    for _ in range(2):
        await client.post(f"{V1}/faults", json={"drop": True})
    assert (await client.delete(f"{V1}/faults")).status_code == 204
    assert (await client.get(f"{V1}/faults")).json() == {"faults": []}
    assert bench.conditions.is_quiet


@pytest.mark.parametrize("method", ["GET", "DELETE"])
async def test_an_unknown_fault_is_not_there(bench: Bench, method: str) -> None:
    response = await bench.client().request(method, f"{V1}/faults/none")
    assert response.status_code == 404
    assert response.json() == {"error": {"message": 'there is no fault "none"'}}


async def test_a_limit_holds_from_when_it_is_switched_on(bench: Bench, namespace: Namespace) -> None:
    rest = bench.rest()
    on = (await rest.patch(f"{V1}/limits", json={"writes_per_key": True})).json()
    assert on["writes_per_key"] == {"per_second": 1, "refused": 0}
    statuses = [(await rest.put(at(namespace, "/values/k"), content=b"v")).status_code for _ in range(2)]
    assert statuses == [200, 429]
    assert (await rest.get(f"{V1}/limits")).json()["writes_per_key"]["refused"] == 1
    off = (await rest.delete(f"{V1}/limits")).json()
    assert off == {"writes_per_key": False, "requests": False, "daily": False, "invocation": False}
    assert bench.conditions.is_quiet


async def test_consistency_is_eventual_while_it_is_switched_on(bench: Bench, namespace: Namespace) -> None:
    rest, far = bench.rest(), {"fakeflare-location": "sfo"}

    async def read() -> int:
        return (await rest.get(at(namespace, "/values/k"), headers=far)).status_code

    on = (await rest.patch(f"{V1}/consistency", json={"enabled": True})).json()
    assert on == {"enabled": True, "locations": "any", "cached": {}}
    assert await read() == 404
    await rest.put(at(namespace, "/values/k"), content=b"v")
    assert await read() == 404
    assert (await rest.get(f"{V1}/consistency")).json()["cached"] == {"sfo": {"keys": 1, "lists": 0}}
    assert (await rest.post(f"{V1}/consistency/settle")).json()["cached"] == {}
    assert await read() == 200
    assert not (await rest.delete(f"{V1}/consistency")).json()["enabled"]
    assert bench.conditions.is_quiet


@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("POST", "/faults", {"status": 200}, "status"),
        ("POST", "/faults", {"operation": "read", "drop": True}, "operation"),
        ("POST", "/faults", {"probability": 2, "drop": True}, "probability"),
        ("PATCH", "/limits", {"requests": {"count": 0}}, "count"),
        ("PATCH", "/limits", {"nothing": True}, "nothing"),
        ("PATCH", "/consistency", {"enabled": 1}, "enabled"),
    ],
)
async def test_a_setting_that_cannot_be_is_refused_by_its_name(
    bench: Bench, method: str, path: str, body: Any, field: str
) -> None:
    response = await bench.client().request(method, f"{V1}{path}", json=body)
    assert response.status_code == 400
    assert response.json()["error"]["field"] == field


@pytest.mark.parametrize(("method", "path"), [("POST", "/faults"), ("PATCH", "/limits")])
@pytest.mark.parametrize("body", ["[]", '"text"', "null", "1"])
async def test_a_setting_is_an_object(bench: Bench, method: str, path: str, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    response = await bench.client().request(method, f"{V1}{path}", content=body, headers=headers)
    assert response.status_code == 400
    assert response.json()["error"]["message"].endswith(" is a JSON object")
