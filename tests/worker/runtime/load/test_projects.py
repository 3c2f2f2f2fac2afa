"""What a run serves, and the files that it is made of."""

from pathlib import Path

import pytest

from fakeflare.worker.config.model.errors import ConfigError
from fakeflare.worker.runtime.load.projects import Choices, list_watched_files, load_project
from tests.worker.runtime.projects import write_config


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
