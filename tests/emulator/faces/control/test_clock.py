"""The clock, turned over HTTP."""

from typing import Any

import httpx
import pytest

from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.domain.values import Pair
from tests.bench import NOW, Bench, at

CLOCK = "/_fakeflare/v1/clock"


async def turn(bench: Bench, verb: str, **members: Any) -> dict[str, Any]:
    response = await bench.client().post(f"{CLOCK}/{verb}", json=members)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    assert answer == (await bench.client().get(CLOCK)).json()
    return answer


async def test_it_shows_the_machines_time_first(bench: Bench) -> None:
    assert (await bench.client().get(CLOCK)).json() == {
        "now": NOW,
        "iso": "2027-01-15T08:00:00Z",
        "frozen": False,
        "offset": 0,
    }


async def test_it_is_turned_stopped_and_let_go(bench: Bench) -> None:
    assert (await turn(bench, "advance", seconds=61))["offset"] == 61
    assert (await turn(bench, "freeze"))["frozen"]
    bench.clock.advance(10)
    assert (await turn(bench, "resume"))["now"] == NOW + 61
    bench.clock.advance(10)
    assert (await turn(bench, "set", now=1_000))["now"] == 1_000
    assert (await turn(bench, "freeze", at=2_000))["frozen"]
    assert await turn(bench, "reset") == {
        "now": NOW + 20,
        "iso": "2027-01-15T08:00:20Z",
        "frozen": False,
        "offset": 0,
    }


@pytest.mark.parametrize(
    ("text", "second"),
    [("2030-01-31T12:00:00Z", 1_896_091_200), ("2030-01-31T12:00:00", 1_896_091_200), ("1970-01-02", 86_400)],
)
async def test_a_moment_may_be_a_date(bench: Bench, text: str, second: int) -> None:
    assert (await turn(bench, "set", now=text))["now"] == second
    assert (await turn(bench, "freeze", at=text))["now"] == second


async def test_turned_forward_expires_through_every_door_and_in_the_store(
    bench: Bench, namespace: Namespace
) -> None:
    await bench.store.pairs.put(namespace.number, Pair(b"k", b"v", NOW + 60, None))
    await turn(bench, "advance", seconds=60)
    rest = await bench.rest().get(at(namespace, "/values/k"))
    binding = await bench.client({"CF-KV-Namespace": namespace.id}).get("/k")
    assert (rest.status_code, binding.status_code) == (404, 404)
    rows = await bench.store._database.fetch("SELECT count(*) FROM pairs")
    assert rows[0][0] == 0


@pytest.mark.parametrize(
    ("verb", "members", "field"),
    [
        ("advance", {}, "seconds"),
        ("advance", {"seconds": -1}, "seconds"),
        ("advance", {"seconds": 1.5}, "seconds"),
        ("advance", {"seconds": True}, "seconds"),
        ("advance", {"seconds": "61"}, "seconds"),
        ("advance", {"seconds": 10**12}, "seconds"),
        ("advance", {"seconds": 1, "minutes": 1}, "minutes"),
        ("set", {}, "now"),
        ("set", {"now": "tomorrow"}, "now"),
        ("set", {"now": -1}, "now"),
        ("set", {"now": 10**12}, "now"),
        ("freeze", {"at": [1]}, "at"),
        ("freeze", {"at": "0001-01-01T00:00:00+14:00"}, "at"),
    ],
)
async def test_what_it_cannot_show_is_refused_by_the_members_name(
    bench: Bench, verb: str, members: dict[str, Any], field: str
) -> None:
    response: httpx.Response = await bench.client().post(f"{CLOCK}/{verb}", json=members)
    assert response.status_code == 400
    error = response.json()["error"]
    assert error["field"] == field
    assert f'"{field}" ' in error["message"]
    assert (await bench.client().get(CLOCK)).json()["offset"] == 0
