"""Changes that nobody tells of, since they happen while a watch is being set up."""

import threading
from pathlib import Path

import pytest

from fakeflare.worker.runtime.dev.watching import Watch


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
