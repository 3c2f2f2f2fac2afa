"""The Durable Object class of a container: it must be this Worker's own."""

from collections.abc import Mapping

from fakeflare.worker.config.check.rules.containers.faults import NO_OBJECT
from fakeflare.worker.config.check.rules.containers.links import Linked, list_containers, map_containers
from fakeflare.worker.config.check.rules.durable_objects.lifecycle import (
    list_live_exports,
    list_object_exports,
)
from fakeflare.worker.config.check.rules.durable_objects.migrations import read_history
from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.values import is_object, write
from fakeflare.worker.config.findings.findings import Findings, Other
from fakeflare.worker.config.syntax.nodes import Place

Bound = Mapping[str, tuple[Place, Mapping[str, object]]]
"""The first binding of each class."""


def check_objects(findings: Findings, block: Block) -> None:
    """wrangler: src/containers/config.ts `getNormalizedContainerOptions`; workers-utils:
    src/config/containers.ts `validateDurableObjectContainerApplications`. wrangler does this when it
    deploys and when it runs locally."""
    containers = list_containers(block)
    if not containers:
        return
    classes = dict(read_history(block.get("migrations")).classes)
    classes |= {name: entry.get("storage") == "sqlite" for name, entry in list_live_exports(block).items()}
    class_of_container = map_containers(list_object_exports(block))
    bound = _list_bound(block)
    for container in containers:
        class_name = container.class_name or class_of_container.get(container.name or "")
        if isinstance(class_name, str):
            _check_class(findings, block, container, class_name, classes, bound)


def _list_bound(block: Block) -> Bound:
    bound: dict[str, tuple[Place, Mapping[str, object]]] = {}
    for place, entry in block.list_entries("durable_objects", "bindings"):
        if is_object(entry) and isinstance(entry.get("class_name"), str):
            bound.setdefault(str(entry["class_name"]), (place, entry))
    return bound


def _check_class(
    findings: Findings,
    block: Block,
    container: Linked,
    class_name: str,
    classes: Mapping[str, bool],
    bound: Bound,
) -> None:
    here = (*container.place, "class_name")
    if findings.has_error(here):
        return
    if class_name not in classes and class_name not in bound:
        findings.add(
            NO_OBJECT,
            here,
            f"The container class_name {class_name} does not match any durable object class_name defined "
            "in your "
            "Wrangler config file. Note that the durable object must be defined in the same script as the "
            "container.",
        )
        return
    if class_name in bound:
        _check_script(findings, block, container, class_name, bound)
    if container.is_managed and classes.get(class_name) is False:
        findings.add(
            NO_OBJECT,
            here,
            f"The container {container.name} references Durable Object class {class_name}, which uses the "
            "legacy "
            "KV storage backend. Durable Object-managed Containers require SQLite-backed Durable Objects.",
        )


def _check_script(findings: Findings, block: Block, container: Linked, class_name: str, bound: Bound) -> None:
    """A binding may name its own Worker, whose name ends in the environment's unless the environment has
    one."""
    place, binding = bound[class_name]
    name = block.get("name")
    script = binding.get("script_name", name)
    if script in (name, f"{write(name)}-{block.environment}"):
        return
    findings.add(
        NO_OBJECT,
        (*container.place, "class_name"),
        f"The container {container.name} is referencing the durable object {class_name}, which appears to be "
        f"defined on the {write(script)} Worker instead (via the 'script_name' field). You cannot "
        "configure a "
        "container on a Durable Object that is defined in another Worker.",
        others=[Other((*place, "script_name"), "the other Worker is named here")],
    )
