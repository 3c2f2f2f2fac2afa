"""What a run serves: the configurations that the command line names, with the variables of this run."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from fakeflare.worker.config.document.diagnostics import describe_diagnostic
from fakeflare.worker.config.model.config import Config, load_config
from fakeflare.worker.config.model.errors import ConfigError
from fakeflare.worker.config.model.variables import Variables, list_default_files, load_variables


@dataclass(frozen=True)
class Choices:
    """What the command line says of configurations and variables."""

    start: Path
    """Where the search for a configuration begins."""
    configs: tuple[Path, ...] = ()
    """The first is the served Worker's; none is a search."""
    environment: str | None = None
    is_named_by_variable: bool = False
    """True when CLOUDFLARE_ENV named the environment."""
    overrides: tuple[str, ...] = ()
    env_files: tuple[str, ...] = ()


@dataclass(frozen=True)
class LocalWorker:
    """One Worker of a run; its `config.vars` are the variables of this run."""

    config: Config
    variables: Variables


@dataclass(frozen=True)
class Project:
    """The Workers of a run; the first is served."""

    workers: tuple[LocalWorker, ...]

    @property
    def main(self) -> LocalWorker:
        """Get the Worker that is served."""
        return self.workers[0]

    @property
    def configs(self) -> list[Config]:
        """List the Workers' configurations, the served one's first."""
        return [worker.config for worker in self.workers]

    @property
    def warnings(self) -> list[str]:
        """List what is said at start, one line each, with the file that it is about: what the check found and
        what is passed over."""
        lines: list[str] = []
        for worker in self.workers:
            config = worker.config
            findings = [found for found in config.findings if found.severity != "info"]
            lines += map(describe_diagnostic, findings)
            lines += [
                f"{config.path}: {warning}" for warning in (*config.warnings, *worker.variables.warnings)
            ]
        return lines


def load_project(choices: Choices, environ: Mapping[str, str]) -> Project:
    """Read the configurations that were chosen, or the one that is found, and their variables. Raises
    ConfigError."""
    paths: tuple[Path | None, ...] = choices.configs or (None,)
    configs = [load_config(path, choices.environment, choices.start) for path in paths]
    names = [config.name for config in configs]
    for place, name in enumerate(names):
        if name in names[:place]:
            raise ConfigError(
                configs[place].path, f'a second Worker is called "{name}": they reach each other by name'
            )
    return Project(
        tuple(
            # choice: --var and --env-file are the served Worker's
            _make_worker(
                config, choices if place == 0 else replace(choices, overrides=(), env_files=()), environ
            )
            for place, config in enumerate(configs)
        )
    )


def _make_worker(config: Config, choices: Choices, environ: Mapping[str, str]) -> LocalWorker:
    variables = load_variables(
        config,
        choices.env_files,
        choices.overrides,
        environ,
        is_named_by_variable=choices.is_named_by_variable,
    )
    return LocalWorker(replace(config, vars=variables.values), variables)


def list_watched_files(project: Project, choices: Choices) -> set[Path]:
    """List the files that a project is made of, there or not: after a change in one it is to be read
    again."""
    files: set[Path] = set()
    for config in project.configs:
        suffix = None if choices.is_named_by_variable else config.environment
        names = [".dev.vars", *list_default_files(suffix), *choices.env_files]
        if suffix is not None:
            names.append(f".dev.vars.{suffix}")
        files.update(config.folder / name for name in names)
        files.add(config.path)
    return files
