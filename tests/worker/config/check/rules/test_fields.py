"""What files express badly: no crash on any value, time, paths that no file can have."""

import datetime
import json
import time
from pathlib import Path

import pytest

from fakeflare.worker.config.check.pipeline import check_document
from fakeflare.worker.config.document.diagnostics import Diagnostic
from fakeflare.worker.config.document.reading import read_text
from fakeflare.worker.config.findings.disk import exists, is_folder
from fakeflare.worker.config.findings.project_files import ProjectFiles

BASICS = {"name": "shop", "main": "src/index.js", "compatibility_date": "2026-08-01"}
TODAY = datetime.date(2026, 11, 23)
FIELDS = [
    "$schema",
    "access",
    "account_id",
    "addresses",
    "alias",
    "assets",
    "build",
    "cache",
    "compliance_region",
    "connect",
    "data_blobs",
    "dependencies_instrumentation",
    "dev",
    "limits",
    "minify",
    "observability",
    "placement",
    "previews",
    "python_modules",
    "route",
    "routes",
    "rules",
    "site",
    "triggers",
]
MEMBERS = [
    "aud",
    "base_path",
    "bucket",
    "command",
    "cpu_ms",
    "crons",
    "custom_domain",
    "dev",
    "directory",
    "enabled",
    "entry-point",
    "events",
    "exclude",
    "filter",
    "globs",
    "hint",
    "host",
    "include",
    "issues",
    "logs",
    "mode",
    "pattern",
    "port",
    "protocol",
    "run_worker_first",
    "targets",
    "type",
    "watch_dir",
]
VALUES: list[object] = [None, True, 1, -1.5, "", "x", [], {}, [None], ["x"], [[]], [{}], {"x": None}]


def check(values: dict[str, object], folder: Path | None = None) -> list[Diagnostic]:
    document = read_text(json.dumps({**BASICS, **values}), "jsonc", "wrangler.jsonc")
    found = check_document(document, ProjectFiles(TODAY, folder))
    return [one for one in found if one.code.startswith(("FF5", "FF11"))]


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_and_member_may_be_anything(field: str, tmp_path: Path) -> None:
    for value in VALUES:
        member = {name: value for name in MEMBERS}
        shapes = [value, member, [member], {name: member for name in MEMBERS}, {"events": [member]}]
        for shape in shapes[:2]:
            check({field: shape}, tmp_path)
        check({"env": {f"e{number}": {field: shape} for number, shape in enumerate(shapes)}}, tmp_path)


def test_a_list_is_an_object_of_aliases() -> None:
    assert [found.message for found in check({"alias": ["a", 5]})] == [
        'Expected alias["1"] to be a string, but got number'
    ]


def test_an_environment_may_have_main_beside_a_site_without_entry_point() -> None:
    staging = {"main": "src/index.js"}
    found = check({"main": "", "site": {"bucket": "public"}, "env": {"staging": staging}})
    assert found == []


@pytest.mark.parametrize("path", ["\0", "x" * 5000])
def test_a_path_that_no_file_can_have_is_not_there(path: str, tmp_path: Path) -> None:
    assert not exists(tmp_path, path)
    assert not is_folder(tmp_path, path)


def test_a_number_may_be_too_large() -> None:
    text = '{"limits": {"cpu_ms": 1e400}, "dev": {"port": -1e400}}'
    found = check_document(read_text(text, "jsonc"), ProjectFiles(TODAY))
    messages = [one.message for one in found if one.code in ("FF526", "FF545")]
    assert messages == [
        '"limits.cpu_ms" should be a whole number up to 300000 but got null.',
        '"dev.port" must be a port between 0 and 65535 but got null.',
    ]


def test_wrangler_names_a_route_by_its_json() -> None:
    [found] = check({"routes": [{"pattern": "café.example.com/*", "zone": []}]})
    assert found.message.endswith(
        'valid: [\n  {\n    "pattern": "café.example.com/*",\n    "zone": []\n  }\n].'
    )


def test_an_inherited_fault_is_told_once() -> None:
    values: dict[str, object] = {
        "assets": {"directory": "public", "run_worker_first": True},
        "minify": True,
        "no_bundle": True,
        "observability": {},
        "placement": {"mode": "smart"},
        "routes": ["example.com/*", "example.com/*"],
    }
    alone = check(values)
    assert check({**values, "env": {f"e{number}": {} for number in range(3)}}) == alone


@pytest.mark.parametrize(
    "values",
    [
        {"routes": [f"{number}.example.com/*" for number in range(8_000)]},
        {"routes": ["example.com/*"] * 8_000},
        {"rules": [{"type": "Text", "globs": ["**/*.md"]}] * 4_000},
        {"connect": [{"protocol": "tcp", "port": number} for number in range(5_000)]},
        {"assets": {"directory": "public", "run_worker_first": [f"/{number}" for number in range(8_000)]}},
        {"env": {f"e{number}": {"placement": {}} for number in range(2_500)}},
    ],
    ids=lambda values: next(iter(values)),
)
def test_the_time_is_linear(values: dict[str, object]) -> None:
    start = time.process_time()
    check(values)
    assert time.process_time() - start < 30
