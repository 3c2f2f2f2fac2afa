"""Checks `containers` of the top level, of an environment, and of `previews`."""

from fakeflare.worker.config.check.rules.containers.access import check_keys, check_ssh
from fakeflare.worker.config.check.rules.containers.constraints import check_constraints
from fakeflare.worker.config.check.rules.containers.entries import Container
from fakeflare.worker.config.check.rules.containers.faults import (
    BAD_CONTAINER,
    BAD_LIMITS,
    BAD_MANAGED,
    BAD_PREVIEW,
    DEPRECATED,
    NO_NAME,
)
from fakeflare.worker.config.check.rules.containers.images import check_image
from fakeflare.worker.config.check.rules.containers.links import check_links
from fakeflare.worker.config.check.rules.containers.managed import check_managed
from fakeflare.worker.config.check.rules.containers.objects import check_objects
from fakeflare.worker.config.check.rules.containers.observability import check_observability
from fakeflare.worker.config.check.rules.containers.rollouts import check_instance_type, check_rollout
from fakeflare.worker.config.check.rules.durable_objects.migrations import advise_array
from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.edits import rename_key
from fakeflare.worker.config.document.values import MISSING, is_object, is_true, name_type, show
from fakeflare.worker.config.findings.findings import Findings
from fakeflare.worker.config.findings.types import WRONG_TYPE
from fakeflare.worker.config.syntax.nodes import Place

_POLICIES = ("regional", "moon", "default")
_DEPRECATED = {
    "instances": '"containers.instances" is deprecated. Use "containers.max_instances" instead.',
    "durable_objects": '"containers.durable_objects" is deprecated. Use the "class_name" field instead.',
    "wrangler_ssh": '"containers.wrangler_ssh" is deprecated. Use "containers.ssh" instead.',
    "configuration": '"containers.configuration" is deprecated. Use top level "containers" fields instead. '
    '"configuration.image" should be "image", limits should be set via "instance_type".',
}


def check_block(findings: Findings, block: Block) -> None:
    """The containers of a block, which no environment inherits, and what refers to them."""
    _check_containers(findings, block, block.locate("containers"), block.get_own("containers"))
    previews = block.get_own("previews")
    if is_object(previews) and "containers" in previews:
        _check_preview_containers(
            findings, block, block.locate("previews", "containers"), previews["containers"]
        )
    check_links(findings, block)
    check_objects(findings, block)


def _check_containers(
    findings: Findings,
    block: Block,
    place: Place,
    value: object,
    label: str = "containers",
    *,
    is_named: bool = True,
) -> None:
    """workers-utils: src/config/validation.ts `validateContainerApp`. `is_named`: wrangler makes a name for a
    container that has none."""
    if not is_true(value):
        return
    if not isinstance(value, list):
        message = f'"containers" field should be an array, but got {show(value)}'
        findings.add(BAD_CONTAINER, place, message, hint=advise_array(findings, place, value))
        return
    for index, entry in enumerate(value):
        if is_object(entry) or isinstance(entry, list):
            fields = entry if is_object(entry) else {}
            container = Container(findings, (*place, index), fields, label)
            _check_identity(container, block, is_named=is_named)
            _check_container(container, block)
        else:
            # wrangler's validator crashes
            findings.add(
                BAD_CONTAINER,
                (*place, index),
                f'"{label}[{index}]" should be an object but got {show(entry)}.',
            )


def _check_preview_containers(
    findings: Findings, block: Block, place: Place, value: object, label: str = "previews.containers"
) -> None:
    """workers-utils: src/config/validation.ts `validatePreviewsContainers`, which stops at the first
    fault."""
    entries = enumerate(value if isinstance(value, list) else ())
    objects = {index: entry for index, entry in entries if is_object(entry)}
    managed = [
        index for index, entry in objects.items() if entry.get("scheduling_policy") == "durable_object"
    ]
    named = [index for index, entry in objects.items() if "name" in entry]
    classes: dict[str, list[int]] = {}
    for index, entry in objects.items():
        if isinstance(entry.get("class_name"), str):
            classes.setdefault(str(entry["class_name"]), []).append(index)
    repeated = {name: indices for name, indices in classes.items() if len(indices) > 1}
    if managed:
        fields = ", ".join(f'"{label}[{index}].scheduling_policy"' for index in managed)
        findings.add(
            BAD_PREVIEW,
            (*place, managed[0], "scheduling_policy"),
            f'{fields} cannot be "durable_object". Durable Object-managed Containers are configured only '
            "in the "
            'top-level "containers" array.',
        )
    elif named:
        fields = ", ".join(f'"{label}[{index}].name"' for index in named)
        findings.add(
            BAD_PREVIEW,
            (*place, named[0], "name"),
            f"{fields} cannot be set. A preview container's application name is generated from the worker "
            "name, "
            "preview slug, and Durable Object class name, so that separate previews of the same Worker do "
            "not "
            'collide. Remove it and identify the container with "class_name".',
        )
    elif repeated:
        names = ", ".join(f'"{name}"' for name in repeated)
        findings.add(
            BAD_PREVIEW,
            (*place, next(iter(repeated.values()))[1], "class_name"),
            f'"{label}" declares more than one container for the Durable Object class {names}; each Durable '
            "Object class may appear at most once.",
        )
    else:
        _check_containers(findings, block, place, value, label, is_named=False)


def _check_identity(container: Container, block: Block, *, is_named: bool) -> None:
    class_name = container.get("class_name")
    container.expect("class_name", "string")
    is_managed = _is_managed(container)
    if is_managed and class_name == "":
        container.fail(
            BAD_MANAGED,
            '"containers.class_name" must be a non-empty string when specified for a Durable Object-managed '
            "Container.",
            "class_name",
        )
    container.expect("name", "string")
    is_class_usable = class_name is MISSING or (isinstance(class_name, str) and class_name != "")
    if not is_named or is_true(container.get("name")) or (is_managed and not is_class_usable):
        return
    if class_name is MISSING:
        container.fail(
            NO_NAME,
            '"containers.name" is required when "containers.class_name" is not defined, because there is no '
            "class name to derive a default name from. Either name this container and reference it from a "
            'Durable Object\'s `exports` entry, or set "containers.class_name".',
        )
    elif not is_true(block.get("name")):
        container.fail(
            NO_NAME,
            'Must have either a top level "name" and "containers.class_name" field defined, or have field '
            '"containers.name" defined.',
        )


def _is_managed(container: Container) -> bool:
    return container.get("scheduling_policy") == "durable_object"


def _check_container(container: Container, block: Block) -> None:
    if _is_managed(container):
        is_fedramp = block.get("compliance_region") == "fedramp_high"
        check_managed(container, f"registry{'.fed' if is_fedramp else ''}.cloudflare.com")
        return
    check_image(container)
    _check_configuration(container)
    container.expect("image_build_context", "string")
    check_rollout(container)
    container.expect("image_vars", "object")
    check_observability(container)
    container.expect("scheduling_policy", "string", _POLICIES)
    document = container.findings.document
    for field, message in _DEPRECATED.items():
        if field in container.fields:
            edits = rename_key(document, (*container.place, field), "ssh") if field == "wrangler_ssh" else ()
            container.fail(DEPRECATED, message, field, on="key", edits=edits)
    _check_unsafe(container)
    check_ssh(container, "ssh" if "ssh" in container.fields else "wrangler_ssh")
    check_keys(container, "authorized_keys", is_name_required=True)
    check_keys(container, "trusted_user_ca_keys", is_name_required=False)
    check_constraints(container)
    check_instance_type(container)


def _check_configuration(container: Container) -> None:
    configuration = container.get("configuration")
    if configuration is MISSING:
        return
    if not is_object(configuration):
        message = '"containers.configuration" should be an object'
        container.fail(BAD_CONTAINER, message, "configuration")
    elif is_true(container.get("instance_type")) and set(configuration) & {"disk", "vcpu", "memory_mib"}:
        container.fail(
            BAD_LIMITS,
            'Cannot set custom limits via "containers.configuration" and use preset "instance_type" limits '
            "at "
            "the same time.",
            "configuration",
        )


def _check_unsafe(container: Container) -> None:
    unsafe = container.get("unsafe")
    if isinstance(unsafe, list) or (is_true(unsafe) and name_type(unsafe) != "object"):
        message = f'The field "containers.unsafe" should be an object but got {show(name_type(unsafe))}.'
        container.fail(WRONG_TYPE, message, "unsafe")
