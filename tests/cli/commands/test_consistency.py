"""`fakeflare consistency`, against a running emulator."""

import pytest

from tests.cli.commands.running import Output, run, run_json

pytestmark = pytest.mark.usefixtures("url")


def test_consistency(capsys: Output) -> None:
    assert run(capsys, "consistency") == "enabled    false\nlocations  any\ncached     {}\n"
    assert run_json(capsys, "consistency", "on", "ams", "sfo")["locations"] == ["ams", "sfo"]
    assert run_json(capsys, "consistency", "settle")["enabled"]
    assert not run_json(capsys, "consistency", "off")["enabled"]
