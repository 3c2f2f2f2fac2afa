"""The families of rules: which modules there are, and when each is asked.

To import all of them takes longer than to check a usual file, so that a family is imported by its name when
a file has the fields that it is about. Nothing else imports a family.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from types import ModuleType

from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.findings.catalogue import RULES, Rule
from fakeflare.worker.config.findings.findings import Findings
from fakeflare.worker.config.kinds import FIELDS, get_kind

_RULES = "fakeflare.worker.config.check.rules"

_ALWAYS = ""

_BLOCK_FAMILIES = {
    "worker.identity": _ALWAYS,
    "worker.entry": "main",
    "worker.dates": "compatibility_date",
    "worker.flags": "compatibility_flags",
    "running.cron": "triggers",
    "variables.variables": "vars define secrets",
    "variables.secrets": "vars",
    "python.python": "main",
    "files.files": _ALWAYS,
    "bindings": _ALWAYS,
    "bindings.names": _ALWAYS,
    "durable_objects.migrations": "migrations",
    "durable_objects.lifecycle": "durable_objects exports migrations workflows",
    "durable_objects.exports": "exports",
    "containers": "containers previews exports cloudchamber",
    "running.scalars": _ALWAYS,
    "serving.routes": "route routes",
    "running.triggers": "triggers",
    "running.limits": "limits",
    "running.placement": "placement",
    "running.observability": "observability",
    "serving.assets": "assets",
    "serving.worker_first": "assets",
    "serving.site": "site",
    "running.dev": "dev",
    "running.modules": "rules build minify alias wasm_modules text_blobs data_blobs",
    "running.small_objects": "access cache python_modules dependencies_instrumentation",
    "serving.connect": "connect",
    "running.previews": "previews",
    "environments.inheritance": "env",
    "environments.inherited": "env",
    "serving.pages": "pages_build_output_dir",
}
"""Modules with a `check_block`, and the fields of which a block, or the top level above it, must have one."""

_DOCUMENT_FAMILIES = {
    "text.reading": _ALWAYS,
    "text.toml_table_scope": _ALWAYS,
    "worker.requirements": _ALWAYS,
    "files.files": _ALWAYS,
    "environments.environments": "env",
    "environments.inherited": "env",
    "files.redirected": _ALWAYS,
}
"""Modules with a `check_document`, and the fields of which the top level must have one."""

_LAST_FAMILIES = {"fields.unknown_fields": _ALWAYS}
"""Modules with a `check_document` that looks at what no other family has found."""


def list_document_families(findings: Findings) -> Iterator[ModuleType]:
    """Import those that look at the whole file, where it has something for them."""
    return _list_families(_DOCUMENT_FAMILIES, findings)


def list_last_families(findings: Findings) -> Iterator[ModuleType]:
    """Import those that look at the whole file when all others have."""
    return _list_families(_LAST_FAMILIES, findings)


def _list_families(families: Mapping[str, str], findings: Findings) -> Iterator[ModuleType]:
    values = findings.document.values
    # an environment that is asked for may be missing
    is_asked = bool(findings.project_files.environments)
    for module, fields in families.items():
        if is_asked or not fields or any(name in values for name in fields.split()):
            yield _import(module)


def list_block_families(block: Block) -> Iterator[ModuleType]:
    """Import those that look at one block, where it, or the top level above it, has something for them."""
    for module, fields in _BLOCK_FAMILIES.items():
        if not fields or _has_any(block, fields.split()):
            yield _import(module)


def _has_any(block: Block, names: list[str]) -> bool:
    return any(name in block.values or (block.top is not None and name in block.top.values) for name in names)


def _import(module: str) -> ModuleType:
    return import_module(f"{_RULES}.{module}")


@cache
def list_rules() -> Mapping[str, Rule]:
    """Return every rule by its code. This imports all families and all kinds of bindings."""
    for module in (*_BLOCK_FAMILIES, *_DOCUMENT_FAMILIES, *_LAST_FAMILIES):
        _import(module)
    for field in FIELDS:
        get_kind(field)
    return RULES
