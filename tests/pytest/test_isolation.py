"""Two hundred tests that would trip over each other's traces: four processes, three random orders."""

from pathlib import Path

import pytest

from tests.pytest.projects import PLUGINS, check_passed, run_pytest, write_worker

SHUFFLE = """
import os
import random


def pytest_collection_modifyitems(items):
    # the same order in all processes
    random.Random(int(os.environ["SHUFFLE_SEED"])).shuffle(items)
"""

TESTS = """
import time

import httpx
import pytest

KEYS = ("a", "b")


@pytest.fixture(scope="session")
def client():
    with httpx.Client(headers={"Authorization": "Bearer t"}, verify=False) as client:
        yield client


def check_untouched(fakeflare):
    info = fakeflare.server.control.info()
    assert info["counts"] == {"namespaces": 0, "pairs": 0, "snapshots": 0}
    assert info["conditions"]["faults"] == 0
    assert not info["conditions"]["clock"]["frozen"]
    assert abs(fakeflare.clock.now() - time.time()) < 60
    assert fakeflare.journal.count() == 0


def locate(fakeflare, key):
    base = f"{fakeflare.api_url}/accounts/{fakeflare.account_id}/storage/kv/namespaces"
    return f"{base}/{fakeflare.namespace('THINGS').id}/values/{key}"


def write(client, fakeflare, key, value):
    return client.put(locate(fakeflare, key), content=value).status_code


@pytest.mark.parametrize("number", range(40))
def test_values(client, fakeflare, number):
    check_untouched(fakeflare)
    assert fakeflare.namespace("THINGS").list() == []
    for key in KEYS:
        assert write(client, fakeflare, key, str(number)) == 200
    assert fakeflare.namespace("THINGS").entries() == {key: str(number).encode() for key in KEYS}
    assert fakeflare.journal.count(operation="put") == 2


@pytest.mark.parametrize("number", range(40))
def test_clock_and_snapshots(client, fakeflare, number):
    check_untouched(fakeflare)
    things = fakeflare.namespace("THINGS")
    things.put("a", "1", expiration_ttl=60 + number)
    fakeflare.snapshot()
    fakeflare.clock.advance(1_000_000)
    assert things.list() == []
    fakeflare.clock.freeze(5)
    fakeflare.restore()
    assert things.list() == ["a"]


@pytest.mark.parametrize("number", range(40))
def test_faults_and_limits(client, fakeflare, number):
    check_untouched(fakeflare)
    rule = fakeflare.faults.add(operation="put", status=503, times=1)
    fakeflare.clock.freeze()
    fakeflare.limits.configure(writes_per_key=True)
    assert [write(client, fakeflare, key, "v") for key in "aabbb"] == [503, 429, 200, 429, 429]
    assert rule.hits == 1


@pytest.mark.fakeflare(intercept=True, seed={"THINGS": {"a": "seeded"}})
@pytest.mark.parametrize("number", range(40))
def test_interception(client, fakeflare, number):
    url = locate(fakeflare, "a").replace(fakeflare.url, "https://api.cloudflare.com")
    assert client.get(url).text == "seeded"
    assert fakeflare.journal.count() == 1
    fakeflare.consistency.configure(enabled=True)


@pytest.mark.asyncio
@pytest.mark.parametrize("number", range(40))
async def test_worker(fakeflare, fakeflare_worker, number):
    things = fakeflare.namespace("KV")
    assert things.list() == []
    things.put("greeting", str(number))
    assert await (await fakeflare_worker.fetch("/")).text() == str(number)
    assert things.list() == ["greeting", "seen"]
"""


@pytest.mark.slow
def test_no_test_feels_another(tmp_path: Path) -> None:
    write_worker(tmp_path, {"conftest.py": SHUFFLE, "test_it.py": TESTS})
    plugins = (*PLUGINS, "xdist.plugin")
    for seed in ("1", "2", "3"):
        finished = run_pytest(tmp_path, "-n", "4", plugins=plugins, SHUFFLE_SEED=seed)
        check_passed(finished, "200 passed")
