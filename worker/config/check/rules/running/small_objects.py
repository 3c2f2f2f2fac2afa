"""FF57x: small objects: `access`, `cache`, `dependencies_instrumentation`, `python_modules`."""

from collections.abc import Mapping

from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.values import MISSING, is_object, show
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Findings
from fakeflare.worker.config.findings.members import check_members, find_member, read_object
from fakeflare.worker.config.findings.types import WRONG_TYPE, expect_array_of, expect_field, expect_texts
from fakeflare.worker.config.syntax.nodes import Place

NO_EXCLUDE = define(
    "FF570",
    "python-modules-without-exclude",
    "warning",
    "`python_modules` has no `exclude`.",
    """wrangler says nothing, but the field replaces its own list and it fails at the first module of a Python
    Worker. Write which files of python_modules stay behind, or delete the field: ["**/*.pyc"] is what
    wrangler takes by itself.""",
)


def check_block(findings: Findings, block: Block) -> None:
    """The small objects of the top level or of an environment."""
    _check_access(findings, block.locate("access"), block.get_own("access"))
    check_cache(findings, block.locate("cache"), block.get_own("cache"), "cache")
    _check_python_modules(findings, block.locate("python_modules"), block.get_own("python_modules"))
    if block.top is None:
        _check_instrumentation(findings, block.get_own("dependencies_instrumentation"))


def _check_access(findings: Findings, place: Place, value: object) -> None:
    """workers-utils: src/config/validation.ts `validateAccess`."""
    members = MISSING if value is MISSING else read_object(findings, place, value, "access")
    check_members(findings, place, members, "access", {"dev": "object"})
    dev, where = find_member(members, "dev"), (*place, "dev")
    if isinstance(dev, Mapping | list):
        aud = find_member(dev, "aud")
        expect_field(findings, (*where, "aud"), aud, "string", label="access.dev.aud")
        check_members(findings, where, dev, "access.dev", {"identity": "object"})


def check_cache(findings: Findings, place: Place, value: object, label: str) -> None:
    members = None if value is MISSING else read_object(findings, place, value, label)
    if members is not None:
        enabled = members.get("enabled", MISSING)
        expect_field(findings, (*place, "enabled"), enabled, "boolean", label=f"{label}.enabled")
        check_members(findings, place, members, label, {"cross_version_cache": "boolean"})


def _check_python_modules(findings: Findings, place: Place, value: object) -> None:
    """workers-utils: src/config/validation.ts `validatePythonModules`; wrangler:
    src/deployment-bundle/find-additional-modules.ts goes over `exclude` as it is."""
    if value is MISSING:
        return
    if not is_object(value):
        findings.add(WRONG_TYPE, place, f'"python_modules" should be an object but got {show(value)}.')
    elif "exclude" not in value:
        findings.add(NO_EXCLUDE, place, '"python_modules.exclude" is missing.', on="entry")
    else:
        expect_texts(findings, (*place, "exclude"), value["exclude"], label="python_modules.exclude")


def _check_instrumentation(findings: Findings, value: object) -> None:
    """workers-utils: src/config/validation.ts `normalizeAndValidateConfig`, which breaks down at null."""
    place = ("dependencies_instrumentation",)
    if value is MISSING:
        return
    if value is None or isinstance(value, str | bool | int | float):
        message = f'Expected "{place[0]}" to be of type object but got {show(value)}.'
        findings.add(WRONG_TYPE, place, message)
    check_members(findings, place, value, place[0], {"enabled": "boolean"})
    if is_object(value) and "exclude_packages" in value:
        packages = value["exclude_packages"]
        expect_array_of(findings, (*place, "exclude_packages"), packages, "string")
