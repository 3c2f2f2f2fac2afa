"""Each rule fires where it should and is silent where it should, shown by files under `cases/`.

A folder `cases/<code>-<name>/` belongs to one rule. Each `x.jsonc`, `x.json` or `x.toml` in it is a case, and
so is each folder that holds a `wrangler.*`; the one in its `project/`, if there is any, is then checked.
`x.out` beside it lists all findings. In a case called `silent…` the rule must not fire; in every other one it
must. `x@staging` is checked for that environment alone. With `FAKEFLARE_WRITE_CASES=1` the `.out` files are
written anew.
"""

import datetime
import os
from pathlib import Path

import pytest

from fakeflare.worker.config.check.families import list_rules
from fakeflare.worker.config.check.pipeline import check_document
from fakeflare.worker.config.document.diagnostics import Diagnostic
from fakeflare.worker.config.document.document import Document
from fakeflare.worker.config.document.reading import read_file
from fakeflare.worker.config.findings.project_files import ProjectFiles

CASES = Path(__file__).parent / "cases"
TODAY = datetime.date(2026, 11, 23)
RULES = list_rules()
SUFFIXES = (".json", ".jsonc", ".toml")


def list_cases() -> list[Path]:
    return sorted(
        case
        for folder in CASES.iterdir()
        for case in folder.iterdir()
        if case.suffix in SUFFIXES or any(case.glob("wrangler.*"))
    )


def find_config(case: Path) -> Path:
    """The file of a case; a folder's is in its `project` where it has one."""
    found = [*sorted(case.glob("project/wrangler.*")), *sorted(case.glob("wrangler.*"))]
    return found[0] if case.is_dir() else case


def read_case(case: Path) -> tuple[Document, ProjectFiles]:
    """What is checked, and what the check may look at."""
    path = find_config(case)
    asked = (case.stem.partition("@")[2],) if "@" in case.stem else None
    project_files = ProjectFiles(TODAY, environments=asked)
    if case.is_dir():
        project_files = project_files._replace(folder=path.parent, path=path)
    return read_file(path, path.name), project_files


def list_lines(diagnostics: list[Diagnostic]) -> list[str]:
    lines = []
    for found in diagnostics:
        place = f"{found.range.line}:{found.range.column}-{found.range.end_line}:{found.range.end_column}"
        lines.append(f"{place} {found.severity} {found.code} {found.name}: {found.message}")
        if found.hint:
            lines.append(f"    hint: {found.hint}")
        lines += [f"    {other.range.line}:{other.range.column} {other.message}" for other in found.related]
        lines += [f"    edit: {edit.start}-{edit.end} {edit.text!r}" for edit in found.edits]
    return lines


@pytest.mark.parametrize("case", list_cases(), ids=lambda case: f"{case.parent.name}/{case.name}")
def test_case(case: Path) -> None:
    found = check_document(*read_case(case))
    output = "".join(f"{line}\n" for line in list_lines(found))
    expected = case.with_suffix(".out")
    if os.environ.get("FAKEFLARE_WRITE_CASES"):
        expected.write_text(output, "utf-8")
    code = case.parent.name.split("-")[0]
    assert (code in [diagnostic.code for diagnostic in found]) is not case.name.startswith("silent")
    assert output == expected.read_text("utf-8")


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_rule_has_a_case_that_fires_and_one_that_is_silent(code: str) -> None:
    folder = CASES / f"{code}-{RULES[code].name}"
    names = [case.name for case in list_cases() if case.parent == folder]
    assert any(name.startswith("silent") for name in names)
    assert any(not name.startswith("silent") for name in names)


def test_every_folder_of_cases_is_of_a_rule() -> None:
    assert {folder.name for folder in CASES.iterdir()} <= {
        f"{code}-{rule.name}" for code, rule in RULES.items()
    }
