"""What the report of a failed test shows of the journal."""

from pathlib import Path

from fakeflare.pytest.journal_report import format_entries
from tests.pytest.projects import run_pytest, write_project

TESTS = """
import httpx
import pytest


def ask(fakeflare, title, key):
    base = f"{fakeflare.api_url}/accounts/{fakeflare.account_id}/storage/kv/namespaces"
    url = f"{base}/{fakeflare.namespace(title).id}/values/{key}"
    return httpx.get(url, headers={"Authorization": "Bearer t"})


def test_passing(fakeflare):
    ask(fakeflare, "QUIET", "k")


def test_failing(fakeflare):
    fakeflare.namespace("USERS").put("user:11", "v")
    fakeflare.namespace("OTHERS").put("user:1", "v")
    for number in range(12):
        ask(fakeflare, "USERS", f"k{number}")
    assert ask(fakeflare, "USERS", "user:1").status_code == 200


@pytest.fixture
def broken(fakeflare):
    ask(fakeflare, "FIXTURE", "k")
    raise ValueError


def test_with_a_broken_fixture(broken):
    pass


def test_failing_without_requests(fakeflare):
    raise ValueError


def test_failing_without_fakeflare():
    raise ValueError
"""


def test_a_failed_test_shows_its_last_requests(tmp_path: Path) -> None:
    finished = run_pytest(write_project(tmp_path, {"test_it.py": TESTS}))
    output = finished.stdout
    assert output.splitlines()[-1].startswith("3 failed, 1 passed, 1 error"), output
    assert output.count("- fakeflare journal -") == 2
    assert "QUIET" not in output.replace('"QUIET"', "")
    assert "404     get FIXTURE" in output
    assert '404     get USERS "user:1"' in output
    assert 'no such key; the nearest here: "user:11"' in output
    assert "namespaces that hold this key now: OTHERS" in output
    assert 'get USERS "k3"' in output
    assert 'get USERS "k2"' not in output


ENTRY = {
    "time": 0,
    "door": "rest",
    "method": "GET",
    "path": "/client/v4/user/tokens/verify",
    "operation": None,
    "namespace": None,
    "title": None,
    "key": None,
    "location": None,
    "status": 200,
    "milliseconds": 0.25,
    "fault": None,
}


def test_lines() -> None:
    bulk = {"door": "binding", "operation": "bulk_put", "namespace": "x", "title": "T", "key_count": 5}
    entries = [
        ENTRY,
        {**ENTRY, **bulk, "keys": ["a", "b", "c", "d"], "location": "ams", "fault": "fault-1"},
        {**ENTRY, "operation": "list", "namespace": "x", "status": None, "milliseconds": None},
        {**ENTRY, "operation": "get", "title": "T", "key": "k" * 100},
    ]
    assert format_entries(entries).splitlines() == [
        "00:00:00 rest    200     GET /client/v4/user/tokens/verify  (0.2 ms)",
        '00:00:00 binding 200     bulk_put T "a", "b", "c" and 2 more  (at ams, struck by fault-1, 0.2 ms)',
        "00:00:00 rest    cut off list x",
        f'00:00:00 rest    200     get T "{"k" * 60}…"  (0.2 ms)',
    ]
