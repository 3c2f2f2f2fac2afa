"""FF460–FF465: `exports`, which says what each exported class of the Worker is."""

import re
from collections.abc import Mapping, Sequence

from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.values import MISSING, is_object, show
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Findings, Other
from fakeflare.worker.config.findings.types import expect_field
from fakeflare.worker.config.kinds.workflows import (
    BAD_WORKFLOW_NAME,
    NAME_FORMAT,
    check_settings,
    is_workflow_name,
)
from fakeflare.worker.config.syntax.nodes import Place

BAD_EXPORT = define(
    "FF460",
    "bad-export",
    "error",
    "`exports` or one of its entries is no object, or does not say what the class is.",
    """wrangler refuses the file. `exports` maps the name of each class to an object whose `type` is
    `durable-object`, `worker` or `workflow`.""",
)
BAD_STATE = define(
    "FF461",
    "bad-export-state",
    "error",
    "The state of a Durable Object class is none that there is.",
    """wrangler refuses the file. A class is `created` (also where nothing is said), `deleted`, `renamed`,
    `transferred` or `expecting-transfer`.""",
)
MISSING_FIELD = define(
    "FF462",
    "missing-export-field",
    "error",
    "The state of a Durable Object class needs a field that is missing or wrong.",
    """wrangler refuses the file. `created` needs a `storage`, `renamed` a `renamed_to`, `transferred` a
    `transferred_to`, `expecting-transfer` a `storage` and a `transfer_from`. `sqlite` is the storage of new
    classes; `legacy-kv` is for those that a migration has made with `new_classes`.""",
)
FORBIDDEN_FIELD = define(
    "FF463",
    "forbidden-export-field",
    "error",
    "A Durable Object class has a field that its state does not allow.",
    """wrangler refuses the file. Here, unlike elsewhere, an unknown field is an error. Delete it, or correct
    the `state`.""",
)
BAD_CONTAINER = define(
    "FF464",
    "bad-export-container",
    "error",
    "`container` of a Durable Object class is no name, or the class cannot have a container.",
    """wrangler refuses the file. `container` is the `name` of an entry of `containers`, and the class
    must have the storage `sqlite`.""",
)
REPEATED_WORKFLOW = define(
    "FF465",
    "repeated-workflow-export",
    "error",
    "Two classes in `exports` are the same Workflow.",
    "wrangler refuses the file. The name of a Workflow stands for one class: give one of them another name.",
)

_STORAGES = ("sqlite", "legacy-kv")

_FIELDS = {
    "created": ("type", "state", "storage", "container"),
    "deleted": ("type", "state"),
    "renamed": ("type", "state", "renamed_to"),
    "transferred": ("type", "state", "transferred_to"),
    "expecting-transfer": ("type", "state", "storage", "transfer_from", "container"),
}
"""What a Durable Object class may have in each state."""


def check_block(findings: Findings, block: Block) -> None:
    """A block's own exports (workers-utils: src/config/validation.ts `validateExports`)."""
    exports = block.get_own("exports")
    if exports is MISSING or exports is None:
        return
    place = block.locate("exports")
    if not is_object(exports):
        message = 'The optional "exports" field should be an object keyed by class name, but got '
        findings.add(BAD_EXPORT, place, message + show(exports))
        return
    for name, entry in exports.items():
        _check_entry(findings, (*place, name), name, entry)
    _check_workflow_names(findings, place, exports)


def _check_entry(findings: Findings, place: Place, name: str, entry: object) -> None:
    if not isinstance(entry, Mapping | list):
        findings.add(BAD_EXPORT, place, f'"exports.{name}" should be an object but got {show(entry)}.')
        return
    fields: Mapping[str, object] = entry if is_object(entry) else {}
    kind = fields.get("type", MISSING)
    if kind == "durable-object":
        _check_object(findings, place, name, fields)
    elif kind == "worker":
        _check_worker(findings, place, name, fields)
    elif kind == "workflow":
        _check_workflow(findings, place, name, fields)
    else:
        findings.add(
            BAD_EXPORT,
            (*place, "type"),
            f'"exports.{name}.type" must be "durable-object", "worker", or "workflow", but got {show(kind)}.',
        )


def _check_object(findings: Findings, place: Place, name: str, fields: Mapping[str, object]) -> None:
    """workers-utils: src/config/validation.ts `validateDurableObjectExport`."""
    if name == "":
        findings.add(BAD_EXPORT, place, '"export" keys cannot be the empty string.', on="key")
    state = fields.get("state", "created")
    if not isinstance(state, str) or state not in _FIELDS:
        findings.add(
            BAD_STATE,
            (*place, "state"),
            f'"exports.{name}.state" must be one of "created", "deleted", "renamed", "transferred", or '
            f'"expecting-transfer" but got {show(state)}.',
        )
        return
    if "storage" in _FIELDS[state]:
        _check_storage(findings, place, name, state, fields)
        _check_container(findings, place, name, fields)
    _check_names(findings, place, name, state, fields)
    for field in fields:
        if field not in _FIELDS[state]:
            message = f'"exports.{name}.{field}" is forbidden on state "{state}".'
            hint = f"Allowed properties are: {_list(_FIELDS[state])}."
            findings.add(FORBIDDEN_FIELD, (*place, field), message, on="key", hint=hint)


def _check_names(
    findings: Findings, place: Place, name: str, state: str, fields: Mapping[str, object]
) -> None:
    """The fields that name another class, or another Worker."""
    for field in ("renamed_to", "transferred_to", "transfer_from"):
        if field in _FIELDS[state] and not _has_text(fields, field):
            message = f'is required for state "{state}" and must be a non-empty string.'
            findings.add(MISSING_FIELD, (*place, field), f'"exports.{name}.{field}" {message}')
    if state == "renamed" and _has_text(fields, "renamed_to"):
        _check_new_name(findings, (*place, "renamed_to"), name, str(fields["renamed_to"]))


def _has_text(fields: Mapping[str, object], field: str) -> bool:
    return isinstance(fields.get(field), str) and fields[field] != ""


def _check_storage(
    findings: Findings, place: Place, name: str, state: str, fields: Mapping[str, object]
) -> None:
    storage = fields.get("storage", MISSING)
    if storage not in _STORAGES:
        findings.add(
            MISSING_FIELD,
            (*place, "storage"),
            f'"exports.{name}.storage" is required for state "{state}" and must be one of sqlite and '
            f"legacy-kv, but got {show(storage)}",
        )


def _check_container(findings: Findings, place: Place, name: str, fields: Mapping[str, object]) -> None:
    """workers-utils: src/config/validation.ts `validateDurableObjectExportContainer`."""
    container = fields.get("container", MISSING)
    if container is MISSING:
        return
    here, label = (*place, "container"), f"exports.{name}.container"
    if not _has_text(fields, "container"):
        message = (
            f'"{label}" must be a non-empty string naming a container in the "containers" array, but got '
        )
        findings.add(BAD_CONTAINER, here, f"{message}{show(container)}.")
    elif fields.get("storage") == "legacy-kv":
        findings.add(
            BAD_CONTAINER,
            here,
            f'"{label}" requires "storage" to be "sqlite". Containers are not supported on Durable Objects '
            'using the "legacy-kv" storage backend.',
            others=[Other((*place, "storage"), "the storage is here")],
        )


def _check_new_name(findings: Findings, place: Place, name: str, new_name: str) -> None:
    if not re.fullmatch(r"[A-Za-z_$][A-Za-z0-9_$]*", new_name):
        message = f'"exports.{name}.renamed_to" must be a valid JavaScript identifier (got "{new_name}").'
        findings.add(MISSING_FIELD, place, message)
    if new_name == name:
        message = f'"exports.{name}.renamed_to" cannot equal the source class name "{name}".'
        findings.add(MISSING_FIELD, place, message)


def _check_worker(findings: Findings, place: Place, name: str, fields: Mapping[str, object]) -> None:
    """workers-utils: src/config/validation.ts `validateWorkerExport`."""
    cache = fields.get("cache", MISSING)
    label, here = f"exports.{name}.cache", (*place, "cache")
    if is_object(cache):
        enabled = cache.get("enabled", MISSING)
        expect_field(findings, (*here, "enabled"), enabled, "boolean", label=f"{label}.enabled")
    elif cache is not MISSING:
        findings.add(BAD_EXPORT, here, f'"{label}" should be an object but got {show(cache)}.')


def _check_workflow(findings: Findings, place: Place, name: str, fields: Mapping[str, object]) -> None:
    """workers-utils: src/config/validation.ts `validateWorkflowExport`."""
    label, value = f"exports.{name}", fields.get("name", MISSING)
    is_text = expect_field(findings, (*place, "name"), value, "string", label=f"{label}.name")
    if is_text and not is_workflow_name(str(value)):
        findings.add(BAD_WORKFLOW_NAME, (*place, "name"), f'"{label}.name" is invalid. {NAME_FORMAT}')
    check_settings(findings, place, label, "export", fields)


def _check_workflow_names(findings: Findings, place: Place, exports: Mapping[str, object]) -> None:
    """workers-utils: src/config/validation.ts `validateWorkflowExportConflicts`."""
    seen: dict[str, str] = {}
    for name, entry in exports.items():
        if not is_object(entry) or entry.get("type") != "workflow" or not isinstance(entry.get("name"), str):
            continue
        workflow = str(entry["name"])
        first = seen.setdefault(workflow, name)
        if first != name:
            findings.add(
                REPEATED_WORKFLOW,
                (*place, name, "name"),
                f'"exports.{first}" and "exports.{name}" both declare the Workflow "{workflow}". '
                "Workflow names must be unique.",
                others=[Other((*place, first, "name"), "declared here first")],
            )


def _list(words: Sequence[str]) -> str:
    """`Intl.ListFormat("en-US")`."""
    if len(words) == 2:
        return " and ".join(words)
    return f"{', '.join(words[:-1])}, and {words[-1]}"
