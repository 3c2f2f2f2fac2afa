"""`fakeflare export` and `fakeflare import`, against a running emulator."""

import io
import json
import sys
from pathlib import Path

import pytest

from tests.cli.commands.running import Output, fail, run, run_json

pytestmark = pytest.mark.usefixtures("url")

PAIRS = [{"key": "a", "value": "1"}, {"key": "b", "value": "/w==", "base64": True}]


def test_export_and_import_by_files(capsys: Output, tmp_path: Path) -> None:
    source, target = tmp_path / "source.json", tmp_path / "target.json"
    source.write_text(json.dumps(PAIRS))
    assert run(capsys, "import", "CACHE", str(source)) == "2 pairs into CACHE\n"
    assert run(capsys, "export", "CACHE", str(target)) == ""
    assert json.loads(target.read_text()) == PAIRS
    assert "namespace not found" in fail(capsys, "export", "nothing", str(target))
    assert json.loads(target.read_text()) == PAIRS
    assert "namespace not found" in fail(capsys, "import", "nothing", str(source))
    assert run_json(capsys, "import", "nothing", str(source), "--create") == {"imported": 2}
    assert "none.json: No such file" in fail(capsys, "import", "CACHE", str(tmp_path / "none.json"))


def test_export_and_import_by_pipes(capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(PAIRS).encode())))
    run(capsys, "import", "CACHE")
    assert json.loads(run(capsys, "export", "CACHE")) == PAIRS
