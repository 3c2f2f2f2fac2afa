"""Which errors of a configuration stop a local run: those in what the run reads."""

from collections.abc import Iterable

from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.diagnostics import Diagnostic
from fakeflare.worker.config.findings.catalogue import RULES
from fakeflare.worker.config.kinds import KINDS

_INHERITED = frozenset(
    {
        "assets",
        "base_dir",
        "compatibility_date",
        "compatibility_flags",
        "main",
        "name",
        "rules",
        "triggers",
    }
)
_OWN = frozenset({"kv_namespaces", "secrets", "services", "vars", "version_metadata"})
_TOP = frozenset({"dev", "targetEnvironment"})

_NAMES = "duplicate-binding"
"""A name that two bindings have is a matter of all kinds of bindings, emulated or not."""

_NEEDED = frozenset({"assets-directory-missing", "assets-without-directory", "missing-entry-point"})
"""A build, or another tool's command line, may bring it to a deploy, so that the check may only warn; a run
needs it now."""


def list_stopping(diagnostics: Iterable[Diagnostic], block: Block) -> list[Diagnostic]:
    """The errors that concern a run of this block; where there is none, what it needs and does not have."""
    concerning = [found for found in diagnostics if _concerns(found, block)]
    errors = [found for found in concerning if found.severity == "error"]
    return errors or [found for found in concerning if found.name in _NEEDED]


def _concerns(found: Diagnostic, block: Block) -> bool:
    if RULES[found.code].is_for_deploy:
        return False
    place = found.place
    if found.environment is None:
        return not place or place == ("env",) or _is_read_at_top(found, block)
    if found.environment != block.environment:
        return False
    return len(place) == 2 or _is_field(found, str(place[2]), _INHERITED | _OWN)


def _is_read_at_top(found: Diagnostic, block: Block) -> bool:
    field = str(found.place[0])
    if block.top is None:
        return _is_field(found, field, _INHERITED | _OWN | _TOP)
    return field in _TOP or (field in _INHERITED and block.find(field) == (field,))


def _is_field(found: Diagnostic, field: str, fields: frozenset[str]) -> bool:
    return field in fields or (found.name == _NAMES and field in KINDS)
