"""The broken and the odd configurations under `broken/`: what wrangler says of them, and what we should.

`broken/verdicts.json` has, for each: wrangler's verdict and sentences (`wrangler deploy --dry-run` of
4.164.0, run in the folder with `args`) with the line where each belongs, and the ideal: what a reader of the
file would want to be told. A severity such as `error|warning` leaves the choice open, and so does a line
that is null.
"""

import datetime
import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from fakeflare.worker.config.check.pipeline import check_document
from fakeflare.worker.config.document.diagnostics import Diagnostic
from fakeflare.worker.config.document.reading import read_file
from fakeflare.worker.config.findings.project_files import ProjectFiles

BROKEN = Path(__file__).parent / "broken"
TODAY = datetime.date(2026, 11, 23)
CASES: list[dict[str, Any]] = json.loads((BROKEN / "verdicts.json").read_text("utf-8"))
WRONG = {"074-assets-dir-var-collision", "075-rules-python-module", "112-env-ratelimits-undefined"}
"""Where wrangler's own sentence is a mistake; `note` says why."""

each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])


def check(case: dict[str, Any]) -> list[Diagnostic]:
    path = BROKEN / case["id"] / case["file"]
    names = tuple(shlex.split(case["args"])[1:]) or None
    return check_document(read_file(path, path.name), ProjectFiles(TODAY, path.parent, path, names))


def says(found: Diagnostic, severity: str, line: int | None, text: str) -> bool:
    words = (found.message, found.hint or "", found.name, *(other.message for other in found.related))
    is_there = line is None or line == found.line
    return is_there and found.severity in severity.split("|") and any(text in word for word in words)


@each_case
def test_every_sentence_of_wrangler_is_said_at_the_right_line(case: dict[str, Any]) -> None:
    found = check(case)
    for expected in [] if case["id"] in WRONG else case["sentences"]:
        severity, line, text = expected["severity"], expected["line"], expected["text"]
        if severity == "warning":  # some of wrangler's warnings are errors here, none is less
            severity = "error|warning"
        assert any(says(one, severity, line, text) for one in found), (expected, found)


@each_case
def test_what_a_reader_would_want_is_said(case: dict[str, Any]) -> None:
    found = check(case)
    for expected in case["ideal"]:
        is_said = any(
            says(one, expected["severity"], expected["line"], expected["contains"]) for one in found
        )
        assert is_said, (expected, found)


@each_case
def test_there_is_no_error_besides(case: dict[str, Any]) -> None:
    expected = [(one["severity"], one["line"], one["text"]) for one in case["sentences"]]
    expected += [(one["severity"], one["line"], one["contains"]) for one in case["ideal"]]
    if case["id"] in WRONG:
        expected = []
    for one in check(case):
        if one.severity == "error":
            assert any("error" in kind and says(one, "error", *rest) for kind, *rest in expected), one


@pytest.mark.parametrize("name", ["050-vars-number", "095-syntax-utf8-bom", "097-json-with-comments"])
def test_what_is_fine_is_left_alone(name: str) -> None:
    (case,) = (case for case in CASES if case["id"] == name)
    assert {found.severity for found in check(case)} <= {"info"}


def test_every_folder_has_a_verdict() -> None:
    assert [case["id"] for case in CASES] == sorted(path.name for path in BROKEN.iterdir() if path.is_dir())
    assert [int(case["id"][:3]) for case in CASES] == list(range(1, 115))
