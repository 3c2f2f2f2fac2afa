"""`fakeflare journal`, against a running emulator."""

import json
import re

import httpx
import pytest

from fakeflare.cli.main import main
from fakeflare.control.client import Control
from tests.cli.commands.running import NOW, Output, fail, run, run_json


def ask(url: str, key: str) -> None:
    httpx.get(f"{url}/{key}", headers={"CF-KV-Namespace": "cache-id"}, trust_env=False)


def test_the_journal(capsys: Output, control: Control) -> None:
    assert run(capsys, "journal") == "no requests\n"
    control.clock.freeze(NOW)
    control.import_pairs("CACHE", b'{"user:1": "v"}')
    control.faults.add(operation="delete", status=503)
    for key in ("user:1", "usre:1", "%0A"):
        ask(control.url, key)
    httpx.delete(f"{control.url}/k", headers={"CF-KV-Namespace": "cache-id"}, trust_env=False)
    lines = run(capsys, "journal").splitlines()
    assert re.fullmatch(r"2027-01-15T08:00:00Z  binding  get  of a Worker/user:1  200  \d+\.\d ms", lines[0])
    assert "  of a Worker/usre:1  404  " in lines[1]
    assert lines[2] == "    nearest: user:1"
    assert '  of a Worker/"\\n"  404  ' in lines[3]
    assert re.search(r"  delete  of a Worker/k  503  .* ms  fault-\d+$", lines[-1])
    assert run(capsys, "journal", "--count", "--status", "4xx") == "2\n"
    assert [entry["key"] for entry in run_json(capsys, "journal", "--key", "us*", "--limit", "1")] == [
        "usre:1"
    ]
    assert "status" in fail(capsys, "journal", "--status", "none")
    assert run(capsys, "journal", "--clear") == ""
    assert run_json(capsys, "journal", "--count") == {"count": 0}


def test_the_journal_is_followed(capsys: Output, control: Control, monkeypatch: pytest.MonkeyPatch) -> None:
    def pause(_: float) -> None:
        if len(keys) == 1:
            raise KeyboardInterrupt
        ask(control.url, keys.pop())

    keys = ["end", "c", "b"]
    ask(control.url, "a")
    monkeypatch.setattr("fakeflare.cli.commands.journal.time.sleep", pause)
    assert main(["journal", "--follow", "--json"]) == 130
    assert [json.loads(line)["key"] for line in capsys.readouterr().out.splitlines()] == ["a", "b", "c"]
