"""A Worker's configuration as the rest of the house sees it. Knows no network and starts nothing."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from worker.config.documents import SEARCHED_NAMES, find_document, read_document
from worker.config.environments import Environment, select_environment
from worker.config.errors import ConfigError
from worker.config.fields import FieldReader, KvBinding
from worker.config.notices import list_notices

# Not inherited by an environment (workers-utils/src/config/environment.ts, EnvironmentNonInheritable).
_OWN_FIELDS = ("vars", "kv_namespaces")


@dataclass(frozen=True)
class Config:
    """What a wrangler configuration says of one Worker in one environment."""

    path: Path
    environment: str | None
    name: str
    main: Path
    compatibility_date: str | None
    compatibility_flags: tuple[str, ...]
    kv_namespaces: tuple[KvBinding, ...]
    vars: Mapping[str, object]
    warnings: tuple[str, ...] = ()


def load_config(path: Path | None, environment: str | None, start: Path) -> Config:
    """Read `path`, or the file that wrangler would find from `start`, in the given environment."""
    found = find_document(start) if path is None else path
    if found is None:
        raise ConfigError(
            None, f"no {', '.join(SEARCHED_NAMES)} in {start} or in a folder above it: give one with --config"
        )
    # absolute, but not resolved: a link's folder is the project's
    found = Path(os.path.abspath(found))
    document = read_document(found)
    chosen = select_environment(found, document, environment)
    return _read_fields(found, chosen)


def _read_fields(path: Path, environment: Environment) -> Config:
    fields = FieldReader(path, environment)
    main = fields.read_text("main")
    if not main:
        raise ConfigError(path, 'the field "main" is missing: it names the Worker\'s Python file')
    return Config(
        path=path,
        environment=environment.name,
        name=fields.read_name() or path.parent.name,
        main=path.parent / main,
        compatibility_date=fields.read_date(),
        compatibility_flags=fields.read_texts("compatibility_flags"),
        kv_namespaces=fields.read_kv_namespaces(),
        vars=fields.read_vars(),
        warnings=environment.warnings + _warn_uninherited(environment) + list_notices(path, environment),
    )


def _warn_uninherited(environment: Environment) -> tuple[str, ...]:
    if environment.block is None:
        return ()
    return tuple(
        f'"{field}" exists at the top level, but not on "env.{environment.name}". This is not what you '
        f'probably want, since "{field}" is not inherited by environments. '
        f'Please add "{field}" to "env.{environment.name}".'
        for field in _OWN_FIELDS
        if field in environment.top and field not in environment.block
    )
