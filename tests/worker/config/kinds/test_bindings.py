"""The bindings of a configuration, and what is wrong with them in wrangler's words."""

import json
from pathlib import Path
from typing import Any

import pytest

from fakeflare.worker.config.bindings.binding import UnavailableBinding
from fakeflare.worker.config.kinds import FIELDS
from fakeflare.worker.config.kinds.assets import Assets, AssetsBinding, WorkerFirst
from fakeflare.worker.config.kinds.services import ServiceBinding
from fakeflare.worker.config.kinds.version_metadata import VersionBinding
from fakeflare.worker.config.model.config import Config, load_config
from fakeflare.worker.config.model.errors import ConfigError
from fakeflare.worker.config.model.modules import Rule


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "site").mkdir()
    (tmp_path / "file.txt").touch()
    return tmp_path


def load(folder: Path, environment: str | None = None, **fields: Any) -> Config:
    path = folder / "wrangler.json"
    path.write_text(json.dumps({"name": "w", "main": "src/entry.js", **fields}))
    return load_config(path, environment, folder)


def fail(folder: Path, environment: str | None = None, **fields: Any) -> str:
    with pytest.raises(ConfigError) as caught:
        load(folder, environment, **fields)
    findings = caught.value.diagnostics
    return " ".join(" ".join(finding.message for finding in findings).split()) or str(caught.value)


def test_services_are_read(folder: Path) -> None:
    config = load(
        folder,
        services=[
            {"binding": "A", "service": "other"},
            {"binding": "B", "service": "w", "entrypoint": "Admin", "props": {"x": 1}},
        ],
    )
    assert config.bindings == (
        ServiceBinding("A", service="other"),
        ServiceBinding("B", service="w", entrypoint="Admin", props={"x": 1}),
    )


def test_bindings_are_not_inherited_and_assets_and_crons_are(folder: Path) -> None:
    fields: dict[str, Any] = {
        "services": [{"binding": "A", "service": "other"}],
        "version_metadata": {"binding": "V"},
        "secrets": {"required": ["S"]},
        "r2_buckets": [{"binding": "R"}],
        "assets": {"directory": "./site", "binding": "ASSETS"},
        "triggers": {"crons": ["*/5 * * * *"]},
        "rules": [{"type": "Text", "globs": ["**/*.md"], "fallthrough": True}],
        "base_dir": ".",
        "wasm_modules": {"W": "w.wasm"},
        "env": {"staging": {}, "quiet": {"triggers": {}}},
    }
    top = load(folder, **fields)
    site = AssetsBinding("ASSETS", directory="./site")
    assert top.required_secrets == ("S",)
    assert [binding.name for binding in top.bindings] == ["R", "A", "V", "W", "ASSETS"]
    assert {VersionBinding("V"), site} < set(top.bindings)
    staging = load(folder, "staging", **fields)
    assert staging.required_secrets is None
    assert [binding.name for binding in staging.bindings] == ["W", "ASSETS"]
    assert staging.bindings[-1] == site
    assert staging.assets == top.assets == Assets(folder / "site")
    assert staging.crons == top.crons == ("*/5 * * * *",)
    assert staging.rules == (Rule("Text", ("**/*.md",)),)
    assert staging.module_root == folder
    quiet = load(folder, "quiet", **fields)
    assert (quiet.crons, quiet.assets) == ((), top.assets)


def test_module_root_is_the_main_files_folder(folder: Path) -> None:
    assert load(folder).module_root == folder / "src"


def test_every_kind_of_binding_is_known_by_name(folder: Path) -> None:
    config = load(
        folder,
        durable_objects={"bindings": [{"name": "DO", "class_name": "Room"}]},
        queues={"producers": [{"binding": "Q", "queue": "jobs"}]},
        ai={"binding": "AI"},
        ratelimits=[{"name": "RL", "namespace_id": "1"}],
        send_email=[{"name": "MAIL"}],
        vpc_networks=[{"binding": "NET", "network_id": "n"}],
        unsafe={"bindings": [{"name": "U", "type": "x"}]},
        hyperdrive=[None, {"id": "nameless"}, {"binding": "H", "id": "h"}],
        env={},
    )
    assert config.bindings == (
        UnavailableBinding(
            "DO", "durable_objects", kind="Durable Object", place="durable_objects.bindings[0]", id="Room"
        ),
        UnavailableBinding("MAIL", "send_email", kind="Send Email", place="send_email[0]"),
        UnavailableBinding("Q", "queues", kind="Queue", place="queues.producers[0]", id="jobs"),
        UnavailableBinding("H", "hyperdrive", kind="Hyperdrive Config", place="hyperdrive[2]", id="h"),
        UnavailableBinding("AI", "ai", kind="AI", place="ai"),
        UnavailableBinding("U", "unsafe", kind="Unsafe Metadata", place="unsafe.bindings[0]", id="x"),
        UnavailableBinding("RL", "ratelimits", kind="Rate Limit", place="ratelimits[0]", id="1"),
        UnavailableBinding("NET", "vpc_networks", kind="VPC Network", place="vpc_networks[0]", id="n"),
    )
    unavailable = [binding for binding in config.bindings if isinstance(binding, UnavailableBinding)]
    assert [binding.sentence for binding in unavailable][4:6] == [
        "env.AI is an AI binding (ai)",
        'env.U is an Unsafe Metadata binding (unsafe.bindings[0], "x")',
    ]


def test_schema_fields_that_make_bindings_are_all_known() -> None:
    # of wrangler's schema: fields whose entries have a binding's name
    named = {
        "agent_memory", "ai", "ai_search", "ai_search_namespaces", "analytics", "analytics_engine_datasets",
        "artifacts", "browser", "d1_databases", "dispatch_namespaces", "durable_objects", "flagship",
        "hyperdrive", "images", "k2", "kv_namespaces", "media", "mtls_certificates", "pipelines",
        "queues", "r2_buckets", "ratelimits", "secrets_store_secrets", "send_email", "services",
        "stream", "unsafe", "unsafe_hello_world", "vectorize", "version_metadata", "vpc_networks",
        "vpc_services", "worker_loaders", "workflows", "assets", "logfwdr",
    }  # fmt: skip
    assert named <= set(FIELDS)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"services": {}}, 'The field "services" should be an array but got {}.'),
        ({"services": ["x"]}, '"services" bindings should be objects, but got "x"'),
        (
            {"services": [{"binding": "A"}]},
            '"services[0]" bindings should have a string "service" field but got {"binding":"A"}.',
        ),
        (
            {"services": [{"binding": "A", "service": "s", "entrypoint": 1}]},
            '"services[0]" bindings should have a string "entrypoint" field '
            'but got {"binding":"A","service":"s","entrypoint":1}.',
        ),
        ({"version_metadata": "V"}, 'The field "version_metadata" should be an object but got "V".'),
        ({"version_metadata": {}}, 'binding should have a string "binding" field.'),
        ({"triggers": []}, 'Expected "triggers" to be of type object but got [].'),
        (
            {"triggers": {"crons": "* * * * *"}},
            'Expected "triggers.crons" to be of type array, but got {"crons":"* * * * *"}.',
        ),
        ({"secrets": None}, 'The field "secrets" should be an object but got null.'),
        ({"secrets": {"required": "A"}}, 'Expected "secrets.required" to be an array of strings but got "A"'),
        ({"assets": "site"}, '"assets" should be an object, but got value "assets" of type string'),
        (
            {"assets": {"binding": "A"}},
            "The `assets` property in your configuration is missing the required `directory` property.",
        ),
        ({"assets": {"directory": 1}}, 'Expected "assets.directory" to be of type string but got 1.'),
        (
            {"assets": {"directory": "site", "html_handling": "x"}},
            'Expected "assets.html_handling" field to be one of ["auto-trailing-slash",'
            '"force-trailing-slash","drop-trailing-slash","none"] but got "x".',
        ),
        (
            {"assets": {"directory": "site", "run_worker_first": "/api/*"}},
            'The field "assets.run_worker_first" should be an array of strings or a boolean, '
            'but got "/api/*".',
        ),
        (
            {"assets": {"directory": "site", "run_worker_first": ["!/a"]}},
            "Only negative `run_worker_first` rules were provided; must provide at least 1 non-negative rule",
        ),
        (
            {"assets": {"directory": "site", "run_worker_first": ["/a/*", "/a/b", "c", "!d", "/a/*"]}},
            "Invalid routes in `run_worker_first`: '/a/b': rule '/a/*' makes it redundant "
            "Invalid routes in `run_worker_first`: 'c': rules must start with '/' or '!/' "
            "Invalid routes in `run_worker_first`: '!d': negative rules must start with '!/' "
            "Invalid routes in `run_worker_first`: '/a/*': rule is a duplicate; rules must be unique",
        ),
        (
            {"assets": {"directory": "site", "base_path": "https://x/"}},
            "Invalid assets base_path: The value must be a pathname, not a URL.",
        ),
        (
            {"rules": [{"type": "Nope", "globs": []}]},
            'bindings should have a string "type" field, which contains one of "ESModule", "CommonJS", '
            '"CompiledWasm", "Text", or "Data".',
        ),
    ],
)
def test_wrong_fields_are_refused_in_wranglers_words(
    folder: Path, fields: dict[str, Any], error: str
) -> None:
    assert fail(folder, **fields) == error


@pytest.mark.parametrize(
    ("directory", "error"),
    [
        ("none", 'The directory specified by the "assets.directory" field in your configuration file '
                 "does not exist: {}/none"),
        ("file.txt", 'The path specified by the "assets.directory" field in your configuration file '
                     "doesn't point to a directory: {}/file.txt"),
    ],
)  # fmt: skip
def test_assets_need_a_folder(folder: Path, directory: str, error: str) -> None:
    assert fail(folder, assets={"directory": directory}) == error.format(folder)


def test_assets_are_read(folder: Path) -> None:
    config = load(
        folder,
        assets={
            "directory": "site",
            "html_handling": "none",
            "not_found_handling": "404-page",
            "run_worker_first": ["/api/*", "!/api/docs/*"],
            "base_path": "a/./b/../c",
        },
    )
    assert config.assets == Assets(
        folder / "site", "none", "404-page", WorkerFirst(("/api/*",), ("/api/docs/*",)), "/a/c/"
    )


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        (
            {"kv_namespaces": [{"binding": "CACHE"}], "vars": {"CACHE": 1}},
            "CACHE assigned to KV Namespace and Environment Variable bindings.",
        ),
        (
            {
                "kv_namespaces": [{"binding": "A"}],
                "services": [{"binding": "A", "service": "s"}],
                "secrets": {"required": ["A"]},
            },
            "A assigned to KV Namespace, Worker, and Secret bindings.",
        ),
        (
            {"r2_buckets": [{"binding": "A"}, {"binding": "A"}], "queues": {"producers": [{"binding": "A"}]}},
            "A assigned to multiple R2 Bucket bindings. A assigned to Queue and R2 Bucket bindings.",
        ),
    ],
)
def test_names_belong_to_one_binding(folder: Path, fields: dict[str, Any], error: str) -> None:
    assert fail(folder, **fields) == error


def test_names_may_differ_by_environment_and_by_case(folder: Path) -> None:
    fields: dict[str, Any] = {
        "kv_namespaces": [{"binding": "A"}],
        "vars": {"a": 1, "directory": "x"},
        "assets": {"directory": "site"},
        "env": {"staging": {"vars": {"A": 1}}},
    }
    assert load(folder, **fields).vars == {"a": 1, "directory": "x"}
    assert load(folder, "staging", **fields).vars == {"A": 1}


def test_a_worker_of_assets_alone_says_so(folder: Path) -> None:
    path = folder / "wrangler.json"
    path.write_text(json.dumps({"name": "w", "assets": {"directory": "site"}}))
    with pytest.raises(ConfigError) as caught:
        load_config(path, None, folder)
    assert str(caught.value) == (
        f'{path}: a Worker of assets alone, without "main", is not emulated by fakeflare yet'
    )
