"""FF52x: `triggers`: what starts a Worker besides a request."""

from collections.abc import Iterator

from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.values import MISSING, is_object, show
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Findings
from fakeflare.worker.config.findings.members import find_member
from fakeflare.worker.config.findings.types import WRONG_TYPE
from fakeflare.worker.config.syntax.nodes import Place

CRON_NOT_TEXT = define(
    "FF520",
    "cron-not-text",
    "error",
    "A cron expression is not a text.",
    """wrangler does not look at the entries of `triggers.crons` and sends them on; the API wants texts. Put
    the five fields in quotes: "*/5 * * * *".""",
    is_for_deploy=True,
)
BAD_EVENT = define(
    "FF521",
    "bad-event-trigger",
    "error",
    "An entry of `triggers.events` is not of the form that wrangler knows.",
    """wrangler refuses the file. An event has a `type`, one of those of Artifacts, a list of `targets`, each
    of them {"type": "workflow", "workflow_name": …}, and perhaps a `filter` with `namespace` and
    `repo_name`.""",
)
NO_SUCH_WORKFLOW = define(
    "FF522",
    "event-for-unknown-workflow",
    "error",
    "An event trigger starts a Workflow that the Worker does not define.",
    """wrangler refuses to deploy. Add the Workflow to `workflows`, which environments do not inherit while
    they do inherit `triggers`, or delete the target.""",
    is_for_deploy=True,
)

# workers-utils: src/config/environment.ts `ARTIFACTS_EVENT_TYPES`
_EVENTS = tuple(
    f"cf.artifacts.repo.{event}"
    for event in (
        "created",
        "deleted",
        "forked",
        "imported",
        "pushed",
        "cloned",
        "fetched",
        "token.created",
        "token.revoked",
    )
)


def check_block(findings: Findings, block: Block) -> None:
    """`triggers` of the top level or of an environment (workers-utils: src/config/validation.ts
    `validateTriggers`)."""
    value, place = block.get_own("triggers"), block.locate("triggers")
    if value is not MISSING and value is not None and not is_object(value):
        findings.add(WRONG_TYPE, place, f'Expected "triggers" to be of type object but got {show(value)}.')
    if is_object(value):
        for name in ("crons", "events"):
            if name in value and not isinstance(value[name], list):
                message = f'Expected "triggers.{name}" to be of type array, but got {show(value)}.'
                hint = f'Write "{name}": [{show(value[name])}].' if isinstance(value[name], str) else None
                findings.add(WRONG_TYPE, (*place, name), message, hint=hint)
    _check_crons(findings, block)
    for where, event in block.list_entries("triggers", "events"):
        _check_event(findings, where, event)
    _check_targets(findings, block)


def _check_crons(findings: Findings, block: Block) -> None:
    for place, cron in block.list_entries("triggers", "crons"):
        if not isinstance(cron, str):
            message = f'Expected "triggers.crons[{place[-1]}]" to be of type string but got {show(cron)}.'
            findings.add(CRON_NOT_TEXT, place, message)


def _check_event(findings: Findings, place: Place, event: object) -> None:
    label = f"triggers.events[{place[-1]}]"
    if not is_object(event):
        _report(findings, place, label, "to be of type object", event)
        return
    kind = event.get("type", MISSING)
    if kind not in _EVENTS:
        findings.add(
            BAD_EVENT,
            (*place, "type"),
            f'Expected "{label}.type" to be a supported Artifacts event type, but got {show(kind)}.',
            hint=f"One of {', '.join(_EVENTS)}.",
        )
    _check_filter(findings, (*place, "filter"), event.get("filter", MISSING), f"{label}.filter")
    targets = event.get("targets", MISSING)
    if not isinstance(targets, list) or not targets:
        _report(findings, (*place, "targets"), f"{label}.targets", "to be a non-empty array", targets)
        return
    for index, target in enumerate(targets):
        if not _is_target(target):
            wanted = 'to be a workflow target with a non-empty "workflow_name"'
            _report(findings, (*place, "targets", index), f"{label}.targets[{index}]", wanted, target)


def _report(findings: Findings, place: Place, label: str, wanted: str, value: object) -> None:
    findings.add(BAD_EVENT, place, f'Expected "{label}" {wanted}, but got {show(value)}.')


def _check_filter(findings: Findings, place: Place, value: object, label: str) -> None:
    if value is MISSING:
        return
    if not is_object(value):
        _report(findings, place, label, "to be of type object", value)
        return
    for name, text in value.items():
        if name not in ("namespace", "repo_name") or not isinstance(text, str) or not text:
            wanted = 'to contain only non-empty string "namespace" and "repo_name" fields'
            _report(findings, (*place, name), label, wanted, value)
            return


def _is_target(target: object) -> bool:
    name = find_member(target, "workflow_name")
    return find_member(target, "type") == "workflow" and isinstance(name, str) and name != ""


def _check_targets(findings: Findings, block: Block) -> None:
    """deploy-helpers: src/triggers/deploy.ts `validateEventTriggerTargets`."""
    known = _list_workflows(block)
    missing = [found for found in _list_targets(block) if found[2] not in known]
    is_inherited = block.find("triggers") != block.locate("triggers")
    for place, event, name in missing:
        findings.add(
            NO_SUCH_WORKFLOW,
            block.place if is_inherited else (*place, "workflow_name"),
            f'Event trigger "{event}" targets Workflow "{name}", but that Workflow is not defined by this '
            'Worker.\n\nAdd it to the "workflows" configuration or remove the event trigger target.',
            on="key" if is_inherited else "value",
        )


def _list_targets(block: Block) -> Iterator[tuple[Place, object, str]]:
    """Place, event and Workflow of each target that is in force and well made."""
    events = find_member(block.get("triggers"), "events")
    for index, event in enumerate(events if isinstance(events, list) else ()):
        targets = find_member(event, "targets")
        for number, target in enumerate(targets if isinstance(targets, list) else ()):
            if _is_target(target):
                place = (*block.find("triggers"), "events", index, "targets", number)
                yield place, find_member(event, "type"), str(find_member(target, "workflow_name"))


def _list_workflows(block: Block) -> frozenset[str]:
    """The names of the Workflows that this Worker defines (deploy-helpers: src/shared/owned-workflows.ts
    `getWorkflowsOwnedByScript`)."""
    name = block.get_own("name")
    if name is MISSING and block.top is not None:
        name = f"{block.top.get_own('name')}-{block.environment}"
    own = [
        entry
        for _place, entry in block.list_entries("workflows")
        if find_member(entry, "script_name") in (MISSING, name)
    ]
    exports = block.get("exports")
    if is_object(exports):
        own += [entry for entry in exports.values() if find_member(entry, "type") == "workflow"]
    return frozenset(str(find_member(entry, "name")) for entry in own)
