"""Typed fields of one environment, checked with wrangler's sentences."""

import datetime
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from worker.config.environments import Environment
from worker.config.errors import ConfigError

# workers-utils/src/config/validation.ts `isValidName`
_NAME = re.compile(r"$|[a-z0-9_][a-z0-9\-_]*$")


class FieldReader:
    """Reads typed fields of one environment; a value of another type raises ConfigError."""

    def __init__(self, path: Path, environment: Environment) -> None:
        self._path = path
        self._environment = environment

    def refuse(self, message: str) -> NoReturn:
        raise ConfigError(self._path, message)

    def read_own(self, field: str) -> object:
        """The environment's own value, of any type."""
        return self._environment.read_own(field)

    def has_own(self, field: str) -> bool:
        """Whether the environment itself says something of a field, if only null."""
        block = self._environment.top if self._environment.block is None else self._environment.block
        return field in block

    def describe(self, field: str) -> str:
        return self._environment.describe(field)

    def read_text(self, field: str) -> str | None:
        value = self._environment.read_inherited(field)
        if value is None or isinstance(value, str):
            return value
        self.refuse(f'Expected "{field}" to be of type string but got {show(value)}.')

    def read_texts(self, field: str) -> tuple[str, ...]:
        value = self._environment.read_inherited(field)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.refuse(f'Expected "{field}" to be of type string array but got {show(value)}.')
        return tuple(value)

    def read_object(self, field: str) -> Mapping[str, object] | None:
        """An inherited object that wrangler checks in words of its own; other types are given as they are
        to `refuse` by the caller."""
        value = self._environment.read_inherited(field)
        if value is None or isinstance(value, Mapping):
            return value
        self.refuse(f'Expected "{field}" to be of type object but got {show(value)}.')

    def read_name(self) -> str | None:
        """The environment's own name, else `<top>-<environment>`, which wrangler does not check."""
        environment = self._environment
        own = environment.read_own("name")
        value = environment.top.get("name") if own is None else own
        if value is None:
            return None
        if not isinstance(value, str) or not _NAME.match(value):
            self.refuse(
                'Expected "name" to be of type string, alphanumeric and lowercase with dashes only '
                f"but got {show(value)}."
            )
        is_joined = environment.name is not None and (environment.block is None or own is None)
        return f"{value}-{environment.name}" if is_joined else value

    def read_date(self) -> str | None:
        value = self.read_text("compatibility_date")
        if value is None:
            return None
        try:
            datetime.date.fromisoformat(value)
        except ValueError:
            self.refuse(
                '"compatibility_date" field should be a valid ISO-8601 date (YYYY-MM-DD), '
                f"but got {show(value)}."
            )
        return value

    def read_vars(self) -> Mapping[str, object]:
        value = self.read_own("vars")
        if value is None:
            return {}
        where = self.describe("vars")
        if not isinstance(value, Mapping):
            self.refuse(f'The field "{where}" should be an object but got {show(value)}.')
        for name, item in value.items():
            if isinstance(item, datetime.date | datetime.time):
                self.refuse(
                    f'The field "{where}.{name}" is a TOML date, which is not supported. '
                    f'Please use a string instead, e.g. {name} = "{item}".'
                )
        return value

    def read_required_secrets(self) -> tuple[str, ...] | None:
        """`secrets.required`; None where there is no `secrets`, which filters nothing."""
        value, where = self.read_own("secrets"), self.describe("secrets")
        if value is None and not self.has_own("secrets"):
            return None
        if not isinstance(value, Mapping):
            self.refuse(f'The field "{where}" should be an object but got {show(value)}.')
        names = value.get("required")
        if names is None:
            return ()
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            self.refuse(f'Expected "{where}.required" to be an array of strings but got {show(names)}')
        return tuple(names)

    def read_crons(self) -> tuple[str, ...]:
        """`triggers.crons`; wrangler does not look at what stands in it."""
        triggers = self.read_object("triggers")
        if triggers is None or "crons" not in triggers:
            return ()
        crons = triggers["crons"]
        if not isinstance(crons, list):
            self.refuse(f'Expected "triggers.crons" to be of type array, but got {show(triggers)}.')
        return tuple(str(cron) for cron in crons)


def show(value: object) -> str:
    """A value as wrangler prints it: `JSON.stringify`."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, default=str)
