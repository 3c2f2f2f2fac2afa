"""Tracebacks for a Worker's author."""

import runpy
from pathlib import Path

import pytest

from fakeflare.worker.runtime.load import tracebacks
from fakeflare.worker.runtime.load.tracebacks import format_error


@pytest.mark.parametrize(
    ("source", "frames"),
    [("def fetch():\n    1 / 0\nfetch()\n", 2), ("def (\n", 1)],
    ids=["raised", "syntax"],
)
def test_fakeflares_frames_are_left_out_also_where_the_project_is_fakeflare_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, frames: int
) -> None:
    ours = tmp_path / "worker"
    main = ours / "seed/src/entry.py"
    main.parent.mkdir(parents=True)
    main.write_text(source)
    (ours / "load.py").write_text(f"import runpy\nrunpy.run_path({str(main)!r})\n")
    monkeypatch.setattr(tracebacks, "_OURS", str(ours))
    with pytest.raises((ZeroDivisionError, SyntaxError)) as caught:
        runpy.run_path(str(ours / "load.py"))
    shown = format_error(caught.value, (main.parent, tmp_path))
    assert f'"{ours}/load.py"' not in shown
    assert shown.count(f'  File "{main}"') == frames
