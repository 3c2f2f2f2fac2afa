"""A build tool's `.wrangler/deploy/config.json`."""

import json
from pathlib import Path

import pytest

from fakeflare.worker.config.model.config import load_config
from fakeflare.worker.config.model.errors import ConfigError


def write(path: Path, document: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(tmp_path / "wrangler.json", {"name": "user", "main": "a.js"})
    write(tmp_path / "dist/built.json", {"name": "built", "main": "b.js", "targetEnvironment": "prod"})
    write(tmp_path / ".wrangler/deploy/config.json", '{"configPath": "../../dist/built.json"} // a comment')
    return tmp_path


def load_error(start: Path, environment: str | None = None) -> str:
    with pytest.raises(ConfigError) as caught:
        load_config(None, environment, start)
    return str(caught.value)


def test_the_redirected_configuration_is_used_and_the_project_stays(project: Path) -> None:
    (project / "src").mkdir()
    config = load_config(None, None, project / "src")
    assert (config.name, config.path, config.folder) == ("built", project / "dist/built.json", project)
    assert config.main == project / "dist/b.js"


def test_a_configuration_that_is_named_is_not_redirected(project: Path) -> None:
    config = load_config(project / "wrangler.json", None, project)
    assert (config.name, config.folder) == ("user", project)


def test_only_the_environment_of_the_build_can_be_asked_for(project: Path) -> None:
    assert load_config(None, "prod", project).environment == "prod"
    said = load_error(project, "staging")
    assert 'You have specified the environment "staging"' in said
    assert 'does not match the target environment "prod" that was used' in said


def test_mistakes_are_told(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    deploy = project / ".wrangler/deploy/config.json"
    write(project / "dist/built.json", {"main": "b.js", "env": {"a": {}, "b": {}}})
    found = "Redirected configurations cannot include environments but the following have been found: - a - b"
    assert found in load_error(project)
    (project / "dist/built.json").unlink()
    assert load_error(project) == (
        'There is a deploy configuration at ".wrangler/deploy/config.json". But the redirected '
        'configuration path it points to, "dist/built.json", does not exist.'
    )
    write(deploy, {"x": 1})
    assert load_error(project) == (
        'A deploy configuration file was found at ".wrangler/deploy/config.json". But this is not valid - '
        'the required "configPath" property was not found. Instead this file contains: ``` {"x": 1} ```'
    )
    write(deploy, "{")
    assert (
        load_error(project) == "Failed to parse the deploy configuration file at .wrangler/deploy/config.json"
    )


def test_files_of_two_folders_are_refused(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    write(project / "inner/wrangler.json", {"main": "c.js"})
    assert load_error(project / "inner").startswith(
        'Found both a user configuration file at "inner/wrangler.json" and a deploy configuration file at '
        '".wrangler/deploy/config.json". But these do not share the same base path so it is not '
        "clear which should be used."
    )
