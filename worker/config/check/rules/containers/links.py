"""Containers, and the classes of `exports` that name them: each must know the other."""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal, NamedTuple

from fakeflare.worker.config.check.rules.containers.faults import NOT_LINKED, REPEATED
from fakeflare.worker.config.check.rules.durable_objects.lifecycle import (
    list_live_exports,
    list_object_exports,
)
from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.values import MISSING, is_object, is_true, write
from fakeflare.worker.config.findings.findings import Findings, Other
from fakeflare.worker.config.syntax.nodes import Place


class Linked(NamedTuple):
    """A container as wrangler sees it after it has given it a name."""

    place: Place
    name: str | None
    class_name: object
    is_managed: bool


class Links(NamedTuple):
    """What refers to what in a block."""

    exports: Mapping[str, Mapping[str, object]]
    live: Mapping[str, Mapping[str, object]]
    class_of_container: Mapping[str, str]
    """The first class in `exports`, in whichever state, that names a container."""
    claims: Mapping[str, Sequence[str]]
    """The live classes that name a container that is there."""


def check_links(findings: Findings, block: Block) -> None:
    """workers-utils: src/config/validation.ts `validateContainerExportLinks`. An environment that inherits
    everything is checked at the top level."""
    own = block.get_own("containers")
    is_own = own is not MISSING and own is not None
    is_inherited = block.top is not None and not is_own and block.get_own("exports") is MISSING
    if (is_own and not isinstance(own, list)) or is_inherited or (not is_own and _is_elsewhere(block)):
        return
    containers = list_containers(block)
    overfull = _check_repeats(findings, containers)
    links = _read_links(findings, block, containers)
    for container in containers:
        if container.name is None:
            continue
        if container.class_name is MISSING:
            if container.name not in links.class_of_container:
                _fail(
                    findings,
                    container,
                    "name",
                    f'The container "{container.name}" is not linked to a Durable Object. Either set '
                    '"containers.class_name", or reference this container from a Durable Object\'s `exports` '
                    'entry via its "container" field.',
                )
        elif not isinstance(container.class_name, str) or container.class_name not in overfull:
            _check_agreement(findings, block, container, links)


def list_containers(block: Block) -> list[Linked]:
    """The containers of a block."""
    containers = []
    for place, entry in block.list_entries("containers"):
        if is_object(entry):
            is_managed = entry.get("scheduling_policy") == "durable_object"
            name = _name_container(entry, block, is_managed=is_managed)
            containers.append(Linked(place, name, entry.get("class_name", MISSING), is_managed))
    return containers


def map_containers(exports: Mapping[str, Mapping[str, object]]) -> dict[str, str]:
    """The class that names a container (workers-utils: src/config/containers.ts
    `getContainerNameToClassNameMap`)."""
    classes: dict[str, str] = {}
    for class_name, entry in exports.items():
        if isinstance(entry.get("container"), str):
            classes.setdefault(str(entry["container"]), class_name)
    return classes


def _name_container(entry: Mapping[str, object], block: Block, *, is_managed: bool) -> str | None:
    name, class_name, worker = entry.get("name"), entry.get("class_name", MISSING), block.get("name")
    is_usable = isinstance(class_name, str) and class_name != ""
    if is_true(name) or class_name is MISSING or (is_managed and not is_usable) or not is_true(worker):
        return name if isinstance(name, str) else None
    environment = "" if block.top is None else f"-{block.environment}"
    return f"{write(worker)}-{write(class_name)}{environment}".lower().replace(" ", "-")


def _is_elsewhere(block: Block) -> bool:
    """Whether the other blocks have the containers."""
    if block.top is not None:
        return "containers" in block.top.values
    environments = block.get_own("env")
    return is_object(environments) and any(
        is_object(values) and "containers" in values for values in environments.values()
    )


def _check_repeats(findings: Findings, containers: Sequence[Linked]) -> Collection[str]:
    """Says which names and classes occur twice; returns those classes."""
    names, classes = _group(containers, "name"), _group(containers, "class_name")
    for name, places in names.items():
        message = (
            f'"containers" contains more than one container named "{name}". Container names must be unique.'
        )
        _add_repeat(findings, "name", places, message)
    for name, places in classes.items():
        message = (
            f'More than one container is attached to the Durable Object "{name}". A Durable Object can only '
            "have one container attached to it."
        )
        _add_repeat(findings, "class_name", places, message)
    return classes.keys()


def _group(containers: Sequence[Linked], field: Literal["name", "class_name"]) -> dict[str, list[Place]]:
    """The containers that have a name, or a class, in common."""
    groups: dict[str, list[Place]] = {}
    for container in containers:
        name = getattr(container, field)
        if isinstance(name, str):
            groups.setdefault(name, []).append(container.place)
    return {name: places for name, places in groups.items() if len(places) > 1}


def _add_repeat(findings: Findings, field: str, places: Sequence[Place], message: str) -> None:
    first, second, *_ = places
    findings.add(REPEATED, (*second, field), message, others=[Other((*first, field), "the other one")])


def _read_links(findings: Findings, block: Block, containers: Sequence[Linked]) -> Links:
    exports, live = list_object_exports(block), list_live_exports(block)
    names = {container.name for container in containers}
    claims: dict[str, list[str]] = {}
    for class_name, entry in live.items():
        container = entry.get("container")
        if not isinstance(container, str) or container == "":
            continue
        if container in names:
            claims.setdefault(container, []).append(class_name)
        else:
            _add_at_export(
                findings,
                block,
                class_name,
                f'"exports.{class_name}.container" references a container named "{container}", but no '
                "container "
                'with that name is defined in "containers".',
            )
    for container, classes in claims.items():
        if len(classes) > 1:
            _add_at_export(
                findings,
                block,
                classes[1],
                f'The container "{container}" is referenced by more than one Durable Object export '
                f"({', '.join(classes)}). A container can only back a single Durable Object.",
            )
    return Links(exports, live, map_containers(exports), claims)


def _add_at_export(findings: Findings, block: Block, class_name: str, message: str) -> None:
    """At the class, or, where that is inherited, at the environment's containers, which do not fit to it."""
    place = (*block.find("exports"), class_name, "container")
    if place[: len(block.place)] == block.place:
        findings.add(NOT_LINKED, place, message)
    else:
        other = Other(place, "the inherited class is here")
        findings.add(NOT_LINKED, block.locate("containers"), message, on="key", others=[other])


def _check_agreement(findings: Findings, block: Block, container: Linked, links: Links) -> None:
    """A container that has a class: is it the one that names the container?"""
    class_name = write(container.class_name)
    start = f'The container "{container.name}" sets "class_name" to "{class_name}", but '
    consistent = "A Durable Object and its container must reference each other consistently."
    entry = links.exports.get(class_name)
    named = None if entry is None else entry.get("container")
    claimants = links.claims.get(container.name or "", ())
    problem = None
    if isinstance(named, str) and named != container.name:
        problem = f'"exports.{class_name}.container" is "{named}". {consistent}'
    elif len(claimants) == 1 and claimants[0] != class_name:
        problem = f'"exports.{claimants[0]}.container" references it. {consistent}'
    elif links.exports and class_name not in links.live:
        problem = f'"exports" has no live "durable-object" entry for "{class_name}".'
    elif entry is not None and "container" not in entry and entry.get("storage") == "legacy-kv":
        problem = (
            f'"exports.{class_name}.storage" is "legacy-kv". Containers are not supported on Durable Objects '
            'using the "legacy-kv" storage backend.'
        )
    if problem is not None:
        other = (
            None if entry is None else Other((*block.find("exports"), class_name), "the class is here", "key")
        )
        _fail(findings, container, "class_name", start + problem, other)


def _fail(
    findings: Findings, container: Linked, field: str, message: str, other: Other | None = None
) -> None:
    others = () if other is None else (other,)
    findings.add(NOT_LINKED, (*container.place, field), message, others=others)
