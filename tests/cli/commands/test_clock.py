"""`fakeflare clock`, against a running emulator."""

import pytest

from tests.cli.commands.running import NOW, Output, run, run_json

pytestmark = pytest.mark.usefixtures("url")


def test_the_clock(capsys: Output) -> None:
    assert run(capsys, "clock", "freeze", str(NOW)).startswith("2027-01-15T08:00:00Z (1800000000), frozen, ")
    assert "2027-01-15T08:01:01Z" in run(capsys, "clock", "advance", "61")
    assert run_json(capsys, "clock")["now"] == NOW + 61
    assert "2030-01-31T12:00:00Z" in run(capsys, "clock", "set", "2030-01-31T12:00:00Z")
    assert "running" in run(capsys, "clock", "resume")
    assert " ahead" not in run(capsys, "clock", "reset")
    assert run_json(capsys, "clock", "show")["offset"] == 0
