"""Variables and secrets of one run: the configuration's `vars`, one source of secrets, `--var`.

Sources: wrangler src/dev/dev-vars.ts, src/config/dot-env.ts, src/utils/collectKeyValues.ts.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fakeflare.worker.config.model.config import Config
from fakeflare.worker.config.model.dotenv import expand_variables, parse_dotenv
from fakeflare.worker.config.model.errors import ConfigError

LOAD_DOTENV = "CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV"
INCLUDE_PROCESS = "CLOUDFLARE_INCLUDE_PROCESS_ENV"


@dataclass(frozen=True)
class Variables:
    """What `env` holds besides bindings."""

    values: Mapping[str, object]
    """Values as JSON has them; secrets are texts."""
    secrets: frozenset[str] = frozenset()
    """The names of the values that came from a file or the process: not to be printed."""
    sources: tuple[str, ...] = ()
    """A line for each source, as wrangler prints it."""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Secrets:
    values: Mapping[str, str]
    sources: tuple[str, ...]


def load_variables(
    config: Config,
    env_files: Sequence[str] = (),
    overrides: Sequence[str] = (),
    environ: Mapping[str, str] | None = None,
    *,
    is_named_by_variable: bool = False,
) -> Variables:
    """`env_files` are those of `--env-file`, `overrides` those of `--var` (`NAME:value`), `environ` is the
    process environment.

    `is_named_by_variable`: the environment was chosen by CLOUDFLARE_ENV and not by `--env`; then wrangler
    reads the files without an environment in their names. Raises ConfigError.
    """
    outer = {} if environ is None else environ
    suffix = None if is_named_by_variable else config.environment
    secrets = _load_secrets(config, env_files, suffix, outer)
    values: dict[str, object] = dict(config.vars)
    taken = _filter_secrets(config, secrets)
    values.update(taken)
    given = dict(_split_override(text) for text in overrides)
    values.update(given)
    # wrangler drops a variable whose name a binding has, and says nothing
    bound = {binding.name for binding in config.bindings}
    hidden = [name for name in (*taken, *given) if name in bound]
    return Variables(
        values={name: value for name, value in values.items() if name not in hidden},
        secrets=frozenset(taken) - set(given),
        sources=() if secrets is None else secrets.sources,
        warnings=_warn_missing(config, secrets) + tuple(_warn_hidden(name) for name in hidden),
    )


def _split_override(text: str) -> tuple[str, str]:
    name, _, value = text.partition(":")
    return name, value


def _warn_hidden(name: str) -> str:
    return f"the variable {name} is passed over: a binding of the same name goes before it"


def _filter_secrets(config: Config, secrets: _Secrets | None) -> dict[str, str]:
    """With `secrets` in the configuration, only what is declared there or is a var already."""
    if secrets is None:
        return {}
    required = config.required_secrets
    if required is None:
        return dict(secrets.values)
    return {name: value for name, value in secrets.values.items() if name in required or name in config.vars}


def _warn_missing(config: Config, secrets: _Secrets | None) -> tuple[str, ...]:
    found = {} if secrets is None else secrets.values
    missing = [name for name in config.required_secrets or () if name not in found]
    if not missing:
        return ()
    return (
        f"Missing required secrets: {', '.join(missing)}. "
        "Add them to .dev.vars, .env, or set as environment variables.",
    )


def _load_secrets(
    config: Config, env_files: Sequence[str], suffix: str | None, environ: Mapping[str, str]
) -> _Secrets | None:
    """The one source that counts; None where there is none."""
    if not env_files:
        for name in ([] if suffix is None else [f".dev.vars.{suffix}"]) + [".dev.vars"]:
            text = _read_file(config.folder / name)
            if text is not None:
                return _Secrets(parse_dotenv(text), (_name_source(config.folder / name),))
    if not _read_switch(environ, LOAD_DOTENV, default=True):
        return None
    includes_process = config.required_secrets is not None or _read_switch(
        environ, INCLUDE_PROCESS, default=False
    )
    return _load_dotenv(
        [config.folder / name for name in env_files or list_default_files(suffix)],
        environ if includes_process else None,
    )


def list_default_files(suffix: str | None) -> list[str]:
    """Later files win: the environment's own one goes before `.env.local`."""
    named = [] if suffix is None else [f".env.{suffix}", f".env.{suffix}.local"]
    return [".env", ".env.local", *named]


def _load_dotenv(paths: Sequence[Path], environ: Mapping[str, str] | None) -> _Secrets:
    parsed: dict[str, str] = {}
    sources: list[str] = []
    for path in paths:
        text = _read_file(path)
        if text is not None:
            parsed.update(parse_dotenv(text))
            sources.append(_name_source(path))
    if environ is not None:
        sources.append("Using secrets defined in process.env")
    return _Secrets(expand_variables(parsed, environ or {}), tuple(sources))


def _name_source(path: Path) -> str:
    return f"Using secrets defined in {os.path.relpath(path)}"


def _read_file(path: Path) -> str | None:
    """None where there is no such file; one that cannot be read is an error."""
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return None
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise ConfigError(path, f"Failed to load local dev variables file: {reason}") from None


def _read_switch(environ: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = environ.get(name)
    if text is None:
        return default
    if text.lower() not in ("true", "false"):
        raise ConfigError(None, f'Expected {name} to be "true" or "false", but got {json.dumps(text)}')
    return text.lower() == "true"
