"""Commands run in this process: what they print, and the one line of those that fail."""

import json
from typing import Any

import pytest

from fakeflare.cli.main import main

NOW = 1_800_000_000

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
