"""docs/check.md and the command say the same."""

import re
from pathlib import Path

import pytest

from fakeflare.cli.check.plain_arguments import Options
from fakeflare.cli.check.reports import FORMATS
from fakeflare.cli.main import main
from fakeflare.worker.config.check.selection import find_codes

PAGE = (Path(__file__).parents[3] / "docs/check.md").read_text("utf-8")


def read_help(capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit):
        main(["check", "--help"])
    return capsys.readouterr().out


def test_every_flag_is_in_the_help_and_in_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    flags = {f"--{name.replace('_', '-')}" for name in vars(Options()) if name != "files"}
    table = dict(re.findall(r"^\| `(--[a-z-]+)[^|]*\| *`?([A-Z_]*)`? *\|", PAGE, re.MULTILINE))
    assert set(table) == flags
    assert set(re.findall(r"^ +(?:-\w[^,]*, )?(--[a-z-]+)", read_help(capsys), re.MULTILINE)) == flags | {
        "--help"
    }
    named = {flag: variable for flag, variable in table.items() if variable}
    assert named == {flag: f"FAKEFLARE_{flag[2:].replace('-', '_').upper()}" for flag in named}
    assert flags - set(named) == {"--explain", "--wrangler-version"}


def test_every_format_is_described() -> None:
    described = re.findall(r"^\| `([a-z-]+)` \|", PAGE.partition("## For other programs")[2], re.MULTILINE)
    assert ["text", *described[: len(FORMATS) - 1]] == list(FORMATS)


def test_the_rules_that_it_names_exist() -> None:
    words = re.findall(r"FF\d+", PAGE) + re.findall(r"ignore ([a-z]+(?:-[a-z]+)+)", PAGE)
    assert len(words) > 5
    for word in words:
        assert find_codes(word)
