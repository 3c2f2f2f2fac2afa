"""`fakeflare fault`, against a running emulator."""

import pytest

from tests.cli.commands.running import Output, run, run_json

pytestmark = pytest.mark.usefixtures("url")


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
