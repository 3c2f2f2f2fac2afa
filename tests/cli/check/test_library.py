"""`fakeflare.config.check`: the same findings as a function."""

import datetime
import subprocess
import sys
from pathlib import Path

import pytest

import fakeflare.config
from fakeflare.worker.config.check.selection import UnknownRule

BAD = '{ "name": "My Worker", "main": "entry.js", "compatibility_date": "2026-08-01", "env": {\n'
BAD += '  "staging": { "name": "Bad one" }, "production": { "name": "Bad two" } } }\n'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "entry.js").write_text("")
    path = tmp_path / "wrangler.jsonc"
    path.write_text(BAD)
    return path


def list_names(path: Path, **options: object) -> list[tuple[int, str]]:
    return [(found.line, found.name) for found in fakeflare.config.check(path, **options)]  # type: ignore[arg-type]


def test_findings_are_in_the_order_of_the_file(path: Path) -> None:
    first, *others = fakeflare.config.check(path)
    assert (first.path, first.line, first.column, first.code) == (str(path), 1, 11, "FF201")
    assert [(found.line, found.code) for found in others] == [(2, "FF201")] * 2


def test_a_folder_stands_for_its_configuration(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    [found, *_] = fakeflare.config.check(".")
    assert found.path == "wrangler.jsonc"


def test_environments_and_rules_are_chosen(path: Path) -> None:
    assert list_names(path, environments=["staging"]) == [(1, "bad-name"), (2, "bad-name")]
    assert list_names(path, environments=[]) == [(1, "bad-name")]
    assert list_names(path, ignore=["FF2"]) == []
    assert list_names(path, select=["FF1"]) == []
    with pytest.raises(UnknownRule):
        fakeflare.config.check(path, select=["none"])


def test_without_files_the_disk_around_is_not_looked_at(path: Path) -> None:
    (path.parent / "entry.js").unlink()
    assert len(list_names(path)) == 4
    assert len(list_names(path, files=False)) == 3


def test_dates_are_compared_with_the_day_that_is_given(path: Path) -> None:
    path.write_text(BAD.replace("My Worker", "mine").replace("Bad ", ""))
    assert list_names(path) == []
    [(line, _)] = list_names(path, today=datetime.date(2026, 7, 1))
    assert line == 1


def test_what_cannot_be_read_is_a_finding(tmp_path: Path) -> None:
    [missing] = fakeflare.config.check(tmp_path / "none.json")
    assert (missing.severity, missing.line, missing.column) == ("error", 1, 1)
    [folder] = fakeflare.config.check(tmp_path)
    assert folder.code == missing.code


def test_importing_the_library_loads_next_to_nothing() -> None:
    shown = "[name for name in sys.modules if name.startswith('fakeflare.')]"
    code = f"import sys, fakeflare.config; print({shown})"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "['fakeflare.config']\n"
