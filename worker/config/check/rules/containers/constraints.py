"""Where a container may run."""

from collections.abc import Mapping

from fakeflare.worker.config.check.rules.containers.entries import Container
from fakeflare.worker.config.check.rules.containers.faults import BAD_CONSTRAINTS, DEPRECATED
from fakeflare.worker.config.document.values import MISSING, is_object, is_true
from fakeflare.worker.config.findings.types import expect_array_of, expect_optional

REGIONS = ("ENAM", "WNAM", "EEUR", "WEUR", "APAC", "SAM", "ME", "OC", "AFR")
JURISDICTIONS = ("eu", "fedramp", "us")


def check_constraints(container: Container) -> None:
    constraints = container.get("constraints")
    if not container.expect("constraints", "object") or not is_object(constraints):
        return
    _check_tiers(container, constraints)
    _check_jurisdiction(container, constraints.get("jurisdiction", MISSING))
    regions = constraints.get("regions", MISSING)
    place, label = (*container.place, "constraints", "regions"), f"{container.label}.constraints.regions"
    if regions is not MISSING and expect_array_of(container.findings, place, regions, "string", label=label):
        for index, region in enumerate(regions if isinstance(regions, list) else ()):
            if str(region).upper() not in REGIONS:
                message = f'{label} contains invalid region "{region}". Valid regions are: '
                container.fail(BAD_CONSTRAINTS, message + ", ".join(REGIONS), "constraints", "regions", index)


def _check_tiers(container: Container, constraints: Mapping[str, object]) -> None:
    label = f"{container.label}.constraints"
    if "tier" in constraints:
        container.fail(
            DEPRECATED,
            '"constraints.tier" has been deprecated in favor of "constraints.tiers". Please update your '
            'configuration to use "constraints.tiers" instead.',
            "constraints",
            "tier",
            on="key",
        )
        if "tiers" in constraints:
            message = f"{label}.tier and {label}.tiers cannot both be set"
            container.fail(BAD_CONSTRAINTS, message, "constraints", "tiers", on="key")
    if "tiers" in constraints:
        place = (*container.place, "constraints", "tiers")
        expect_array_of(container.findings, place, constraints["tiers"], "number", label=f"{label}.tiers")


def _check_jurisdiction(container: Container, jurisdiction: object) -> None:
    label = f"{container.label}.constraints.jurisdiction"
    place = (*container.place, "constraints", "jurisdiction")
    expect_optional(container.findings, place, jurisdiction, "string", label=label)
    if is_true(jurisdiction) and jurisdiction not in JURISDICTIONS:
        message = f'{label} must be one of: "eu", "fedramp", "us"'
        container.fail(BAD_CONSTRAINTS, message, "constraints", "jurisdiction")
