"""FF53x: `observability`: what is recorded of a Worker's runs."""

from collections.abc import Mapping

from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.values import MISSING, is_object, name_type, show
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Findings
from fakeflare.worker.config.findings.members import Members, check_members, find_member, read_object
from fakeflare.worker.config.findings.types import WRONG_TYPE, expect_array_of
from fakeflare.worker.config.syntax.nodes import Place

NOT_SWITCHED = define(
    "FF530",
    "observability-not-switched",
    "error",
    "`observability` does not say what is on.",
    """wrangler refuses the file. At least one of `enabled`, `logs.enabled`, `traces.enabled` and
    `issues.enabled` must be there, true or false.""",
)
BAD_RATE = define(
    "FF531",
    "sampling-rate-out-of-range",
    "error",
    "A `head_sampling_rate` is below 0 or above 1.",
    "wrangler refuses the file. The rate is a share: 1 is every request, 0.05 is one in twenty.",
)

_SWITCHES = (("enabled",), ("logs", "enabled"), ("traces", "enabled"), ("issues", "enabled"))
_OWN: Members = {"head_sampling_rate": "number", "redact_query_string": "boolean"}
_ISSUES: Members = {"enabled": "boolean"}
_LOGS: Members = {
    "enabled": "boolean",
    "head_sampling_rate": "number",
    "invocation_logs": "boolean",
    "persist": "boolean",
}
_TRACES: Members = {"enabled": "boolean", "head_sampling_rate": "number", "persist": "boolean"}


def check_block(findings: Findings, block: Block) -> None:
    """`observability` of the top level or of an environment."""
    check_observability(
        findings, block.locate("observability"), block.get_own("observability"), "observability"
    )


def check_observability(findings: Findings, place: Place, value: object, label: str) -> None:
    """workers-utils: src/config/validation.ts `validateObservability`. wrangler counts every switch that is
    not there as another one of a wrong type; those are left out here."""
    members = None if value is MISSING else read_object(findings, place, value, label)
    if members is None:
        return
    _check_switches(findings, place, members, label)
    check_members(findings, place, members, label, _OWN)
    _check_rate(findings, (*place, "head_sampling_rate"), members, f"{label}.head_sampling_rate")
    _check_issues(findings, (*place, "issues"), members.get("issues", MISSING), f"{label}.issues")
    for name, table in (("logs", _LOGS), ("traces", _TRACES)):
        _check_part(findings, (*place, name), members.get(name, MISSING), label, table)


def _check_switches(findings: Findings, place: Place, members: Mapping[str, object], label: str) -> None:
    found = {path: _find_switch(members, path) for path in _SWITCHES}
    if all(value is MISSING for value in found.values()):
        names = [f'"{label}.{".".join(path)}"' for path in _SWITCHES]
        findings.add(
            NOT_SWITCHED, place, f"{' or '.join(names)} is required.", hint='Add "enabled": true or false.'
        )
    own = members.get("enabled", MISSING)
    is_switched = any(isinstance(value, bool) for value in found.values())
    # the other switches are looked at with their objects
    if own is not MISSING and not is_switched:
        message = f'Expected "{label}.enabled" to be of type boolean but got {show(own)}.'
        findings.add(WRONG_TYPE, (*place, "enabled"), message)


def _find_switch(members: Mapping[str, object], path: tuple[str, ...]) -> object:
    value: object = members
    for name in path:
        value = find_member(value, name)
    return value


def _check_issues(findings: Findings, place: Place, value: object, label: str) -> None:
    if value is not MISSING and not is_object(value):
        findings.add(WRONG_TYPE, place, f'"{label}" should be an object but got {show(value)}.')
    check_members(findings, place, value, label, _ISSUES)


def _check_part(findings: Findings, place: Place, value: object, label: str, table: Members) -> None:
    """`logs` or `traces`. wrangler breaks down where one is null."""
    name = str(place[-1])
    if value is None or (value is not MISSING and name_type(value) != "object"):
        message = f'Expected "{label}.{name}" to be of type object but got {show(value)}.'
        findings.add(WRONG_TYPE, place, message)
    if not is_object(value):
        return
    check_members(findings, place, value, f"{label}.{name}", table)
    _check_rate(findings, (*place, "head_sampling_rate"), value, f"{label}.{name}.head_sampling_rate")
    if "destinations" in value:
        # wrangler leaves `observability` out of this path
        where = (*place, "destinations")
        expect_array_of(findings, where, value["destinations"], "string", label=f"{name}.destinations")


def _check_rate(findings: Findings, place: Place, members: Mapping[str, object], label: str) -> None:
    rate = members.get("head_sampling_rate")
    if isinstance(rate, bool) or not isinstance(rate, int | float):
        return
    if rate < 0 or rate > 1:
        hint = f"A share, not a percentage: {show(rate / 100)}." if 1 < rate <= 100 else None
        findings.add(BAD_RATE, place, f'"{label}" must be a value between 0 and 1.', hint=hint)
