"""Real configurations: nothing that wrangler accepts is refused, and all that it refuses is.

They lie in `../shared/configs` beside the repository, with wrangler's verdicts in `manifest.json`; they are
not part of the repository. The test runs only when the folder is present, and says so.
"""

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from fakeflare.worker.config.check.pipeline import check_document
from fakeflare.worker.config.document.diagnostics import Diagnostic
from fakeflare.worker.config.document.reading import read_file
from fakeflare.worker.config.findings.project_files import ProjectFiles

CONFIGS = Path(__file__).parents[4] / "shared" / "configs"
TODAY = datetime.date(2026, 11, 23)
FOLLOW_UP = "Bindings must have unique names"
"""wrangler's second sentence after each pair of equal names; here it is part of the first one's hint."""


def list_real() -> list[dict[str, Any]]:
    manifest = CONFIGS / "manifest.json"
    if not manifest.is_file():
        return []
    real: list[dict[str, Any]] = json.loads(manifest.read_text("utf-8"))["real"]
    return real


def check(file: str) -> list[Diagnostic]:
    path = CONFIGS / file
    return check_document(read_file(path, file), ProjectFiles(TODAY, path.parent, path))


def list_sentences(verdict: dict[str, Any]) -> set[str]:
    """wrangler's errors, of the top level and of every environment."""
    texts = (text for texts in verdict.get("errors", {}).values() for text in texts)
    sentences = {text.split(" environment configuration > ")[-1] for text in texts}
    return {text for text in sentences if not text.startswith(FOLLOW_UP)}


@pytest.mark.skipif(not CONFIGS.is_dir(), reason=f"runs only with the configurations in {CONFIGS}")
@pytest.mark.parametrize("real", list_real(), ids=lambda real: real["file"])
def test_a_real_configuration_is_judged_as_wrangler_judges_it(real: dict[str, Any]) -> None:
    verdict = real["wrangler_4_164"]
    errors = [found for found in check(real["file"]) if found.severity == "error"]
    if verdict["status"] == "parse error":
        expected = verdict["parse_error"]
        assert (errors[0].line, errors[0].message.startswith(expected["text"])) == (expected["line"], True)
    elif verdict["status"] == "error":
        assert list_sentences(verdict) <= {found.message for found in errors}
    else:
        assert errors == []
