"""Which configuration is used, and what it says in an environment."""

import json
from pathlib import Path

import pytest

from fakeflare.worker.config.kinds.kv_namespaces import KvBinding
from fakeflare.worker.config.model.config import load_config
from fakeflare.worker.config.model.errors import ConfigError

MINIMAL = {"name": "demo", "main": "src/entry.js"}


def write(path: Path, document: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return path


def load_error(path: Path | None, environment: str | None = None, start: Path = Path("/")) -> str:
    with pytest.raises(ConfigError) as caught:
        load_config(path, environment, start)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def load_message(path: Path) -> str:
    """What the one finding says that is the reason."""
    with pytest.raises(ConfigError) as caught:
        load_config(path, None, path.parent)
    [finding] = caught.value.diagnostics
    return finding.message


def test_json_in_a_parent_beats_jsonc_here(tmp_path: Path) -> None:
    write(tmp_path / "wrangler.toml", 'main = "toml.js"')
    here = write(tmp_path / "project/wrangler.jsonc", {"main": "jsonc.js"})
    assert load_config(None, None, here.parent).main.name == "jsonc.js"
    write(tmp_path / "wrangler.json", {"main": "json.js"})
    assert load_config(None, None, here.parent).main == tmp_path / "json.js"
    assert load_config(here, None, here.parent).main == tmp_path / "project/jsonc.js"


def test_toml_is_found_last(tmp_path: Path) -> None:
    write(tmp_path / "wrangler.toml", 'main = "a.js"\n[vars]\nX = 1\n[[kv_namespaces]]\nbinding = "KV"\n')
    config = load_config(None, None, tmp_path)
    assert (config.vars, config.bindings) == ({"X": 1}, (KvBinding("KV", id="KV"),))
    assert config.name == tmp_path.name


def test_no_configuration_is_one_line(tmp_path: Path) -> None:
    assert load_error(None, None, tmp_path).startswith("no wrangler.json, wrangler.jsonc, wrangler.toml in ")


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [
        ("wrangler.jsonc", '{\n  "a" 1\n}', "2:6: error FF012"),
        ("wrangler.toml", "a = 1\nb = \n", "2:5: error FF034"),
        ("wrangler.toml", "a = [", "1:5: error FF036"),
        ("wrangler.jsonc", "[]", "1:1: error FF007"),
        ("wrangler.jsonc", "{}", "1:1: warning FF203"),
        (
            *("wrangler.jsonc", "{} // fakeflare: ignore missing-entry-point"),
            'the field "main" is missing: it names the Worker\'s Python file',
        ),
        ("wrangler.yaml", "", "1:1: error FF005"),
    ],
)
def test_broken_files_say_where(tmp_path: Path, name: str, text: str, error: str) -> None:
    path = write(tmp_path / name, text)
    assert load_error(path).removeprefix(str(path)).lstrip(": ").startswith(error)


def test_unreadable_and_utf16_files_are_refused(tmp_path: Path) -> None:
    assert "No such file or directory" in load_error(tmp_path / "none.json")
    (tmp_path / "wrangler.json").write_bytes("{}".encode("utf-16"))
    assert "UTF-16 LE byte order marker" in load_error(tmp_path / "wrangler.json")


def test_byte_order_mark_is_ignored(tmp_path: Path) -> None:
    for name, text in (("wrangler.json", '{"main": "a.js"}'), ("wrangler.toml", 'main = "a.js"')):
        (tmp_path / name).write_bytes(b"\xef\xbb\xbf" + text.encode())
        assert load_config(tmp_path / name, None, tmp_path).main.name == "a.js"


def test_environment_inherits_some_fields_and_owns_others(tmp_path: Path) -> None:
    document = MINIMAL | {
        "compatibility_date": "2026-08-01",
        "compatibility_flags": ["python_workers"],
        "vars": {"A": 1},
        "kv_namespaces": [{"binding": "KV", "id": "top"}],
        "env": {
            "staging": {"compatibility_flags": [], "kv_namespaces": [{"binding": "OTHER"}]},
            "named": {"name": "own-name"},
        },
    }
    path = write(tmp_path / "wrangler.json", document)
    top = load_config(path, None, tmp_path)
    assert (top.name, top.vars, top.bindings) == ("demo", {"A": 1}, (KvBinding("KV", id="top"),))
    assert load_config(path, "", tmp_path) == top
    staging = load_config(path, "staging", tmp_path)
    assert (staging.name, staging.main, staging.compatibility_date, staging.compatibility_flags) == (
        "demo-staging",
        tmp_path / "src/entry.js",
        "2026-08-01",
        (),
    )
    assert (staging.vars, staging.bindings) == ({}, (KvBinding("OTHER", id="OTHER"),))
    assert [finding.name for finding in staging.findings if finding.place[:2] == ("env", "staging")] == [
        "not-inherited",
        "binding-not-inherited",
    ]
    assert load_config(path, "named", tmp_path).name == "own-name"


def test_missing_environment_is_an_error_where_others_exist(tmp_path: Path) -> None:
    path = write(tmp_path / "wrangler.json", MINIMAL | {"env": {"staging": {}}})
    assert 'No environment found in configuration with name "prod".' in load_error(path, "prod")
    write(path, MINIMAL | {"vars": {"A": 1}})
    config = load_config(path, "prod", tmp_path)
    assert (config.name, config.vars) == ("demo-prod", {"A": 1})
    assert "unknown-environment" in [finding.name for finding in config.findings]


def test_errors_stop_a_run_only_where_it_reads(tmp_path: Path) -> None:
    document = MINIMAL | {
        "r2_buckets": 5,
        "kv_namespaces": {},
        "env": {"good": {"kv_namespaces": [{"binding": "KV"}]}, "bad": {"vars": 1}},
    }
    path = write(tmp_path / "wrangler.json", document)
    assert "kv_namespaces" in load_error(path)
    assert load_config(path, "good", tmp_path).bindings == (KvBinding("KV", id="KV"),)
    assert 'The field "env.bad.vars" should be an object but got 1.' in load_error(path, "bad")


def test_errors_elsewhere_are_told_and_do_not_stop_a_run(tmp_path: Path) -> None:
    document = MINIMAL | {"r2_buckets": 5, "env": {"good": {}, "bad": {"vars": 1}}}
    path = write(tmp_path / "wrangler.json", document)
    for environment in (None, "good"):
        findings = load_config(path, environment, tmp_path).findings
        places = [finding.place for finding in findings if finding.severity == "error"]
        assert sorted(places) == [("env", "bad", "vars"), ("r2_buckets",)]


@pytest.mark.parametrize(
    ("entry", "namespace_id"),
    [
        ({"id": "i", "preview_id": "p"}, "p"),
        ({"id": "i"}, "i"),
        ({"preview_id": ""}, ""),
        ({}, "KV"),
    ],
)
def test_kv_id_is_preview_id_else_id_else_binding(
    tmp_path: Path, entry: dict[str, object], namespace_id: str
) -> None:
    path = write(tmp_path / "wrangler.json", MINIMAL | {"kv_namespaces": [{"binding": "KV", **entry}]})
    assert load_config(path, None, tmp_path).bindings == (KvBinding("KV", id=namespace_id),)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"main": 5}, 'Expected "main" to be of type string but got 5.'),
        (
            {"name": "My Worker"},
            'Expected "name" to be of type string, alphanumeric and lowercase with dashes only '
            'but got "My Worker".',
        ),
        (
            {"compatibility_flags": "x"},
            'Expected "compatibility_flags" to be of type string array but got "x".',
        ),
        (
            {"compatibility_date": "2026-02-30"},
            '"compatibility_date" is "2026-02-30", but there is no such day.',
        ),
        ({"vars": "x"}, 'The field "vars" should be an object but got "x".'),
        ({"kv_namespaces": None}, 'The field "kv_namespaces" should be an array but got null.'),
        ({"kv_namespaces": [None]}, '"kv_namespaces" bindings should be objects, but got null'),
        (
            {"kv_namespaces": [{"id": "x"}]},
            '"kv_namespaces[0]" bindings should have a string "binding" field but got {"id":"x"}.',
        ),
        (
            {"kv_namespaces": [{"binding": "KV", "id": ""}]},
            '"kv_namespaces[0]" bindings should have a string "id" field but got {"binding":"KV","id":""}.',
        ),
        (
            {"kv_namespaces": [{"binding": "KV"}, {"binding": "KV"}]},
            "KV assigned to multiple KV Namespace bindings.",
        ),
    ],
)
def test_wrong_fields_are_refused_in_wranglers_words(
    tmp_path: Path, fields: dict[str, object], error: str
) -> None:
    assert load_message(write(tmp_path / "wrangler.json", MINIMAL | fields)) == error


def test_toml_dates_in_vars_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "wrangler.toml", 'main = "a.js"\n[vars]\nDAY = 2025-12-19\n')
    assert load_message(path) == (
        'The field "vars.DAY" is a TOML date, which is not supported. '
        'Please use a string instead, e.g. DAY = "2025-12-19".'
    )


def test_reading_a_configuration_loads_no_server() -> None:
    import subprocess
    import sys

    code = (
        "import sys, fakeflare.worker.config.model.config; "
        "print([name for name in ('httpx', 'starlette', 'uvicorn', 'asyncio') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "[]\n"
