"""Unknown fields in large and odd documents."""

import datetime
import json
import time
from collections.abc import Mapping

from fakeflare.worker.config.check.pipeline import check_document
from fakeflare.worker.config.document.diagnostics import Diagnostic
from fakeflare.worker.config.document.reading import read_text
from fakeflare.worker.config.findings.project_files import ProjectFiles

BASE = {"name": "demo", "main": "index.js", "compatibility_date": "2026-08-01"}


def check(values: Mapping[str, object], environments: tuple[str, ...] | None = None) -> list[Diagnostic]:
    project_files = ProjectFiles(datetime.date(2026, 11, 23), environments=environments)
    return check_document(read_text(json.dumps({**BASE, **values}), "jsonc"), project_files)


def test_two_slips_for_one_field_are_not_both_repaired() -> None:
    found = check({"kvNamespaces": [], "kv_namespace": []})
    assert [bool(each.edits) for each in found] == [True, False]


def test_environments_that_are_not_asked_for_are_passed_over() -> None:
    values: dict[str, object] = {"env": {"a": {"vrs": {}}, "b": {"vrs": {}}}}
    assert [each.environment for each in check(values, ("b",))] == ["b"]
    assert [each.environment for each in check(values)] == ["a", "b"]


def test_a_value_that_another_rule_refuses_is_reported_once() -> None:
    assert [each.code for each in check({"limits": {"cpu_ms": "50"}})] == ["FF110"]
    assert [each.code for each in check({"routes": [{"pattern": "a.com", "zone": "a.com"}]})] == ["FF510"]


def test_names_of_javascript_are_only_names() -> None:
    found = check({"constructor": 1, "toString": {}, "hasOwnProperty": []})
    assert [each.code for each in found] == ["FF100"] * 3


def test_many_unknown_fields_take_linear_time() -> None:
    values: dict[str, object] = {f"kv_namespace{index}x": [] for index in range(10_000)}
    start = time.process_time()
    found = check(values)
    assert len(found) == 10_000
    assert sum(bool(each.edits) for each in found) <= 100
    assert time.process_time() - start < 10
