"""What can be wrong with a configuration: one module for each family of rules.

`BLOCK_CHECKS` look at the top level and at each environment in turn, `DOCUMENT_CHECKS` at the whole file,
`LAST_CHECKS` at what is left when all others are done. To import all families takes longer than to check a
usual file, so a family is imported when a file has the fields that it is about.
"""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module

from fakeflare.worker.config.blocks import Block
from fakeflare.worker.config.catalogue import RULES, Rule
from fakeflare.worker.config.diagnostics import Diagnostic
from fakeflare.worker.config.findings import Findings
from fakeflare.worker.config.rules import comments

BlockCheck = Callable[[Findings, Block], None]
DocumentCheck = Callable[[Findings], None]

_ALWAYS = ""

_BLOCK_FAMILIES = {
    "identity": _ALWAYS,
    "entry": "main",
    "dates": "compatibility_date",
    "flags": "compatibility_flags",
    "cron": "triggers",
    "variables": "vars define secrets",
    "secrets": "vars",
    "python": "main",
    "files": _ALWAYS,
    "bindings": _ALWAYS,
    "names": _ALWAYS,
    "migrations": "migrations",
    "lifecycle": "durable_objects exports migrations workflows",
    "exports": "exports",
    "containers": "containers previews exports cloudchamber",
    "scalars": _ALWAYS,
    "routes": "route routes",
    "triggers": "triggers",
    "limits": "limits",
    "placement": "placement",
    "observability": "observability",
    "assets": "assets",
    "worker_first": "assets",
    "site": "site",
    "dev": "dev",
    "modules": "rules build minify alias wasm_modules text_blobs data_blobs",
    "objects": "access cache python_modules dependencies_instrumentation",
    "connect": "connect",
    "previews": "previews",
    "inheritance": "env",
    "inherited": "env",
    "pages": "pages_build_output_dir",
}
"""Modules with a `check_block`, and the fields of which a block, or the top level above it, must have one."""

_DOCUMENT_FAMILIES = {
    "reading": _ALWAYS,
    "swallowed": _ALWAYS,
    "requirements": _ALWAYS,
    "files": _ALWAYS,
    "environments": "env",
    "inherited": "env",
    "redirected": _ALWAYS,
}
"""Modules with a `check_document`, and the fields of which the top level must have one."""

_LAST_FAMILIES = ("fields",)


def _make_block_check(module: str, fields: str) -> BlockCheck:
    names = frozenset(fields.split())

    def check_block(findings: Findings, block: Block) -> None:
        if not names or _has_any(block, names) or (block.top is not None and _has_any(block.top, names)):
            import_module(f"{__name__}.{module}").check_block(findings, block)

    return check_block


def _has_any(block: Block, names: frozenset[str]) -> bool:
    return any(name in block.values for name in names)


def _make_document_check(module: str, fields: str = _ALWAYS) -> DocumentCheck:
    names = frozenset(fields.split())

    def check_document(findings: Findings) -> None:
        # an environment that is asked for may be missing
        is_asked = bool(findings.surroundings.environments)
        if not names or is_asked or any(name in findings.document.values for name in names):
            import_module(f"{__name__}.{module}").check_document(findings)

    return check_document


BLOCK_CHECKS: tuple[BlockCheck, ...] = tuple(
    _make_block_check(module, fields) for module, fields in _BLOCK_FAMILIES.items()
)

DOCUMENT_CHECKS: tuple[DocumentCheck, ...] = tuple(
    _make_document_check(module, fields) for module, fields in _DOCUMENT_FAMILIES.items()
)

LAST_CHECKS: tuple[DocumentCheck, ...] = tuple(map(_make_document_check, _LAST_FAMILIES))

FILTER: Callable[[Findings], list[Diagnostic]] = comments.filter_findings
"""What leaves out the findings that the file itself says to ignore."""


@cache
def list_rules() -> Mapping[str, Rule]:
    """Every rule by its code. This imports all families."""
    for module in (*_BLOCK_FAMILIES, *_DOCUMENT_FAMILIES, *_LAST_FAMILIES):
        import_module(f"{__name__}.{module}")
    return RULES
