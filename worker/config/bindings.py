"""The bindings that fakeflare emulates, out of a checked block."""

from dataclasses import dataclass

from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.fields import get_object, list_objects, pick_text


@dataclass(frozen=True)
class KvBinding:
    """One entry of `kv_namespaces`."""

    binding: str
    id: str
    """`preview_id ?? id ?? binding`: what `wrangler dev` uses. An empty preview_id is an id and wins."""


@dataclass(frozen=True)
class ServiceBinding:
    """One entry of `services`: another Worker, or one of its named entrypoints."""

    binding: str
    service: str
    entrypoint: str | None = None
    props: object = None


def list_kv_namespaces(block: Block) -> tuple[KvBinding, ...]:
    bindings = []
    for entry in list_objects(block.get_own("kv_namespaces")):
        binding = pick_text(entry, "binding")
        named = (pick_text(entry, "preview_id"), pick_text(entry, "id"), binding)
        if binding is not None:
            bindings.append(KvBinding(binding, next(name for name in named if name is not None)))
    return tuple(bindings)


def list_services(block: Block) -> tuple[ServiceBinding, ...]:
    bindings = []
    for entry in list_objects(block.get_own("services")):
        binding, service = pick_text(entry, "binding"), pick_text(entry, "service")
        if binding is not None and service is not None:
            bindings.append(
                ServiceBinding(binding, service, pick_text(entry, "entrypoint"), entry.get("props"))
            )
    return tuple(bindings)


def get_version_metadata(block: Block) -> str | None:
    """The name of the binding."""
    entry = get_object(block, "version_metadata")
    return None if entry is None else pick_text(entry, "binding")
