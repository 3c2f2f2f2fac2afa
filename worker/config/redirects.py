"""`.wrangler/deploy/config.json`: a build tool's word that another file is the configuration
(workers-utils: src/config/config-helpers.ts `findRedirectedWranglerConfig`)."""

import os
from collections.abc import Mapping
from pathlib import Path

from worker.config.errors import ConfigError
from worker.config.jsonc import JsoncError, parse_jsonc

_PLACE = Path(".wrangler/deploy/config.json")


def find_redirect(start: Path, user: Path | None) -> Path | None:
    """The configuration that the nearest deploy file from `start` upwards points to; `user` is the one
    found by search. None without such a file."""
    deploy = next(
        (folder / _PLACE for folder in (start, *start.parents) if (folder / _PLACE).is_file()), None
    )
    if deploy is None:
        return None
    target = _read_target(deploy)
    if not target.exists():
        raise ConfigError(
            None,
            f'There is a deploy configuration at "{deploy}". But the redirected configuration path it '
            f'points to, "{target}", does not exist.',
        )
    if user is not None and user.parent / _PLACE != deploy:
        raise ConfigError(
            None,
            f'Found both a user configuration file at "{user}" and a deploy configuration file at '
            f'"{deploy}". But these do not share the same base path so it is not clear which should be used.',
        )
    return target


def _read_target(deploy: Path) -> Path:
    try:
        text = deploy.read_text("utf-8", "replace")
        document = parse_jsonc(text)
    except (OSError, JsoncError):
        raise ConfigError(None, f"Failed to parse the deploy configuration file at {deploy}") from None
    named = document.get("configPath") if isinstance(document, Mapping) else None
    if not isinstance(named, str) or not named:
        raise ConfigError(
            None,
            f'A deploy configuration file was found at "{deploy}". But this is not valid - the required '
            f'"configPath" property was not found. Instead this file contains: ``` {text} ```',
        )
    return Path(os.path.abspath(deploy.parent / named))


def check_redirected(path: Path, document: Mapping[str, object], environment: str | None) -> None:
    """A configuration that was redirected to has no environments left to choose from."""
    environments = document.get("env")
    if isinstance(environments, Mapping) and environments:
        raise ConfigError(
            path,
            "Redirected configurations cannot include environments but the following have been found: "
            f"{' '.join(f'- {name}' for name in environments)}",
        )
    target = document.get("targetEnvironment")
    if environment and environment != target:
        raise ConfigError(
            path,
            f'You have specified the environment "{environment}". This does not match the target environment '
            f'"{target}" that was used when building the application.',
        )
