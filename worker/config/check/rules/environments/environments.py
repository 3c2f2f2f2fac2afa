"""FF600 to FF605, FF616: what `env` is, what its environments are called, and what cannot stand in one."""

import re
from collections.abc import Collection, Iterator

from fakeflare.worker.config.check.rules.files.redirected import is_redirected
from fakeflare.worker.config.document.blocks import count_comparable
from fakeflare.worker.config.document.diagnostics import Severity
from fakeflare.worker.config.document.values import MISSING, is_object, show
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Findings
from fakeflare.worker.config.findings.schema import load_schema
from fakeflare.worker.config.syntax.nodes import Place

BAD_ENVIRONMENT = define(
    "FF600",
    "bad-environment",
    "error",
    "`env`, or one of the environments in it, is not an object.",
    """`env` is an object of environments, each an object of fields. wrangler does not look at it before the
    environment is chosen with `--env`, and then crashes or takes it as empty.""",
)
NESTED = define(
    "FF601",
    "nested-environment",
    "error",
    "An environment has an `env` of its own.",
    """Environments do not nest. wrangler warns once the outer one is chosen and passes the inner ones over:
    they can never be deployed. Move them to the `env` of the top level.""",
)
TOP_LEVEL_ONLY = define(
    "FF602",
    "top-level-only-field",
    "warning",
    "An environment has a field that only the top level may have.",
    """wrangler warns once the environment is chosen, and passes the value over: what is deployed is not
    what is written. Move the field to the top level; it then holds for all environments.""",
)
BAD_NAME = define(
    "FF603",
    "bad-environment-name",
    "error",
    "The Worker of an environment would get an invalid name.",
    """An environment without a `name` is deployed as `<name>-<environment>`. wrangler does not look at the
    joined name, but a Worker's name has lower-case letters, digits, dashes and underscores only, and the
    API refuses others. Rename the environment, or give it a `name`. Capital letters, and a name too long
    for a workers.dev address, are warnings.""",
    is_for_deploy=True,
)
FIELD_AS_ENVIRONMENT = define(
    "FF604",
    "field-as-environment",
    "error",
    "A configuration field stands directly in `env`, where an environment is expected.",
    """Whatever stands in `env` is an environment, so wrangler takes the field for an environment of that
    name and says nothing. Put it into an environment: `env.<name>.<field>`.""",
)
UNKNOWN = define(
    "FF605",
    "unknown-environment",
    "error",
    "The environment that is asked for does not exist.",
    """wrangler refuses to go on where others are defined. Where none is, it warns, and deploys the top level
    under the name `<name>-<environment>`.""",
)

TOO_MANY = define(
    "FF616",
    "too-many-environments",
    "warning",
    "There are more environments than can be compared with the top level.",
    """Each environment is compared with all that it inherits. Thousands of them beside a large top level
    would take minutes, so that the later ones are not checked; `--env` names those to check.""",
)

_NAME = re.compile(r"[a-z0-9_-]*\Z")
_LOOSE_NAME = re.compile(r"[A-Za-z0-9_-]+\Z")
_LONGEST_NAME = 63
"""The longest label of a host name, and so of a workers.dev address."""


def check_document(findings: Findings) -> None:
    """`env` as a whole, and the environment that is asked for."""
    if not findings.document.parsed.is_sound:
        return
    environments = findings.document.values.get("env", MISSING)
    if environments is not MISSING and environments is not None and not is_object(environments):
        message = f'The field "env" should be an object but got {show(environments)}.'
        findings.add(BAD_ENVIRONMENT, ("env",), message)
    for name, value in list_asked(findings):
        _check_environment(findings, name, value)
    _check_number(findings)
    _check_asked(findings)


def _check_number(findings: Findings) -> None:
    most = count_comparable(findings.document.values)
    names = [name for name, value in list_asked(findings) if is_object(value)]
    if len(names) > most:
        message = f"From here on {len(names) - most} environments are not checked."
        hint = f"{most} of them have been. Name those to check with --env."
        findings.add(TOO_MANY, ("env", names[most]), message, on="key", hint=hint)


def list_asked(findings: Findings) -> Iterator[tuple[str, object]]:
    """The environments that are to be checked, whatever they are."""
    environments = findings.document.values.get("env")
    asked = findings.project_files.environments
    for name, value in environments.items() if is_object(environments) else ():
        if asked is None or name in asked:
            yield name, value


def report_misplaced(findings: Findings, place: Place, message: str, fields: Collection[str]) -> bool:
    """Report a field of an environment that only the top level has; whether it is one. `fields` are those
    that the top level knows; `message` is wrangler's sentence about unexpected fields."""
    if len(place) != 3 or place[0] != "env" or place[2] not in fields:
        return False
    field, name = place[2], place[1]
    if field == "env":
        hint = f'Environments do not nest. Move those of "env.{name}.env" to "env".'
        findings.add(NESTED, place, message, on="key", hint=hint)
        return True
    hint = (
        f'"{field}" is a field of the top level, for all environments; here it is passed over. Move it there.'
    )
    findings.add(TOP_LEVEL_ONLY, place, message, on="key", hint=hint)
    return True


def _check_environment(findings: Findings, name: str, value: object) -> None:
    schema = load_schema().root
    is_field = schema.find(name) is not None
    if is_field and _is_misplaced_field(value):
        message = f'"{name}" is a configuration field, not an environment name'
        hint = f'Put it into an environment: "env.<environment>.{name}".'
        severity: Severity = "warning" if is_object(value) else "error"
        findings.add(FIELD_AS_ENVIRONMENT, ("env", name), message, on="key", hint=hint, severity=severity)
    elif not is_object(value):
        message = f'"env.{name}" should be an object but got {show(value)}.'
        findings.add(
            BAD_ENVIRONMENT, ("env", name), message, hint="Write {} for an environment without fields."
        )
    else:
        _check_name(findings, name, value.get("name"))


def _is_misplaced_field(value: object) -> bool:
    """Whether a value in `env` under a field's name is that field: `dev` and `preview` are good names too."""
    if value is None:
        return False
    if not is_object(value):
        return True
    environments = load_schema().root.find("env")
    environment = None if environments is None else environments.find("")
    return bool(value) and environment is not None and not environment.names.intersection(value)


def _check_name(findings: Findings, name: str, own: object) -> None:
    values = findings.document.values
    top = values.get("name")
    if isinstance(own, str) or not isinstance(top, str) or not top or "pages_build_output_dir" in values:
        return
    worker = f"{top}-{name}"
    shown = f'The Worker of "env.{name}" would be called "{worker}"'
    hint = f'Rename the environment, or give it a name: "env.{name}.name".'
    if not _NAME.match(name):
        message = f"{shown}. A Worker's name has lower-case letters, digits, dashes and underscores only."
        severity: Severity = "warning" if _LOOSE_NAME.match(name) else "error"
        findings.add(BAD_NAME, ("env", name), message, on="key", hint=hint, severity=severity)
    elif len(worker) > _LONGEST_NAME >= len(top):
        message = f"{shown}, {len(worker)} characters: a workers.dev address takes {_LONGEST_NAME}."
        findings.add(BAD_NAME, ("env", name), message, on="key", hint=hint, severity="warning")


def _check_asked(findings: Findings) -> None:
    values = findings.document.values
    environments = values.get("env", MISSING)
    if not findings.project_files.environments or is_redirected(findings.project_files):
        return
    if values.get("pages_build_output_dir", MISSING) is not MISSING:
        return
    known = list(environments) if is_object(environments) else []
    for name in findings.project_files.environments:
        if name in known:
            continue
        # start-up: only where a name is wrong
        from fakeflare.worker.config.check.rules.fields.suggestions import suggest

        near = suggest(name, known)
        hint = None if near is None else f"Did you mean {_join(near.names)}?"
        is_defined = environments is not MISSING and environments is not None
        message = _describe_unknown(name, known if is_defined else None, findings.document.file_name)
        severity: Severity = "error" if is_defined else "warning"
        findings.add(UNKNOWN, ("env",), message, on="key", hint=hint, severity=severity)


def _join(names: Collection[str]) -> str:
    return " or ".join(f'"{name}"' for name in names)


def _describe_unknown(name: str, known: list[str] | None, file: str) -> str:
    # workers-utils: src/config/validation.ts `normalizeAndValidateConfig`
    listed = "" if known is None else f"The available configured environment names are: {show(known)}\n"
    return (
        f'No environment found in configuration with name "{name}".\n'
        f"Before using `--env={name}` there should be an equivalent environment section in the "
        "configuration.\n"
        f"{listed}\n"
        f"Consider adding an environment configuration section to the {file} file:\n"
        f"```\n[env.{name}]\n```\n"
    )
