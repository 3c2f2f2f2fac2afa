"""No value in any place makes the checker fail: at worst it makes findings."""

import copy
import datetime
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakeflare.worker.config.check.pipeline import check_document
from fakeflare.worker.config.document.reading import read_file, read_text
from fakeflare.worker.config.findings.project_files import ProjectFiles
from fakeflare.worker.config.syntax.nodes import Place
from tests.examples import trying

MAXIMAL = Path(__file__).parent / "maximal.jsonc"
VALUES: dict[str, Any] = dict(read_file(MAXIMAL).values)
BASICS = {"name": "demo", "main": "src/index.js", "compatibility_date": "2026-08-01"}
PROJECT_FILES = ProjectFiles(datetime.date(2026, 11, 23))
ODD: tuple[Any, ...] = (None, 1, -0.5, "x", "", [], {}, True, [None], {"__proto__": None, "constructor": []})

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def check(values: object) -> None:
    check_document(read_text(json.dumps(values), "jsonc"), PROJECT_FILES)


def list_places(value: object, place: Place = ()) -> Iterator[Place]:
    """Every place in a value, its own included, the outer ones first."""
    yield place
    members: Iterator[tuple[str | int, object]] = iter(())
    if isinstance(value, dict):
        members = iter(value.items())
    elif isinstance(value, list):
        members = iter(enumerate(value))
    for name, member in members:
        yield from list_places(member, (*place, name))


def replace(values: Any, place: Place, value: object) -> Any:
    """A copy with another value at one place."""
    if not place:
        return value
    result = copy.copy(values)
    result[place[0]] = replace(values[place[0]], place[1:], value)
    return result


def test_the_maximal_configuration_has_one_error() -> None:
    found = check_document(read_file(MAXIMAL), PROJECT_FILES)
    assert [one.name for one in found if one.severity == "error"] == ["assets-and-site"]


@pytest.mark.parametrize("field", VALUES)
def test_odd_values_in_every_place(field: str) -> None:
    for place in list_places(VALUES[field]):
        for odd in ODD:
            block = {field: replace(VALUES[field], place, odd)}
            check(BASICS | block | {"env": {"top": {}, "own": block}})


PLACES = [place for place in list_places(VALUES) if place]


@trying(150)
@given(st.lists(st.tuples(st.sampled_from(PLACES), anything), min_size=1, max_size=3))
def test_anything_anywhere(changes: list[tuple[Place, Any]]) -> None:
    values = VALUES
    for place, value in changes:
        if place in set(list_places(values)):
            values = replace(values, place, value)
    check(values)


@given(anything)
@trying(100)
def test_anything_as_the_whole(value: object) -> None:
    check(value)
