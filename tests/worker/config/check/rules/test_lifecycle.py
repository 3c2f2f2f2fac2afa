"""What the files of the cases cannot say: a main file that cannot be read."""

import datetime
from pathlib import Path

import pytest

from fakeflare.worker.config.check.pipeline import check_document
from fakeflare.worker.config.document.reading import read_text
from fakeflare.worker.config.findings.project_files import ProjectFiles

CONFIGURATION = """{
  "name": "demo", "main": "index.js", "compatibility_date": "2026-08-01",
  "durable_objects": { "bindings": [{ "name": "COUNTER", "class_name": "Counter" }] },
  "exports": { "Counter": { "type": "durable-object", "storage": "sqlite" } }
}"""


def list_codes(folder: Path) -> list[str]:
    project_files = ProjectFiles(datetime.date(2026, 11, 23), folder)
    return [found.code for found in check_document(read_text(CONFIGURATION, "jsonc"), project_files)]


def test_a_class_that_the_main_file_lacks_is_found(tmp_path: Path) -> None:
    (tmp_path / "index.js").write_text("export default {};")
    assert list_codes(tmp_path) == ["FF457"]


def test_a_main_file_that_cannot_be_read_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "index.js").write_text("export default {};")

    def refuse(*_: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", refuse)
    assert list_codes(tmp_path) == []


def test_a_large_main_file_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "index.js").write_text("//" + "x" * 2_000_000)
    assert list_codes(tmp_path) == []
