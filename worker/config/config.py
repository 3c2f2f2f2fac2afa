"""A Worker's configuration as the rest of the house sees it. Knows no network and starts nothing."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from worker.config.assets import Assets, read_assets
from worker.config.bindings import (
    KvBinding,
    ServiceBinding,
    read_kv_namespaces,
    read_services,
    read_version_metadata,
)
from worker.config.documents import SEARCHED_NAMES, find_document, read_document
from worker.config.environments import Environment, select_environment
from worker.config.errors import ConfigError
from worker.config.fields import FieldReader
from worker.config.inheritance import list_warnings
from worker.config.modules import Rule, read_module_root, read_rules
from worker.config.notices import NOT_EMULATED, list_notices
from worker.config.redirects import check_redirected, find_redirect
from worker.config.unavailable import UnavailableBinding, list_unavailable
from worker.config.uniqueness import list_duplicates


@dataclass(frozen=True)
class Config:
    """What a wrangler configuration says of one Worker in one environment."""

    path: Path
    folder: Path
    """Where the user's own configuration lies: secrets files and local data belong there. It differs from
    `path.parent` only where a build tool has redirected to a configuration of its own."""
    environment: str | None
    name: str
    main: Path
    module_root: Path
    compatibility_date: str | None
    compatibility_flags: tuple[str, ...]
    vars: Mapping[str, object]
    required_secrets: tuple[str, ...] | None = None
    """`secrets.required`; None where the configuration has no `secrets`, so that nothing is filtered."""
    kv_namespaces: tuple[KvBinding, ...] = ()
    services: tuple[ServiceBinding, ...] = ()
    assets: Assets | None = None
    version_metadata: str | None = None
    crons: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    unavailable: tuple[UnavailableBinding, ...] = ()
    warnings: tuple[str, ...] = ()


def load_config(path: Path | None, environment: str | None, start: Path) -> Config:
    """Read `path`, or the file that wrangler would find from `start`, in the given environment."""
    found = find_document(start) if path is None else path
    redirected = find_redirect(start, found) if path is None else None
    if found is None and redirected is None:
        raise ConfigError(
            None, f"no {', '.join(SEARCHED_NAMES)} in {start} or in a folder above it: give one with --config"
        )
    # absolute, but not resolved: a link's folder is the project's
    used = Path(os.path.abspath(redirected or found or ""))
    document = read_document(used)
    if redirected is not None:
        check_redirected(used, document, environment)
    folder = used.parent if found is None else Path(os.path.abspath(found)).parent
    config = _read_fields(
        used, folder, select_environment(used, document, None if redirected else environment)
    )
    # of a redirected configuration, the build has chosen the environment already
    return replace(config, environment=environment or None) if redirected else config


def _read_fields(path: Path, folder: Path, environment: Environment) -> Config:
    fields = FieldReader(path, environment)
    main = _read_main(path, fields, environment)
    unavailable = list_unavailable(environment)
    config = Config(
        path=path,
        folder=folder,
        environment=environment.name,
        name=fields.read_name() or path.parent.name,
        main=main,
        module_root=read_module_root(fields, main, path.parent),
        compatibility_date=fields.read_date(),
        compatibility_flags=fields.read_texts("compatibility_flags"),
        vars=fields.read_vars(),
        required_secrets=fields.read_required_secrets(),
        kv_namespaces=read_kv_namespaces(fields),
        services=read_services(fields),
        assets=read_assets(fields, environment.read_inherited("assets"), path.parent),
        version_metadata=read_version_metadata(fields),
        crons=fields.read_crons(),
        rules=read_rules(fields, environment.read_inherited("rules")),
        unavailable=unavailable,
        warnings=environment.warnings + list_warnings(environment) + list_notices(environment, unavailable),
    )
    duplicates = list_duplicates(environment, config.required_secrets or ())
    if duplicates:
        fields.refuse(" ".join(duplicates))
    return config


def _read_main(path: Path, fields: FieldReader, environment: Environment) -> Path:
    main = fields.read_text("main")
    if main:
        return path.parent / main
    if environment.read_inherited("assets") is not None:
        raise ConfigError(path, f'a Worker of assets alone, without "main", is {NOT_EMULATED}')
    raise ConfigError(path, 'the field "main" is missing: it names the Worker\'s Python file')
