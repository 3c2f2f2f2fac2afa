"""`services`: other Workers, or the entrypoints of one."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from fakeflare.worker.config.bindings.binding import LOCAL, Shown, ShowPath
from fakeflare.worker.config.bindings.entries import (
    BINDING,
    REMOTE,
    SHOULD,
    Entry,
    EntryTable,
    Member,
    require,
)
from fakeflare.worker.config.bindings.faults import (
    FIELD_MISSING,
    FIELD_TYPE,
)
from fakeflare.worker.config.bindings.ids import (
    Ids,
)
from fakeflare.worker.config.bindings.kind import Kind, list_entries
from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.fields import pick_text
from fakeflare.worker.config.document.values import (
    MISSING,
    is_object,
    show,
)
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Other

IGNORED_REMOTE = define(
    "FF320",
    "ignored-remote",
    "warning",
    "A service binding has both `dev` and `remote`.",
    "wrangler warns: the local plugin of `dev` is used, and `remote` is ignored. Remove one of them.",
)


class ServiceBinding(NamedTuple):
    """Another Worker, or one of its named entrypoints."""

    name: str
    service: str
    entrypoint: str | None = None
    props: object = None
    field: str = "services"

    def describe(self, workers: Collection[str], show_path: ShowPath) -> Shown:  # noqa: ARG002
        target = self.service + (f"#{self.entrypoint}" if self.entrypoint else "")
        state = "[connected]" if self.service in workers else "[not connected]"
        return Shown(target, f"{LOCAL} {state}")


def _read(block: Block) -> Iterator[ServiceBinding]:
    for entry in list_entries(block, KIND):
        service = pick_text(entry.members, "service")
        if service is not None:
            yield ServiceBinding(
                entry.name,
                service=service,
                entrypoint=pick_text(entry.members, "entrypoint"),
                props=entry.members.get("props"),
            )


def _check_plugin(entry: Entry) -> None:
    """The `dev` of a service (`validateServiceBinding`)."""
    dev = entry.get("dev")
    if dev is MISSING:
        return
    if is_object(dev):
        _check_dev(entry, dev)
    else:
        sentence = '"{path}" bindings should have an object "dev" field but got {value}.'
        entry.fail(FIELD_TYPE, "dev", sentence, value=dev)
    if entry.get("remote") is True:
        entry.fail(
            IGNORED_REMOTE,
            "remote",
            '"{path}" binding has both "dev" and "remote" set; "remote" is ignored when "dev" is present and '
            "the binding is routed through the local Miniflare plugin.",
            others=(Other((*entry.place, "dev"), "`dev` is here.", "key"),),
        )


def _check_dev(entry: Entry, dev: Mapping[str, object]) -> None:
    plugin = dev.get("plugin", MISSING)
    place, path = (*entry.place, "dev", "plugin"), f"{entry.path}.dev"
    if is_object(plugin):
        for key in ("package", "name"):
            value = plugin.get(key, MISSING)
            if not isinstance(value, str):
                message = f'"{path}.plugin" should have a string "{key}" field but got {show(value)}.'
                rule = FIELD_MISSING if value is MISSING else FIELD_TYPE
                entry.findings.add(rule, (*place, key), message)
    else:
        message = f'"{path}" should have an object "plugin" field but got {show(plugin)}.'
        entry.findings.add(FIELD_MISSING if plugin is MISSING else FIELD_TYPE, place, message)
    options = dev.get("options", MISSING)
    if options is not MISSING and not is_object(options):
        message = f'"{path}.options" should be an object but got {show(options)}.'
        entry.findings.add(FIELD_TYPE, (*entry.place, "dev", "options"), message)


KIND = Kind(
    "Worker",
    ("services",),
    resource=("service",),
    entries=EntryTable(
        "services",
        (
            BINDING,
            require("service", SHOULD),
            Member("environment", SHOULD),
            Member("entrypoint", SHOULD),
            REMOTE,
        ),
        _check_plugin,
    ),
    ids=Ids(("service",)),
    read=_read,
    is_for_pages=True,
)
