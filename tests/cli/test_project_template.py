"""The project that `fakeflare init` writes: what is in it, and where nothing is written."""

import os
from pathlib import Path

import pytest

from fakeflare.cli.project_template import CannotStart, init, make_name
from fakeflare.config import check
from tests.pytest.projects import run_pytest


def test_the_started_project_is_found_no_fault_with(tmp_path: Path) -> None:
    folder = tmp_path / "My first_Worker"
    written = init(folder)
    assert sorted(path.relative_to(folder).as_posix() for path in written) == [
        ".gitignore",
        "pyproject.toml",
        "src/entry.py",
        "tests/test_entry.py",
        "wrangler.jsonc",
    ]
    assert '"name": "my-first-worker"' in (folder / "wrangler.jsonc").read_text()
    assert check(folder / "wrangler.jsonc") == []


def test_the_started_project_passes_its_own_test(tmp_path: Path) -> None:
    init(tmp_path)
    # the repository's own configuration is no part of the project
    run = run_pytest(tmp_path, "--rootdir", str(tmp_path), "tests")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "1 passed" in run.stdout


@pytest.mark.parametrize("taken", ["wrangler.jsonc", "wrangler.toml", "src/entry.py", "tests/test_entry.py"])
def test_nothing_is_written_where_one_of_the_files_exists(tmp_path: Path, taken: str) -> None:
    (tmp_path / taken).parent.mkdir(exist_ok=True)
    (tmp_path / taken).write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(CannotStart, match=f"has {taken} already: nothing was written"):
        init(tmp_path)
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / taken).read_text() == "mine"


def test_nothing_is_written_where_a_link_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "wrangler.jsonc").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CannotStart, match="already"):
        init(tmp_path)
    assert not (tmp_path / "elsewhere").exists()


def test_what_a_project_may_have_already_stays(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("mine\n")
    (tmp_path / "pyproject.toml").write_text("# mine\n")
    assert len(init(tmp_path)) == 3
    assert (tmp_path / ".gitignore").read_text() == "mine\n"
    assert (tmp_path / "pyproject.toml").read_text() == "# mine\n"


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "src").write_text("a file")
    with pytest.raises(CannotStart, match=r"src is no folder: nothing was written"):
        init(tmp_path)
    with pytest.raises(CannotStart, match=r"src is no folder: nothing was written"):
        init(tmp_path / "src")


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotStart, match="cannot be written: Not a directory"):
        init(tmp_path / "file" / "project")


@pytest.mark.parametrize("name", ["", "My-Worker", "-worker", "worker-", "my_worker", "w" * 64, "w\n"])
def test_a_name_that_no_worker_can_have_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(CannotStart, match="is no name for a Worker"):
        init(tmp_path / "project", name)
    assert not (tmp_path / "project").exists()


def test_a_name_may_be_given(tmp_path: Path) -> None:
    init(tmp_path, "a1")
    assert '"name": "a1"' in (tmp_path / "wrangler.jsonc").read_text()
    assert 'name = "a1"' in (tmp_path / "pyproject.toml").read_text()


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("Über App!", "ber-app"),
        ("__", "my-worker"),
        ("a" * 62 + "-b", "a" * 62),
        ("shop", "shop"),
    ],
)
def test_a_worker_is_called_after_its_folder(folder: str, name: str) -> None:
    assert make_name(Path(folder)) == name


def test_a_worker_in_this_folder_is_called_after_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Here").mkdir()
    monkeypatch.chdir(tmp_path / "Here")
    assert make_name(Path(os.curdir)) == "here"
