import os
import subprocess
import sys
from pathlib import Path

import pytest
from cloudflare import Cloudflare
from flags import Flags, TooFast


@pytest.fixture
def namespace(fakeflare):
    return fakeflare.namespace("FLAGS")


@pytest.fixture
def flags(fakeflare, namespace):
    # one try each: what the SDK does about errors is not what is tested here
    with Cloudflare(base_url=fakeflare.api_url, api_token=fakeflare.token, max_retries=0) as client:
        yield Flags(client, fakeflare.account_id, namespace.id)


def test_a_flag_is_off_until_it_is_turned_on(flags, namespace):
    assert not flags.is_on("beta")
    flags.turn_on("beta")
    assert flags.is_on("beta")
    assert namespace.entries() == {"flag:beta": b"on"}


def test_a_flag_for_an_hour(flags, fakeflare):
    flags.turn_on("beta", seconds=3600)
    fakeflare.clock.advance(3599)
    assert flags.is_on("beta")
    fakeflare.clock.advance(1)
    assert not flags.is_on("beta")


@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 503}, {"drop": True}])
def test_an_outage_changes_nothing(flags, fakeflare, namespace, fault):
    namespace.put("flag:beta", "on")
    assert flags.is_on("beta")
    namespace.delete("flag:beta")
    rule = fakeflare.faults.add(operation="get", **fault)
    assert flags.is_on("beta")
    rule.remove()
    assert not flags.is_on("beta")


@pytest.mark.fakeflare(limits="writes_per_key", freeze=True)
def test_twice_within_a_second_is_too_fast(flags, fakeflare):
    flags.turn_on("beta")
    with pytest.raises(TooFast):
        flags.turn_on("beta")
    fakeflare.clock.advance(1)
    flags.turn_on("beta")


@pytest.mark.fakeflare(seed={"FLAGS": {"flag:one": "on", "flag:two": "on", "other": "x"}})
def test_the_command_lists_all_flags(fakeflare, namespace):
    command = [sys.executable, Path(__file__).parent.parent / "flags.py", namespace.id]
    run = subprocess.run(
        command, env={**os.environ, **fakeflare.env}, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ["one", "two"]
