"""`workflows`: their names, and the settings that their bindings and their entries in `exports` share.

workers-utils: src/config/validation.ts `validateWorkflowBinding`, `validateWorkflowSchedules` and the others.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from fakeflare.worker.config.bindings.entries import (
    BINDING,
    OPTIONALLY,
    SHOULD,
    Entry,
    EntryTable,
    Member,
    Scope,
    require,
)
from fakeflare.worker.config.bindings.faults import (
    FIELD_TYPE,
)
from fakeflare.worker.config.bindings.kind import Kind
from fakeflare.worker.config.document.values import (
    MISSING,
    is_object,
    show,
)
from fakeflare.worker.config.findings.catalogue import Rule, define
from fakeflare.worker.config.findings.findings import Findings, Other
from fakeflare.worker.config.syntax.nodes import Place

BAD_WORKFLOW_NAME = define(
    "FF310",
    "bad-workflow-name",
    "error",
    "A workflow has a name that is not allowed.",
    """wrangler refuses the file. The name has 1 to 64 letters, digits, underscores and hyphens, and does
    not begin with a hyphen.""",
)
DUPLICATE_WORKFLOW = define(
    "FF311",
    "duplicate-workflow-name",
    "error",
    "Two workflows have the same name.",
    "wrangler refuses the file. A workflow is created under its name, so each binding's `name` is its own.",
)
BAD_WORKFLOW_SETTING = define(
    "FF312",
    "bad-workflow-setting",
    "error",
    "A setting of a workflow has a value that is not allowed.",
    """wrangler refuses the file. `limits.steps` and `concurrency.limit` are positive integers, a retention
    is a positive integer of milliseconds or a text such as `3 days`, schedules are not empty.""",
)
MANY_STEPS = define(
    "FF313",
    "too-many-workflow-steps",
    "warning",
    "A workflow asks for more steps than production allows.",
    "wrangler warns: it runs locally, and may not run once it is deployed. The maximum is 25,000 steps.",
)

# workflows-shared: src/lib/validators.ts
_NAME = re.compile(r"[a-zA-Z0-9_][a-zA-Z0-9-_]{0,63}")
NAME_FORMAT = (
    "Workflow names must be 1-64 characters long, start with a letter, number, or underscore, and may only "
    "contain letters, numbers, underscores, or hyphens."
)
_JURISDICTIONS = ("eu", "fedramp", "us")
_MAX_STEPS = 25_000


def is_workflow_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def _check_workflow(entry: Entry) -> None:
    """A binding."""
    name = entry.get("name")
    if isinstance(name, str) and not is_workflow_name(name):
        sentence = f'"{{path}}" binding "name" field is invalid. {NAME_FORMAT}'
        entry.fail(BAD_WORKFLOW_NAME, "name", sentence)
    check_settings(entry.findings, entry.place, entry.path, "bindings", entry.members)


def _check_unique_names(scope: Scope) -> None:
    """All bindings together (`validateUniqueNameProperty`)."""
    value = scope.get("workflows")
    if not isinstance(value, list):
        return
    places: dict[str, list[Place]] = {}
    for index, item in enumerate(value):
        if is_object(item) and isinstance(item.get("name"), str):
            places.setdefault(str(item["name"]), []).append(scope.locate("workflows", index, "name"))
    repeated = {name: found for name, found in places.items() if len(found) > 1}
    if not repeated:
        return
    # one sentence for all of them, as wrangler has it, at the first that is there again
    found = [place for same in repeated.values() for place in same]
    listed = '", "'.join(repeated)
    scope.findings.add(
        DUPLICATE_WORKFLOW,
        found[1],
        f'"{scope.bare}workflows" bindings must have unique "name" values; duplicate(s) found: "{listed}"',
        others=[Other(place, "The name is here, too.") for place in found if place != found[1]],
    )


class _Settings(NamedTuple):
    findings: Findings
    place: Place
    path: str
    noun: str
    members: Mapping[str, object]

    def fail(self, rule: Rule, key: str, problem: str, *parts: str) -> None:
        place = (*self.place, key, *parts)
        self.findings.add(rule, place, f'"{self.path}" {self.noun} {problem}')

    def fail_type(self, key: str, wanted: str) -> None:
        self.fail(
            FIELD_TYPE, key, f'should, optionally, have {wanted} "{key}" field but got {show(self.members)}.'
        )

    def get_object(self, key: str) -> Mapping[str, object]:
        """The member, complained about if it is no object."""
        value = self.members.get(key, MISSING)
        if is_object(value):
            return value
        if value is not MISSING:
            self.fail_type(key, "an object")
        return {}


def check_settings(
    findings: Findings, place: Place, path: str, noun: str, members: Mapping[str, object]
) -> None:
    """The settings of a workflow. `noun` is `bindings` or `export`."""
    settings = _Settings(findings, place, path, noun, members)
    _check_schedules(settings)
    _check_limits(settings)
    _check_retention(settings)
    _check_concurrency(settings)
    jurisdiction = members.get("jurisdiction", MISSING)
    if jurisdiction is not MISSING and jurisdiction not in _JURISDICTIONS:
        settings.fail(
            BAD_WORKFLOW_SETTING,
            "jurisdiction",
            f'"jurisdiction" field must be one of "eu", "fedramp", or "us", but got {show(jurisdiction)}.',
        )


def _check_schedules(settings: _Settings) -> None:
    schedules = settings.members.get("schedules", MISSING)
    if schedules is MISSING:
        return
    if not isinstance(schedules, str | list) or any(not isinstance(item, str) for item in schedules):
        settings.fail_type("schedules", "a string or array of strings")
    elif not schedules:
        noun = "string" if isinstance(schedules, str) else "array"
        settings.fail(BAD_WORKFLOW_SETTING, "schedules", f'"schedules" field must not be an empty {noun}.')
    elif "" in schedules and isinstance(schedules, list):
        settings.fail(BAD_WORKFLOW_SETTING, "schedules", '"schedules" field must not contain empty strings.')


def _check_limits(settings: _Settings) -> None:
    steps = settings.get_object("limits").get("steps", MISSING)
    if steps is MISSING:
        return
    if not _is_positive_integer(steps):
        problem = f'"limits.steps" field must be a positive integer but got {show(steps)}.'
        settings.fail(BAD_WORKFLOW_SETTING, "limits", problem, "steps")
    elif isinstance(steps, int | float) and steps > _MAX_STEPS:
        settings.findings.add(
            MANY_STEPS,
            (*settings.place, "limits", "steps"),
            f'"{settings.path}" has a step limit of {show(steps)}, which exceeds the production maximum of '
            "25,000. This configuration may not work when deployed.",
        )


def _check_retention(settings: _Settings) -> None:
    retention = settings.get_object("default_retention")
    for key in ("success_retention", "error_retention"):
        value = retention.get(key, MISSING)
        is_text = isinstance(value, str) and value != ""
        if value is not MISSING and not is_text and not _is_positive_integer(value):
            settings.fail(
                BAD_WORKFLOW_SETTING,
                "default_retention",
                f'"default_retention.{key}" field must be a positive integer of milliseconds or a duration '
                f'string such as "3 days", but got {show(value)}.',
                key,
            )


def _check_concurrency(settings: _Settings) -> None:
    limit = settings.get_object("concurrency").get("limit", MISSING)
    if limit is not MISSING and not _is_positive_integer(limit):
        problem = f'"concurrency.limit" field must be a positive integer but got {show(limit)}.'
        settings.fail(BAD_WORKFLOW_SETTING, "concurrency", problem, "limit")


def _is_positive_integer(value: object) -> bool:
    """`Number.isInteger(value) && value > 0`: 3.0 is one."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return value > 0 and (isinstance(value, int) or value.is_integer())


KIND = Kind(
    "Workflow",
    ("workflows",),
    resource=("name",),
    entries=EntryTable(
        "workflows",
        (BINDING, require("name", SHOULD), require("class_name", SHOULD), Member("script_name", OPTIONALLY)),
        _check_workflow,
    ),
    check=_check_unique_names,
)
