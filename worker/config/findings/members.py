"""The members of an object, by a table: what each must be where it is there."""

from collections.abc import Mapping

from fakeflare.worker.config.document.values import MISSING, is_object, name_type, show
from fakeflare.worker.config.findings.findings import Findings
from fakeflare.worker.config.findings.types import WRONG_TYPE, expect_optional
from fakeflare.worker.config.syntax.nodes import Place

Members = Mapping[str, str | tuple[str, ...]]
"""Of each member its type, as `typeof` names it, or the texts that it may be."""


def check_members(findings: Findings, place: Place, value: object, label: str, members: Members) -> None:
    """The members of the object at `place`, which `label` is called in the messages."""
    if not is_object(value):
        return
    for name, kind in members.items():
        found = value.get(name, MISSING)
        shown = f"{label}.{name}"
        if isinstance(kind, str):
            expect_optional(findings, (*place, name), found, kind, label=shown)
        else:
            expect_optional(findings, (*place, name), found, "string", kind, label=shown)


def read_object(findings: Findings, place: Place, value: object, label: str) -> Mapping[str, object] | None:
    """The members of an object; None, with a finding, where `value` is none. An array is an object without
    members (workers-utils: src/config/validation.ts `validateCache` and its neighbours)."""
    if value is None or name_type(value) != "object":
        findings.add(WRONG_TYPE, place, f'"{label}" should be an object but got {show(value)}.')
        return None
    return value if is_object(value) else {}


def find_member(value: object, name: str) -> object:
    return value.get(name, MISSING) if is_object(value) else MISSING


def is_whole(value: object) -> bool:
    if isinstance(value, float):
        return value.is_integer()
    return isinstance(value, int) and not isinstance(value, bool)
