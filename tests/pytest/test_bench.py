"""The fixture `fakeflare`."""

import json
import logging
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest
from cloudflare import Cloudflare

from fakeflare.control.client import ControlError
from fakeflare.pytest.fixture import Fakeflare
from fakeflare.pytest.handles import NamespaceHandle
from fakeflare.pytest.server import Server

HEADERS = {"Authorization": "Bearer any"}


def at(fakeflare: Fakeflare, things: NamespaceHandle, key: str) -> str:
    return (
        f"{fakeflare.api_url}/accounts/{fakeflare.account_id}/storage/kv/namespaces/{things.id}/values/{key}"
    )


def read(fakeflare: Fakeflare, things: NamespaceHandle, key: str) -> httpx.Response:
    return httpx.get(at(fakeflare, things, key), headers=HEADERS)


def test_addresses(fakeflare: Fakeflare) -> None:
    assert fakeflare.api_url == f"{fakeflare.url}/client/v4"
    assert fakeflare.env == {
        "CLOUDFLARE_BASE_URL": fakeflare.api_url,
        "CLOUDFLARE_API_BASE_URL": fakeflare.api_url,
        "CLOUDFLARE_API_TOKEN": fakeflare.token,
        "CLOUDFLARE_ACCOUNT_ID": fakeflare.account_id,
        "FAKEFLARE_URL": fakeflare.url,
    }
    assert repr(fakeflare) == f"<fakeflare at {fakeflare.url}>"
    assert not fakeflare.is_real


def test_the_sdk_in_another_process_finds_it_by_its_variables(fakeflare: Fakeflare) -> None:
    things = fakeflare.namespace("THINGS")
    things.put("k", "v")
    code = (
        "import os\nfrom cloudflare import Cloudflare\n"
        "account = os.environ['CLOUDFLARE_ACCOUNT_ID']\n"
        "[found] = Cloudflare().kv.namespaces.list(account_id=account)\nprint(found.title)"
    )
    run = subprocess.run([sys.executable, "-c", code], env=fakeflare.env, capture_output=True, text=True)
    assert run.stdout == "THINGS\n", run.stderr


def test_the_sdk_in_this_process(fakeflare: Fakeflare) -> None:
    things = fakeflare.namespace("THINGS")
    things.put("k", b"\xff")
    with Cloudflare(base_url=fakeflare.api_url, api_token=fakeflare.token) as client:
        values = client.kv.namespaces.values
        answer = values.get("k", account_id=fakeflare.account_id, namespace_id=things.id)
    assert answer.read() == b"\xff"


async def test_calls_within_a_running_loop_do_not_block_it(fakeflare: Fakeflare) -> None:
    things = fakeflare.namespace("THINGS")
    async with httpx.AsyncClient(headers=HEADERS) as client:
        things.put("k", "v", expiration_ttl=60)
        assert (await client.get(at(fakeflare, things, "k"))).text == "v"
        fakeflare.clock.advance(61)
        assert (await client.get(at(fakeflare, things, "k"))).status_code == 404
    assert [entry["status"] for entry in fakeflare.journal.list()] == [200, 404]


def test_calls_of_several_threads(fakeflare: Fakeflare) -> None:
    things = fakeflare.namespace("THINGS")

    def work(number: int) -> None:
        for turn in range(20):
            things.put(f"{number}-{turn}", str(turn))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(things.list()) == 160


def test_the_clock_is_frozen_set_and_let_go(fakeflare: Fakeflare) -> None:
    fakeflare.clock.freeze(1_900_000_000)
    assert fakeflare.clock.now() == 1_900_000_000
    fakeflare.clock.set("2030-01-01T00:00:00Z")
    fakeflare.clock.advance(1)
    assert fakeflare.clock.now() == 1_893_456_001
    fakeflare.clock.resume()
    assert fakeflare.clock.read()["frozen"] is False


def test_a_fault_counts_its_hits(fakeflare: Fakeflare) -> None:
    things = fakeflare.namespace("THINGS")
    things.put("user:1", "v")
    rule = fakeflare.faults.add(operation="get", key="user:*", status=503, times=1)
    assert [read(fakeflare, things, "user:1").status_code for _ in range(2)] == [503, 200]
    assert rule.hits == 1


def test_limits_hold_while_they_are_on(fakeflare: Fakeflare) -> None:
    things = fakeflare.namespace("THINGS")
    fakeflare.limits.configure(writes_per_key=True)

    def write() -> int:
        return httpx.put(at(fakeflare, things, "k"), content=b"v", headers=HEADERS).status_code

    fakeflare.clock.freeze()
    assert [write(), write()] == [200, 429]
    fakeflare.limits.reset()
    assert write() == 200


def test_places_disagree_until_they_settle(fakeflare: Fakeflare) -> None:
    things = fakeflare.namespace("THINGS")
    things.put("k", "old")
    fakeflare.consistency.configure(enabled=True)
    url, there = at(fakeflare, things, "k"), {**HEADERS, "fakeflare-location": "ams"}
    assert httpx.get(url, headers=there).text == "old"
    httpx.put(url, content=b"new", headers=HEADERS)
    assert httpx.get(url, headers=there).text == "old"
    fakeflare.consistency.settle()
    assert httpx.get(url, headers=there).text == "new"


def test_a_snapshot_brings_everything_back(fakeflare: Fakeflare) -> None:
    things = fakeflare.namespace("THINGS")
    things.put("k", "before")
    fakeflare.snapshot()
    things.put("k", "after")
    fakeflare.namespace("OTHER")
    fakeflare.restore()
    assert things.entries() == {"k": b"before"}


def test_seeds_are_objects_and_files(fakeflare: Fakeflare, tmp_path: Path) -> None:
    (tmp_path / "logo").write_bytes(b"\xff")
    (tmp_path / "seed.json").write_text(json.dumps({"FILES": {"logo": {"file": "logo"}}}))
    assert fakeflare.seed({"THINGS": {"k": "v"}})["namespaces"][0]["pairs"] == 1
    fakeflare.seed(tmp_path / "seed.json")
    assert fakeflare.namespace("THINGS").entries() == {"k": b"v"}
    assert fakeflare.namespace("FILES").entries() == {"logo": b"\xff"}
    with pytest.raises(ValueError, match="cannot read"):
        fakeflare.seed("none.json")


def test_what_is_wrong_is_said_in_one_sentence(fakeflare: Fakeflare) -> None:
    with pytest.raises(ControlError, match="status"):
        fakeflare.faults.add(status=99)
    with pytest.raises(ControlError, match="seconds"):
        fakeflare.clock.advance(-1)


def test_nothing_of_a_test_is_left_for_the_next(fakeflare: Fakeflare, fakeflare_server: Server) -> None:
    unlimited, consistent = fakeflare.limits.describe(), fakeflare.consistency.describe()
    fakeflare.namespace("THINGS").put("k", "v")
    fakeflare.namespace("OTHERS", account_id="ab" * 16)
    fakeflare.clock.set(1_900_000_000)
    fakeflare.faults.add(status=500)
    fakeflare.limits.configure(all=True)
    fakeflare.consistency.configure(enabled=True)
    fakeflare.snapshot()
    httpx.get(f"{fakeflare.api_url}/accounts", headers=HEADERS)
    fakeflare_server.clear()
    assert fakeflare.limits.describe() == unlimited
    assert fakeflare.consistency.describe() == consistent
    info = fakeflare_server.control.info()
    assert info["counts"] == {"namespaces": 0, "pairs": 0, "snapshots": 0}
    assert fakeflare.clock.read()["offset"] == 0
    assert fakeflare.faults.list() == []
    assert fakeflare.journal.count() == 0


def test_the_log_of_a_test_has_its_own_requests_only(
    fakeflare: Fakeflare, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    fakeflare.namespace("THINGS").put("k", "v")
    fakeflare.clock.advance(1)
    assert [record for record in caplog.records if record.name in ("httpx", "uvicorn.error")] == []
    httpx.get(f"{fakeflare.api_url}/accounts", headers=HEADERS)
    assert [record.name for record in caplog.records if record.name == "httpx"] == ["httpx"]
