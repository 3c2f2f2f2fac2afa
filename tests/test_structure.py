"""The rules of the house that a machine can check: circles, reasons, docstrings, folders, documents."""

import ast
import re
from collections import Counter
from pathlib import PurePosixPath

import pytest

from tests.source_tree import ROOT, find_circles, list_paths, read_modules

REASON = re.compile(r"#.*(start-up|is there only while)")
"""What a comment says where a function imports: that start-up need not wait for it, or that the module
is there only while something runs, as the SDK is. It stands on the line or above the block of imports."""

MAX_FILES = 12
LARGE_FOLDERS = {
    "fakeflare/cli": "what all commands share; each file is one subject of theirs",
    "fakeflare/cli/commands": "a file for each command",
    "emulator/domain": "one noun of KV's a file, and no file that is a detail of another",
    "worker/bindings/kinds": "a file for each kind of binding",
    "worker/config/kinds": "a file for each kind of binding",
}
"""Folders that hold more files than that, and why."""


def test_no_module_reaches_itself_by_imports() -> None:
    assert find_circles() == {}


def find_reason(lines: list[str], line: int) -> bool:
    """Whether an import on this line (from 1) says why it stands there."""
    start = line - 1
    if REASON.search(lines[start]):
        return True
    # up through the block of imports, of which one may take many lines, to the comments above it
    above = start - 1
    while re.match(r"\s*(from|import) |\s*\)?$|\s+\w+( as \w+)?,$", lines[above]):
        above -= 1
    while lines[above].strip().startswith("#"):
        if REASON.search(lines[above]):
            return True
        above -= 1
    return False


def test_imports_inside_functions_say_why() -> None:
    found = [
        f"{module.path}:{each.line} {each.name}"
        for module in read_modules().values()
        for each in module.list_imports()
        if each.is_inside and not find_reason(module.lines, each.line)
    ]
    assert found == []


def test_public_docstrings_say_more_than_a_name_does() -> None:
    found = [
        f"{module.path}:{each.lineno} {each.name}"
        for module in read_modules().values()
        # those of messages are the descriptions in the OpenAPI document, as short as it shows them
        if not module.path.startswith(("emulator/messages/", "fakeflare/control/specs.py"))
        for each in module.list_public_definitions()
        if (text := ast.get_docstring(each)) is not None and len(text.split()) <= 4
    ]
    assert found == []


def test_every_module_says_what_it_holds() -> None:
    silent = [
        module.path
        for module in read_modules().values()
        if module.tree.body and ast.get_docstring(module.tree) is None
    ]
    assert silent == []


def test_folders_hold_few_files_of_one_subject() -> None:
    counts = Counter(
        PurePosixPath(path).parent.as_posix() for path in list_paths() if not path.endswith("__init__.py")
    )
    large = {folder for folder, count in counts.items() if count > MAX_FILES}
    assert large == set(LARGE_FOLDERS)


def list_test_folders(top: str) -> list[str]:
    folders = {path.parent for path in (ROOT / "tests" / top).rglob("test_*.py")}
    return sorted(folder.relative_to(ROOT / "tests").as_posix() for folder in folders)


@pytest.mark.parametrize("top", ["emulator", "worker"])
def test_the_folders_of_the_tests_are_those_of_the_sources(top: str) -> None:
    assert [folder for folder in list_test_folders(top) if not (ROOT / folder).is_dir()] == []


def test_files_that_contributing_names_exist() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    tops = "fakeflare|emulator|worker|tests|scripts|docs|benchmarks"
    named = re.findall(rf"`((?:{tops})/(?!\S*(?:nnn|NAME))[\w./-]+)`", text)
    assert len(named) > 10
    assert [path for path in named if not (ROOT / path).exists()] == []
