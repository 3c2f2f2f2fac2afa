"""`fakeflare trigger`: which cron it sends where, and what cannot be sent."""

from pathlib import Path

import pytest

from fakeflare.cli.main import main
from fakeflare.cli.parser import parse_arguments


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--url", "http://127.0.0.1:1", "* * * * *"], "no `fakeflare dev` answers at http://127.0.0.1:1: "),
        (["--url", "http://127.0.0.1:1"], "which cron? the configuration has none"),
        (["-c", "none.json", "* * * * *"], "none.json (No such file or directory.)"),
    ],
)
def test_a_trigger_that_cannot_be_sent_is_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    (tmp_path / "wrangler.json").write_text('{"main": "x.js"}')
    monkeypatch.chdir(tmp_path)
    assert main(["trigger", *arguments]) == 1
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith("fakeflare: ")
    assert message in last


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("1754049600000", 1754049600000),
        ("2025-08-01T12:00:00Z", 1754049600000),
        ("2025-08-01T12:00", 1754049600000),
    ],
)
def test_a_trigger_s_time_is_milliseconds_or_iso(text: str, milliseconds: int) -> None:
    assert parse_arguments("trigger", ["--time", text], {}).time == milliseconds


def test_a_trigger_goes_to_the_port_of_the_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "wrangler.json").write_text(
        '{"main": "x.js", "dev": {"port": 1}, "triggers": {"crons": ["* * * * *"]}}'
    )
    monkeypatch.chdir(tmp_path)
    assert main(["trigger"]) == 1
    assert "http://127.0.0.1:1" in capsys.readouterr().err
