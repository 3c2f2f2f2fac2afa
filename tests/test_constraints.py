"""The two files of constraints pin what pyproject.toml names, and say nothing of where it comes from."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
NEEDED = [*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["test"]]
LINTERS = PROJECT["dependency-groups"]["lint"]


def find_name(requirement: str) -> str:
    name = re.match(r"[\w.-]+", requirement)
    assert name is not None
    return name[0].lower().replace("_", "-")


@pytest.mark.parametrize(
    ("file", "requirements"),
    [("constraints.txt", [*NEEDED, *LINTERS]), ("constraints-lowest.txt", NEEDED)],
)
def test_every_requirement_is_pinned_with_hashes(file: str, requirements: list[str]) -> None:
    text = (ROOT / file).read_text("utf-8")
    pins = re.findall(r"^([\w.-]+)==\S+.*\\\n    --hash=sha256:", text, re.MULTILINE)
    assert {find_name(each) for each in requirements} <= set(pins), "run scripts/pin"
    assert len(pins) == len(re.findall("^[a-z].*==", text, re.MULTILINE))


@pytest.mark.parametrize("file", ["constraints.txt", "constraints-lowest.txt"])
def test_no_index_is_named(file: str) -> None:
    assert re.findall(r"://|^-|^--", (ROOT / file).read_text("utf-8"), re.MULTILINE) == []
