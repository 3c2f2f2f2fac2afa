"""Which errors of a configuration stop a local run: those in what the run reads."""

from collections.abc import Iterable, Mapping

from fakeflare.worker.config.bindings.kind import Reach
from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.diagnostics import Diagnostic
from fakeflare.worker.config.findings.catalogue import RULES
from fakeflare.worker.config.kinds import FIELDS, find_kind

_REACHES: Mapping[str, Reach] = {
    "base_dir": "inherited",
    "compatibility_date": "inherited",
    "compatibility_flags": "inherited",
    "main": "inherited",
    "name": "inherited",
    "rules": "inherited",
    "triggers": "inherited",
    "secrets": "own",
    "dev": "top",
    "targetEnvironment": "top",
}
"""Where an environment has each field from that a run reads, besides the kinds of bindings that are
emulated."""

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
    return len(place) == 2 or _get_reach(found, str(place[2])) in ("own", "inherited")


def _is_read_at_top(found: Diagnostic, block: Block) -> bool:
    field = str(found.place[0])
    if block.top is None:
        return _get_reach(found, field) is not None
    reach = _get_reach_of_value(field)
    return reach == "top" or (reach == "inherited" and block.find(field) == (field,))


def _get_reach(found: Diagnostic, field: str) -> Reach | None:
    return "own" if found.name == _NAMES and field in FIELDS else _get_reach_of_value(field)


def _get_reach_of_value(field: str) -> Reach | None:
    """Where an environment has a field from that a run reads; None for one that it does not read."""
    kind = find_kind(field)
    if kind is not None:
        return None if kind.read is None else kind.reach
    return _REACHES.get(field)
