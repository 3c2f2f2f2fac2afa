"""FF527–FF529: `placement`: where in the world a Worker runs."""

from collections.abc import Mapping

from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.values import MISSING, is_object, is_true, write
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Findings
from fakeflare.worker.config.findings.types import MISSING_FIELD, expect_field, expect_object, expect_optional
from fakeflare.worker.config.syntax.nodes import Place

MIXED = define(
    "FF527",
    "placement-mixed",
    "error",
    "`placement` says where to run in two ways at once.",
    """wrangler refuses the file. Smart placement has `mode` and perhaps `hint`; targeted placement has one of
    `region`, `host` and `hostname`.""",
)
BAD_HINT = define(
    "FF528",
    "bad-placement-hint",
    "error",
    "`placement.hint` is no text, or stands where the mode is not smart.",
    'wrangler refuses the file. Write "mode": "smart" beside the hint, or delete the hint.',
)
EMPTY_TARGET = define(
    "FF529",
    "placement-target-empty",
    "error",
    "The region or host of `placement` is an empty text.",
    "wrangler refuses the file. Fill it in, or delete it.",
)

_TARGETS = ("region", "host", "hostname")


def check_block(findings: Findings, block: Block) -> None:
    """`placement` of the top level or of an environment."""
    check_placement(findings, block.locate("placement"), block.get_own("placement"), "placement")


def check_placement(findings: Findings, place: Place, value: object, label: str) -> None:
    if value is not MISSING:
        expect_object(findings, place, value, label=label)
    if not is_object(value):
        return
    targets = [name for name in _TARGETS if name in value]
    if "hint" in value and targets:
        findings.add(
            MIXED,
            (*place, "hint"),
            f'"{label}" cannot have both "hint" (smart format) and "region"/"host"/"hostname" (targeted '
            "format) fields",
            on="key",
        )
    elif "hint" in value:
        _check_smart(findings, place, value, label)
    elif targets:
        _check_targeted(findings, place, value, label, targets)
    else:
        _check_mode(findings, place, value, label)


def _check_smart(findings: Findings, place: Place, value: Mapping[str, object], label: str) -> None:
    mode, hint = value.get("mode", MISSING), value["hint"]
    expect_field(findings, (*place, "mode"), mode, "string", ("off", "smart"), label=f"{label}.mode")
    where = (*place, "hint")
    if not isinstance(hint, str):
        message = f'"{label}.hint" must be a string when "{label}.mode" is "{write(mode)}"'
        findings.add(BAD_HINT, where, message)
    if is_true(hint) and mode != "smart":
        message = f'"{label}.hint" can only be set when "{label}.mode" is "smart"'
        findings.add(BAD_HINT, where, message)


def _check_targeted(
    findings: Findings, place: Place, value: Mapping[str, object], label: str, targets: list[str]
) -> None:
    mode = value.get("mode", MISSING)
    expect_optional(findings, (*place, "mode"), mode, "string", ("targeted",), label=f"{label}.mode")
    for name in targets:
        expect_field(findings, (*place, name), value[name], "string", label=f"{label}.{name}")
        if value[name] == "":
            findings.add(EMPTY_TARGET, (*place, name), f'"{label}.{name}" must be a non-empty string.')
    if len(targets) > 1:
        names = ", ".join(f'"{name}"' for name in targets)
        message = f'"{label}" fields {names} are mutually exclusive. Only one can be specified.'
        findings.add(MIXED, (*place, targets[1]), message, on="key")


def _check_mode(findings: Findings, place: Place, value: Mapping[str, object], label: str) -> None:
    mode = value.get("mode", MISSING)
    choices = ("off", "smart", "targeted")
    expect_field(findings, (*place, "mode"), mode, "string", choices, label=f"{label}.mode")
    if mode == "targeted":
        names = " or ".join(f'"{label}.{name}"' for name in _TARGETS)
        findings.add(MISSING_FIELD, (*place, "mode"), f"{names} is required.")
