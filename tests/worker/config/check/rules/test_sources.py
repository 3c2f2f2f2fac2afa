"""The files of a Python Worker, and those that stay behind."""

from pathlib import Path

import pytest

from fakeflare.worker.config.check.rules.python import sources
from fakeflare.worker.config.check.rules.python.sources import (
    Sources,
    Unshipped,
    list_unshipped,
    read_sources,
)


def test_files_are_sorted_by_what_wrangler_does_with_them(tmp_path: Path) -> None:
    for name in ("src/entry.py", "src/a/b.json", "src/page.html", "src/.env", "src/python_modules/x.json"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("text", "utf-8")
    assert read_sources(tmp_path, "src") == Sources({"entry.py": "text"}, [".env", "a/b.json"])


def test_there_are_no_sources_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert read_sources(tmp_path, "src") == Sources({}, [])


def test_a_file_that_cannot_be_read_is_empty(tmp_path: Path) -> None:
    (tmp_path / "entry.py").symlink_to(tmp_path / "nowhere")
    assert read_sources(tmp_path, ".").code == {"entry.py": ""}


def test_reading_ends_with_so_many_files_and_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(9):
        (tmp_path / f"{number}.py").write_text("text", "utf-8")
    monkeypatch.setattr(sources, "MAX_FILES", 5)
    assert len(read_sources(tmp_path, ".").code) == 5
    monkeypatch.setattr(sources, "MAX_BYTES", 6)
    assert list(read_sources(tmp_path, ".").code) == ["0.py", "1.py"]


@pytest.mark.parametrize(
    ("globs", "left"),
    [
        ([], ["rules.json", "data/deep/style.css"]),
        (["**/*.json"], ["data/deep/style.css"]),
        (["*.json", "data/**"], []),
        (["*.css"], ["rules.json", "data/deep/style.css"]),
        (["data/*/style.?ss"], ["rules.json"]),
    ],
)
def test_rules_take_files_along(globs: list[str], left: list[str]) -> None:
    code = {"entry.py": "open('rules.json'), open(\"data/deep/style.css\"), 'unnamed.js'"}
    found = Sources(code, ["rules.json", "data/deep/style.css", "other.json", "Makefile"])
    assert [unshipped.path for unshipped in list_unshipped(found, globs)] == left


def test_a_file_is_told_with_its_user() -> None:
    found = Sources({"a.py": "", "b.py": "'x.json'"}, ["x.json"])
    assert list(list_unshipped(found, [])) == [Unshipped("x.json", "b.py")]
    assert Unshipped("a/x.json", "b.py").suffix == ".json"
