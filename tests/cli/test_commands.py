"""The shell's commands, against a running emulator."""

import io
import json
import re
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from fakeflare.cli.main import main
from fakeflare.cli.turning import COMMANDS
from fakeflare.control.client import Control
from fakeflare.emulator.http.tokens import parse_token
from fakeflare.emulator.settings import Settings
from tests.cli.conftest import Serving

pytestmark = pytest.mark.usefixtures("url")

NOW = 1_800_000_000
PAIRS = [{"key": "a", "value": "1"}, {"key": "b", "value": "/w==", "base64": True}]

Output = pytest.CaptureFixture[str]


def run(capsys: Output, *arguments: str) -> str:
    """What a command prints that does its work."""
    assert main(arguments) == 0, capsys.readouterr().err
    said = capsys.readouterr()
    assert said.err == ""
    return said.out


def run_json(capsys: Output, *arguments: str) -> Any:
    return json.loads(run(capsys, *arguments, "--json"))


def fail(capsys: Output, *arguments: str) -> str:
    """The one line of a command that does not."""
    assert main(arguments) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("fakeflare: ")
    assert said.err.count("\n") == 1
    return said.err


def test_the_clock(capsys: Output) -> None:
    assert run(capsys, "clock", "freeze", str(NOW)).startswith("2027-01-15T08:00:00Z (1800000000), frozen, ")
    assert "2027-01-15T08:01:01Z" in run(capsys, "clock", "advance", "61")
    assert run_json(capsys, "clock")["now"] == NOW + 61
    assert "2030-01-31T12:00:00Z" in run(capsys, "clock", "set", "2030-01-31T12:00:00Z")
    assert "running" in run(capsys, "clock", "resume")
    assert " ahead" not in run(capsys, "clock", "reset")
    assert run_json(capsys, "clock", "show")["offset"] == 0


def test_faults(capsys: Output) -> None:
    assert run(capsys, "fault") == "no faults\n"
    flags = [
        "--operation",
        "get",
        "--operation",
        "list",
        "--key",
        "user:*",
        "--times",
        "3",
        "--status",
        "503",
    ]
    added = run_json(capsys, "fault", "add", *flags)
    assert added == {
        "id": added["id"],
        **{"operation": ["get", "list"], "key": "user:*", "status": 503, "times": 3},
        **{"matches": 0, "hits": 0},
    }
    assert run(capsys, "fault", "list").startswith(f"{added['id']}  0 hits of 0 matches  {{")
    assert run(capsys, "fault", "remove", added["id"]) == ""
    run(capsys, "fault", "add", '{"drop": "after"}', "--probability", "0.5", "--seed", "7")
    [rule] = run_json(capsys, "fault", "list")
    assert (rule["drop"], rule["probability"], rule["seed"]) == ("after", 0.5, 7)
    assert run(capsys, "fault", "clear") == "no faults\n"


@pytest.mark.parametrize(
    ("flags", "member", "value"),
    [
        (["--latency", "0.5"], "latency", 0.5),
        (["--latency", "0.1..0.5"], "latency", {"uniform": [0.1, 0.5]}),
        (["--latency", "lognormal:0.2:1"], "latency", {"lognormal": {"median": 0.2, "sigma": 1}}),
        (["--drop"], "drop", True),
        (["--drop", "after"], "drop", "after"),
        (["--truncate", "0.5"], "truncate", 0.5),
        (["--stale"], "stale", True),
        (["--drop", "--until", "+60"], "until", {"seconds": 60}),
        (["--drop", "--until", "1970-01-02"], "until", 86_400),
        (["--status", "429", "--retry-after", "5"], "retry_after", 5),
    ],
)
def test_what_a_fault_does(capsys: Output, flags: list[str], member: str, value: object) -> None:
    assert run_json(capsys, "fault", "add", *flags)[member] == value


def test_limits(capsys: Output) -> None:
    assert all(run_json(capsys, "limits", "on").values())
    off = run_json(capsys, "limits", "off", "daily", "writes-per-key")
    assert [name for name, limit in off.items() if limit] == ["requests", "invocation"]
    assert run_json(capsys, "limits", "on", "invocation=50")["invocation"]["operations"] == 50
    on = run_json(capsys, "limits", "on", "daily=free", 'requests={"count": 2, "seconds": 5}')
    assert (on["daily"]["limits"]["writes"], on["requests"]["count"]) == (1000, 2)
    assert run(capsys, "limits", "show", "writes-per-key") == "writes_per_key  false\n"
    assert "nothing" in fail(capsys, "limits", "show", "nothing")
    assert "nothing" in fail(capsys, "limits", "on", "nothing")
    assert not any(run_json(capsys, "limits", "off").values())
    assert not any(run_json(capsys, "limits", "reset").values())
    assert run(capsys, "limits").count("false\n") == 4


def test_consistency(capsys: Output) -> None:
    assert run(capsys, "consistency") == "enabled    false\nlocations  any\ncached     {}\n"
    assert run_json(capsys, "consistency", "on", "ams", "sfo")["locations"] == ["ams", "sfo"]
    assert run_json(capsys, "consistency", "settle")["enabled"]
    assert not run_json(capsys, "consistency", "off")["enabled"]


def test_snapshots(capsys: Output, control: Control) -> None:
    assert run(capsys, "snapshot", "list") == "no snapshots\n"
    control.import_pairs("CACHE", b'{"a": "1"}')
    control.clock.freeze(NOW)
    assert run(capsys, "snapshot", "save", "full") == "full  2027-01-15T08:00:00Z\n"
    control.reset_state()
    assert run(capsys, "snapshot", "restore", "full") == "the store is as it was at full\n"
    assert control.info()["counts"]["pairs"] == 1
    assert run_json(capsys, "snapshot", "list") == [{"name": "full", "taken": NOW}]
    assert run(capsys, "snapshot", "delete", "full") == ""
    assert 'there is no snapshot "full"' in fail(capsys, "snapshot", "restore", "full")


def test_export_and_import_by_files(capsys: Output, tmp_path: Path) -> None:
    source, target = tmp_path / "source.json", tmp_path / "target.json"
    source.write_text(json.dumps(PAIRS))
    assert run(capsys, "import", "CACHE", str(source)) == "2 pairs into CACHE\n"
    assert run(capsys, "export", "CACHE", str(target)) == ""
    assert json.loads(target.read_text()) == PAIRS
    assert "namespace not found" in fail(capsys, "export", "nothing", str(target))
    assert json.loads(target.read_text()) == PAIRS
    assert "namespace not found" in fail(capsys, "import", "nothing", str(source))
    assert run_json(capsys, "import", "nothing", str(source), "--create") == {"imported": 2}
    assert "none.json: No such file" in fail(capsys, "import", "CACHE", str(tmp_path / "none.json"))


def test_export_and_import_by_pipes(capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(PAIRS).encode())))
    run(capsys, "import", "CACHE")
    assert json.loads(run(capsys, "export", "CACHE")) == PAIRS


def test_seed(capsys: Output, control: Control, tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(b"\xff")
    seed = tmp_path / "fakeflare.toml"
    seed.write_text(
        '[[namespaces]]\nbinding = "CACHE"\nentries = { logo = { file = "logo.png" }, k = "v" }\n'
    )
    assert run(capsys, "seed", str(seed)) == "of a Worker  cache-id  2 pairs\n"
    assert [pair["key"] for pair in json.loads(b"".join(control.export("CACHE")))] == ["k", "logo"]
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_text("<html>")
    assert run_json(capsys, "seed", str(folder))["namespaces"][0]["title"] == "site"
    seed.write_text("nothing = ")
    assert "is no TOML" in fail(capsys, "seed", str(seed))


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
    monkeypatch.setattr("fakeflare.cli.turning.journal.time.sleep", pause)
    assert main(["journal", "--follow", "--json"]) == 130
    assert [json.loads(line)["key"] for line in capsys.readouterr().out.splitlines()] == ["a", "b", "c"]


def test_reset(capsys: Output, control: Control) -> None:
    control.clock.freeze(NOW)
    control.import_pairs("CACHE", b'{"a": "1"}')
    assert run(capsys, "reset", "--namespace", "CACHE") == "CACHE is empty\n"
    assert control.clock.read()["frozen"]
    control.snapshot("s")
    assert run(capsys, "reset", "--keep-snapshots") == "all is as at the start\n"
    assert not control.clock.read()["frozen"]
    assert control.list_snapshots()
    run(capsys, "reset")
    assert not control.list_snapshots()
    account = "e" * 32
    control.namespace("things", account)
    assert run(capsys, "reset", "--account", account) == f"{account} is empty\n"
    assert len(control.namespaces()) == 1


def test_the_address_is_a_flag_or_a_variable(
    capsys: Output, serve: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve(Settings(tokens=(parse_token("secret"),))) as url:
        assert "tokens are configured" in fail(capsys, "clock", "--url", url)
        assert "running" in run(capsys, "clock", "--url", f"{url}/", "--token", "secret")
        assert "running" in run(capsys, "clock", "show", "--url", url, "--token", "secret")
        monkeypatch.setenv("FAKEFLARE_URL", url)
        monkeypatch.setenv("FAKEFLARE_TOKEN", "secret:write other")
        assert "running" in run(capsys, "clock", "show")
    assert f"no fakeflare answers at {url}: " in fail(capsys, "clock")


@pytest.mark.parametrize(
    "arguments",
    [
        ["clock", "advance"],
        ["clock", "advance", "-5"],
        ["clock", "set", "tomorrow"],
        ["clock", "sow"],
        ["snapshot"],
        ["fault", "add", "[]"],
        ["fault", "add", "--latency", "long"],
        ["fault", "add", "--latency", "nan"],
        ["fault", "add", "--truncate", "inf"],
        ["limits", "show", "daily", "requests"],
        ["reset", "--namespace", "a", "--account", "b"],
        ["clock", "--url", "nowhere"],
        ["exec"],
        ["exec", "--"],
        ["exec", "--port", "x", "--", "true"],
        ["exec", "--token", "a:b:c", "--", "true"],
    ],
)
def test_a_command_line_that_cannot_be_read(capsys: Output, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: fakeflare" in capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(capsys: Output, command: str) -> None:
    with pytest.raises(SystemExit) as caught:
        main([command, "--help"])
    assert caught.value.code == 0
    assert f"usage: fakeflare {command}" in capsys.readouterr().out


def test_the_command_s_help_lists_all_of_them(capsys: Output) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert all(f"    {command}" in said for command in COMMANDS)
