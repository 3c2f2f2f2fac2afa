"""Every kind of binding that wrangler knows: one module each, called as the field of the configuration.

A module has the `KIND`: how it is called, where its entries stand, what is checked in them, and how a run
reads them where fakeflare emulates it. `worker/bindings/kinds/` has a module of the same name, which makes
the member of `env`. Nothing else lists kinds.
"""

from collections.abc import Iterator
from functools import cache
from importlib import import_module

from fakeflare.worker.config.bindings.binding import Binding, UnavailableBinding
from fakeflare.worker.config.bindings.kind import Kind, list_entries
from fakeflare.worker.config.document.blocks import Block

FIELDS = (
    "data_blobs",
    "durable_objects",
    "kv_namespaces",
    "send_email",
    "queues",
    "d1_databases",
    "vectorize",
    "ai_search_namespaces",
    "ai_search",
    "agent_memory",
    "hyperdrive",
    "r2_buckets",
    "logfwdr",
    "services",
    "analytics_engine_datasets",
    "text_blobs",
    "browser",
    "analytics",
    "ai",
    "images",
    "stream",
    "media",
    "version_metadata",
    "unsafe",
    "vars",
    "wasm_modules",
    "dispatch_namespaces",
    "mtls_certificates",
    "workflows",
    "pipelines",
    "k2",
    "secrets_store_secrets",
    "artifacts",
    "ratelimits",
    "assets",
    "unsafe_hello_world",
    "flagship",
    "worker_loaders",
    "vpc_services",
    "vpc_networks",
)
"""The order is that of wrangler's list, which its messages follow."""


@cache
def get_kind(field: str) -> Kind:
    """Return the kind of a field. Raises ModuleNotFoundError where it makes no bindings."""
    # start-up: few kinds are in a file, and each takes as long to import as a short file to check
    kind: Kind = import_module(f"{__name__}.{field}").KIND
    return kind


def find_kind(field: str) -> Kind | None:
    """Return the kind of a field; None for one that makes no bindings."""
    return get_kind(field) if field in FIELDS else None


def list_kinds(block: Block) -> list[Kind]:
    """Return the kinds of which a block may have a binding, its own or one that it inherits."""
    own, above = block.values, {} if block.top is None else block.top.values
    present = (get_kind(field) for field in FIELDS if field in own or field in above)
    return [kind for kind in present if kind.field in own or kind.reach != "own"]


def list_bindings(block: Block) -> Iterator[Binding]:
    """Return what the Worker finds in `env`, as far as the configuration says."""
    for kind in list_kinds(block):
        yield from _list_unavailable(block, kind) if kind.read is None else kind.read(block)


def _list_unavailable(block: Block, kind: Kind) -> Iterator[UnavailableBinding]:
    for entry in list_entries(block, kind):
        yield UnavailableBinding(
            entry.name, kind.field, kind=kind.words, place=entry.place, id=entry.resource
        )
