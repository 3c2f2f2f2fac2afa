"""Folders that are watched, and changes that nobody tells of since they happen while a watch is being set
up."""

import threading
from pathlib import Path

import pytest

from fakeflare.worker.runtime.dev.watching import Watch, list_folders


@pytest.mark.parametrize("change", ["removed", "added", "written"])
def test_a_change_before_the_watch_is_there_is_told(tmp_path: Path, change: str) -> None:
    path, told, found = tmp_path / ".dev.vars", threading.Event(), set()
    if change != "added":
        path.write_text("A=1\n")

    def tell(paths: set[Path]) -> None:
        found.update(paths)
        told.set()

    watch = Watch([], [path], lambda _path: False, [], tell)
    if change == "removed":
        path.unlink()
    else:
        path.write_text("A=2\n")
    watch.start()
    try:
        assert told.wait(20)
    finally:
        watch.stop()
    assert found == {path}


def test_folders_that_hold_no_code_are_not_watched(tmp_path: Path) -> None:
    folders = ["parts/deep", "node_modules/x", "__pycache__", ".venv/lib", "env/lib", "state/x"]
    for name in folders:
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "env/pyvenv.cfg").write_text("")
    found = {str(folder.relative_to(tmp_path)) for folder in list_folders(tmp_path, (tmp_path / "state",))}
    assert found == {".", "parts", "parts/deep"}
