"""What a run is made of: its Workers, their table, and the folders that are watched."""

import json
from pathlib import Path

import pytest

from fakeflare.worker.config.model.errors import ConfigError
from fakeflare.worker.runtime.dev.banner import describe_bindings
from fakeflare.worker.runtime.dev.watching import list_folders
from fakeflare.worker.runtime.load.projects import Choices, list_watched_files, load_project
from tests.worker.runtime.projects import FLAGS


def write_config(folder: Path, name: str, **fields: object) -> Path:
    path = folder / name / "wrangler.json"
    path.parent.mkdir(parents=True)
    (path.parent / "entry.py").write_text("")
    document = {"name": name, "main": "entry.py", **FLAGS, **fields}
    path.write_text(json.dumps(document))
    return path


def test_workers_see_each_other_in_the_table(tmp_path: Path) -> None:
    services = [{"binding": "BACK", "service": "back"}, {"binding": "GONE", "service": "gone"}]
    paths = (write_config(tmp_path, "front", services=services), write_config(tmp_path, "back"))
    project = load_project(Choices(tmp_path, paths), {})

    assert describe_bindings(project) == (
        "front has access to the following bindings:\n"
        "Binding              Resource      Mode\n"
        "env.BACK (back)      Worker        local [connected]\n"
        "env.GONE (gone)      Worker        local [not connected]\n"
        "\n"
        "No bindings found for back\n"
    )


def test_two_workers_of_one_name_are_refused(tmp_path: Path) -> None:
    paths = (write_config(tmp_path / "a", "same"), write_config(tmp_path / "b", "same"))
    with pytest.raises(ConfigError, match='a second Worker is called "same"'):
        load_project(Choices(tmp_path, paths), {})


def test_variables_of_the_command_line_are_the_served_worker_s(tmp_path: Path) -> None:
    paths = (write_config(tmp_path, "front"), write_config(tmp_path, "back", vars={"A": "own"}))
    project = load_project(Choices(tmp_path, paths, overrides=("A:given",)), {})
    assert [config.vars for config in project.configs] == [{"A": "given"}, {"A": "own"}]


def test_files_of_secrets_are_watched_before_they_are_there(tmp_path: Path) -> None:
    path = write_config(tmp_path, "front", env={"test": {}})
    choices = Choices(tmp_path, (path,), environment="test")
    watched = list_watched_files(load_project(choices, {}), choices)
    assert {file.name for file in watched} == {
        *("wrangler.json", ".dev.vars", ".dev.vars.test"),
        *(".env", ".env.local", ".env.test", ".env.test.local"),
    }


def test_folders_that_hold_no_code_are_not_watched(tmp_path: Path) -> None:
    folders = ["parts/deep", "node_modules/x", "__pycache__", ".venv/lib", "env/lib", "state/x"]
    for name in folders:
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "env/pyvenv.cfg").write_text("")
    found = {str(folder.relative_to(tmp_path)) for folder in list_folders(tmp_path, (tmp_path / "state",))}
    assert found == {".", "parts", "parts/deep"}
