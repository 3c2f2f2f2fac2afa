"""The fields that a running Worker needs: their types, checked with wrangler's sentences."""

import datetime
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from worker.config.environments import Environment
from worker.config.errors import ConfigError

# workers-utils/src/config/validation.ts `isValidName`
_NAME = re.compile(r"$|[a-z0-9_][a-z0-9\-_]*$")


@dataclass(frozen=True)
class KvBinding:
    """One entry of `kv_namespaces`."""

    binding: str
    id: str
    """`preview_id ?? id ?? binding`: what `wrangler dev` uses. An empty preview_id is an id and wins."""


class FieldReader:
    """Reads typed fields of one environment; a value of another type raises ConfigError."""

    def __init__(self, path: Path, environment: Environment) -> None:
        self._path = path
        self._environment = environment

    def refuse(self, message: str) -> NoReturn:
        raise ConfigError(self._path, message)

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
        value = self._environment.read_own("vars")
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.refuse(
                f'The field "{self._environment.describe("vars")}" should be an object but got {show(value)}.'
            )
        for name, item in value.items():
            if isinstance(item, datetime.date | datetime.time):
                self.refuse(
                    f'The field "vars.{name}" is a TOML date, which is not supported. '
                    f'Please use a string instead, e.g. {name} = "{item}".'
                )
        return value

    def read_kv_namespaces(self) -> tuple[KvBinding, ...]:
        field = self._environment.describe("kv_namespaces")
        value = self._environment.read_own("kv_namespaces")
        if value is None and not self._is_null_here("kv_namespaces"):
            return ()
        if not isinstance(value, list):
            self.refuse(f'The field "{field}" should be an array but got {show(value)}.')
        bindings = tuple(
            self._read_kv_namespace(f"{field}[{index}]", item) for index, item in enumerate(value)
        )
        names = [binding.binding for binding in bindings]
        for name in names:
            if names.count(name) > 1:
                self.refuse(f"{name} assigned to multiple KV Namespace bindings.")
        return bindings

    def _is_null_here(self, field: str) -> bool:
        block = self._environment.top if self._environment.block is None else self._environment.block
        return field in block

    def _read_kv_namespace(self, where: str, item: object) -> KvBinding:
        if not isinstance(item, Mapping):
            self.refuse(f'"{where.partition("[")[0]}" bindings should be objects, but got {show(item)}')
        binding, own_id, preview_id = item.get("binding"), item.get("id"), item.get("preview_id")
        if not isinstance(binding, str):
            self.refuse(f'"{where}" bindings should have a string "binding" field but got {show(item)}.')
        if "id" in item and (not isinstance(own_id, str) or not own_id):
            self.refuse(f'"{where}" bindings should have a string "id" field but got {show(item)}.')
        if preview_id is not None and not isinstance(preview_id, str):
            self.refuse(
                f'"{where}" bindings should, optionally, have a string "preview_id" field '
                f"but got {show(item)}."
            )
        named = preview_id if preview_id is not None else own_id
        return KvBinding(binding, named if isinstance(named, str) else binding)


def show(value: object) -> str:
    """A value as wrangler prints it: `JSON.stringify`."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, default=str)
