"""Which environment is meant, and what it inherits: wrangler's merge, for any field."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from worker.config.errors import ConfigError


@dataclass(frozen=True)
class Environment:
    """A configuration seen from one environment; `block` is None at the top level."""

    top: Mapping[str, object]
    name: str | None = None
    block: Mapping[str, object] | None = None
    warnings: tuple[str, ...] = ()

    def read_inherited(self, field: str) -> object:
        """`env[field] ?? top[field]`, whole values
        (workers-utils/src/config/validation-helpers.ts `inheritable`)."""
        own = None if self.block is None else self.block.get(field)
        return self.top.get(field) if own is None else own

    def read_own(self, field: str) -> object:
        """The environment's own value, never the top level's (`notInheritable`)."""
        return (self.top if self.block is None else self.block).get(field)

    def describe(self, field: str) -> str:
        """The field's path in the file, as wrangler's messages write it."""
        return field if self.block is None else f"env.{self.name}.{field}"


def select_environment(path: Path, document: Mapping[str, object], name: str | None) -> Environment:
    """The environment called `name`; None or "" is the top level (workers-utils/src/config/validation.ts)."""
    if not name:
        return Environment(document)
    known = document.get("env")
    environments = known if isinstance(known, Mapping) else {}
    if name not in environments:
        if environments:
            raise ConfigError(path, _describe_missing(name, list(environments)))
        return Environment(document, name, None, (_describe_missing(name, []),))
    block = environments[name]
    if not isinstance(block, Mapping):
        raise ConfigError(path, f'"env.{name}" should be an object but got {json.dumps(block)}.')
    return Environment(document, name, block)


def _describe_missing(name: str, known: list[str]) -> str:
    available = (
        f" The available configured environment names are: {json.dumps(known, separators=(',', ':'))}"
        if known
        else ""
    )
    return (
        f'No environment found in configuration with name "{name}". Before using `--env={name}` '
        f"there should be an equivalent environment section in the configuration.{available}"
    )
