"""The table of known fields, and a project's own."""

import json
from pathlib import Path

import pytest

from fakeflare.worker.config.findings.schema import Schema, choose_schema, get_version, load_schema
from tests.clients.programs import MODULES

ROOT = Path(__file__).parents[4]


def write_own(folder: Path, text: str, package: str | None = '{"version": "4.9.9"}') -> Path:
    home = folder / "node_modules/wrangler"
    home.mkdir(parents=True)
    (home / "config-schema.json").write_text(text, "utf-8")
    if package is not None:
        (home / "package.json").write_text(package, "utf-8")
    return home / "config-schema.json"


def make_schema(**fields: object) -> str:
    own = {"type": "object", "additionalProperties": False, "properties": {"kv_namespaces": {}, **fields}}
    return json.dumps({"allOf": [{"$ref": "#/definitions/Raw"}], "definitions": {"Raw": own}})


def test_the_table_knows_the_fields_of_wrangler() -> None:
    root = load_schema().root
    environment = root.find("env")
    assert environment is not None
    one = environment.find("any")
    assert one is not None
    assert len(root.names) == 91
    assert len(one.names) == 78
    assert root.names - one.names >= {"env", "keep_vars", "dev", "site"}


def test_alternatives_are_seen_together() -> None:
    placement = load_schema().root.find("placement")
    assert placement is not None
    assert placement.names == {"mode", "hint", "region", "host", "hostname"}


def test_previews_have_the_fields_that_are_meant() -> None:
    previews = load_schema().root.find("previews")
    assert previews is not None
    limits = previews.find("limits")
    assert limits is not None
    assert limits.names == {"cpu_ms", "subrequests"}


def test_free_places_take_anything() -> None:
    variables = load_schema().root.find("vars")
    assert variables is not None
    inner = variables.find("X")
    assert variables.is_open
    assert inner is not None
    assert inner.is_anything


def test_the_version_is_that_of_the_table() -> None:
    assert get_version() == load_schema().version
    assert get_version(Path("/")) == load_schema().version


def test_a_project_has_its_own_schema(tmp_path: Path) -> None:
    path = write_own(tmp_path, make_schema(brand_new={"type": "integer"}))
    folder = tmp_path / "packages/one"
    folder.mkdir(parents=True)
    chosen = choose_schema(folder)
    shape = chosen.schema.root.find("brand_new")
    assert chosen.path == path
    assert chosen.unreadable is None
    assert chosen.schema.version == "4.9.9"
    assert shape is not None
    assert shape.kinds == {"number"}
    assert chosen.schema.root.find("vars") is None


@pytest.mark.parametrize("package", [None, "{", "[]", '{"version": 4}'])
def test_a_version_may_be_unknown(tmp_path: Path, package: str | None) -> None:
    write_own(tmp_path, make_schema(), package)
    assert get_version(tmp_path) == "of unknown version"


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"definitions": 5}', "[" * 100_000])
def test_what_is_no_schema_falls_back_to_the_table(tmp_path: Path, text: str) -> None:
    path = write_own(tmp_path, text)
    chosen = choose_schema(tmp_path)
    assert chosen.schema is load_schema()
    assert chosen.path is None
    assert chosen.unreadable == path


def test_a_link_to_the_package_counts(tmp_path: Path) -> None:
    home = write_own(tmp_path / "store", make_schema()).parent
    (tmp_path / "project/node_modules").mkdir(parents=True)
    (tmp_path / "project/node_modules/wrangler").symlink_to(home)
    assert get_version(tmp_path / "project") == "4.9.9"


@pytest.mark.parametrize(
    "node",
    [
        {"$ref": "#/definitions/Nowhere"},
        {"$ref": "#/definitions/Loop"},
        {"$ref": 5},
        {"type": "something"},
        {"type": 5},
        {"anyOf": []},
        {"anyOf": [5, None]},
        {"properties": []},
        {},
        5,
        None,
    ],
)
def test_what_is_not_understood_is_anything(node: object) -> None:
    loop = {"anyOf": [{"$ref": "#/definitions/Loop"}]}
    schema = Schema({"properties": {"x": node}, "definitions": {"Loop": loop}}, "1")
    shape = schema.root.find("x")
    assert shape is not None
    assert shape.is_anything
    assert shape.find("y") is not None
    assert shape.get_item().is_anything


def test_the_table_is_that_of_the_installed_wrangler() -> None:
    package = MODULES / "wrangler"
    if not package.is_dir():
        pytest.skip("wrangler is not installed: scripts/clients.sh does it")
    if get_version(package) != load_schema().version:
        pytest.skip("another wrangler is installed than the one that the table is of")
    import importlib.util

    spec = importlib.util.spec_from_file_location("schema_script", ROOT / "scripts/make_schema_table.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    table = json.loads((ROOT / "worker/config/findings/tables/schema.json").read_text("utf-8"))
    assert script.build(*script.read_source([str(package)])) == table
