"""What files express badly: every kind in every block, no crash on any value, and time."""

import datetime
import json
import time

import pytest

from fakeflare.worker.config.check.pipeline import check_document
from fakeflare.worker.config.document.diagnostics import Diagnostic
from fakeflare.worker.config.document.reading import read_text
from fakeflare.worker.config.findings.project_files import ProjectFiles
from fakeflare.worker.config.kinds import FIELDS as ALL
from fakeflare.worker.config.kinds import get_kind

BASICS = {"name": "shop", "main": "src/index.js", "compatibility_date": "2026-08-01"}
PROJECT_FILES = ProjectFiles(datetime.date(2026, 11, 23))
KINDS = {field: get_kind(field) for field in ALL}
FIELDS = [field for field, kind in KINDS.items() if kind.entries is not None and kind.shape == "list"]


def check(values: dict[str, object], codes: str = "FF3") -> list[Diagnostic]:
    document = read_text(json.dumps({**BASICS, **values}), "jsonc")
    return [found for found in check_document(document, PROJECT_FILES) if found.code.startswith(codes)]


@pytest.mark.parametrize("field", FIELDS)
def test_an_environment_is_named_in_the_message(field: str) -> None:
    top, staging = check({field: None}), check({"env": {"staging": {field: None}}})
    assert [found.message for found in top] == [f'The field "{field}" should be an array but got null.']
    assert [(found.message, found.environment) for found in staging] == [
        (f'The field "env.staging.{field}" should be an array but got null.', "staging")
    ]


@pytest.mark.parametrize("field", sorted({*FIELDS} - {"agent_memory", "vpc_networks"}))
def test_previews_are_checked_and_never_name_the_environment(field: str) -> None:
    messages = [f'The field "previews.{field}" should be an array but got null.']
    assert [found.message for found in check({"previews": {field: None}})] == messages
    staging = check({"env": {"staging": {"previews": {field: None}}}})
    assert [found.message for found in staging] == messages


@pytest.mark.parametrize("field", ["agent_memory", "vpc_networks", "logfwdr"])
def test_previews_do_not_have_every_kind(field: str) -> None:
    assert check({"previews": {field: None}}) == []


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("value", [None, True, 1, 1.5, "x", [], {}])
def test_every_member_may_be_anything(field: str, value: object) -> None:
    entries = KINDS[field].entries
    assert entries is not None
    keys = [*(member.key for member in entries.members), "simple", "outbound", "dev", "limits", "local_dev"]
    found = check({field: [value, dict.fromkeys(keys, value), {}]})
    assert all(diagnostic.place[0] == field for diagnostic in found)


def test_a_name_in_an_environment_collides_with_what_it_inherits() -> None:
    found = check({"assets": {"binding": "A"}, "env": {"staging": {"vars": {"A": 1}}}}, "FF330")
    assert [(one.message, one.environment) for one in found] == [
        ("A assigned to Environment Variable and Assets bindings.", "staging")
    ]


def test_a_collision_at_the_top_level_is_not_repeated_in_environments() -> None:
    values: dict[str, object] = {"assets": {"binding": "A"}, "text_blobs": {"A": "a.txt"}}
    found = check({**values, "env": {"staging": {}, "production": {"vars": {"A": 1}}}}, "FF330")
    assert [(one.message, one.environment) for one in found] == [
        ("A assigned to Text Blob and Assets bindings.", None),
        ("A assigned to Text Blob, Environment Variable, and Assets bindings.", "production"),
    ]


def test_a_python_worker_is_told_the_python_way_to_a_name() -> None:
    found = check({"main": "src/entry.py", "kv_namespaces": [{"binding": "my-cache"}]}, "FF331")
    assert [one.hint for one in found] == [
        'Perhaps "my_cache". As it is, the code has to write getattr(env, "my-cache").'
    ]


def test_thousands_of_equal_names_are_compared_in_linear_time() -> None:
    entries = [{"binding": f"KV_{number}", "id": f"{number:032x}"} for number in range(2_000)]
    started = time.process_time()
    found = check({"kv_namespaces": [*entries, *entries]}, "FF330")
    assert time.process_time() - started < 60
    assert len(found) == 2_000


@pytest.mark.parametrize("junk", [None, 1, "x", [], [1], {}, {"bindings": [1]}, {"required": [1, {}]}])
@pytest.mark.parametrize(
    "field", ["vars", "secrets", "assets", "logfwdr", "wasm_modules", "unsafe", "durable_objects"]
)
def test_what_is_malformed_has_no_name(field: str, junk: object) -> None:
    assert check({field: junk, "ai": {"binding": "AI"}}, "FF33") == []
