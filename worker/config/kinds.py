"""Every kind of binding that wrangler knows: its name for people, and where its entries stand in a file.

The order is that of wrangler's list, which its messages follow.
"""

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from fakeflare.worker.config.document.blocks import Block

Shape = Literal["list", "single", "map", "texts"]
"""`[{…}]`, `{…}`, `{NAME: …}`, `[NAME]`."""


class Kind(NamedTuple):
    """One field that makes bindings."""

    words: str
    """workers-utils/src/config/validation.ts `friendlyBindingNames`."""
    path: tuple[str, ...]
    """The way to the entries: a field, or a member of one."""
    shape: Shape = "list"
    name: str = "binding"
    """The member that names a binding."""
    reach: Literal["own", "inherited", "top"] = "own"
    """Where an environment has it from: itself, itself or else the top level, the top level alone."""
    is_compared: bool = True
    """Whether wrangler compares its names with those of other kinds."""
    resource: tuple[str, ...] = ()
    """The members that say what is bound; the first that is there counts."""


KINDS: Mapping[str, Kind] = {
    kind.path[0]: kind
    for kind in (
        Kind("Data Blob", ("data_blobs",), "map", reach="top"),
        Kind("Durable Object", ("durable_objects", "bindings"), name="name", resource=("class_name",)),
        Kind("KV Namespace", ("kv_namespaces",), resource=("id",)),
        Kind(
            "Send Email", ("send_email",), name="name", is_compared=False, resource=("destination_address",)
        ),
        Kind("Queue", ("queues", "producers"), resource=("queue",)),
        Kind("D1 Database", ("d1_databases",), resource=("database_name", "database_id")),
        Kind("Vectorize Index", ("vectorize",), resource=("index_name",)),
        Kind("AI Search Namespace", ("ai_search_namespaces",), resource=("namespace",)),
        Kind("AI Search Instance", ("ai_search",), resource=("instance_name",)),
        Kind("Agent Memory", ("agent_memory",), resource=("namespace",)),
        Kind("Hyperdrive Config", ("hyperdrive",), resource=("id",)),
        Kind("R2 Bucket", ("r2_buckets",), resource=("bucket_name",)),
        Kind("logfwdr", ("logfwdr", "bindings"), name="name", reach="inherited", resource=("destination",)),
        Kind("Worker", ("services",), resource=("service",)),
        Kind("Analytics Engine Dataset", ("analytics_engine_datasets",), resource=("dataset",)),
        Kind("Text Blob", ("text_blobs",), "map", reach="top"),
        Kind("Browser Run", ("browser",), "single"),
        Kind("Analytics SQL", ("analytics",), "single"),
        Kind("AI", ("ai",), "single"),
        Kind("Images", ("images",), "single"),
        Kind("Stream", ("stream",), "single"),
        Kind("Media", ("media",), "single"),
        Kind("Worker Version Metadata", ("version_metadata",), "single"),
        Kind("Unsafe Metadata", ("unsafe", "bindings"), name="name", resource=("type",)),
        Kind("Environment Variable", ("vars",), "map"),
        Kind("Wasm Module", ("wasm_modules",), "map", reach="top"),
        Kind("Dispatch Namespace", ("dispatch_namespaces",), resource=("namespace",)),
        Kind("mTLS Certificate", ("mtls_certificates",), resource=("certificate_id",)),
        Kind("Workflow", ("workflows",), resource=("name",)),
        Kind("Pipeline", ("pipelines",), resource=("stream", "pipeline")),
        Kind("K2 Stream", ("k2",), resource=("stream",)),
        Kind("Secrets Store Secret", ("secrets_store_secrets",), resource=("secret_name",)),
        Kind("Artifacts", ("artifacts",), resource=("namespace",)),
        Kind("Rate Limit", ("ratelimits",), name="name", is_compared=False, resource=("namespace_id",)),
        Kind("Assets", ("assets",), "single", reach="inherited", resource=("directory",)),
        Kind("Hello World", ("unsafe_hello_world",)),
        Kind("Flagship", ("flagship",), resource=("app_id",)),
        Kind("Worker Loader", ("worker_loaders",)),
        Kind("VPC Service", ("vpc_services",), resource=("service_id",)),
        Kind("VPC Network", ("vpc_networks",), resource=("tunnel_id", "network_id")),
    )
}
"""By the field."""

EMULATED = frozenset({"kv_namespaces", "services", "version_metadata", "vars", "assets"})


class Entry(NamedTuple):
    """One binding as it stands in the file."""

    name: str
    place: str
    """The path in the file, such as `env.staging.r2_buckets[0]`."""
    resource: str | None


def list_entries(block: Block, kind: Kind) -> Iterator[Entry]:
    """The bindings of one kind, in the order of the file; what has no name is passed over."""
    field, *rest = kind.path
    value = block.get_own(field) if kind.reach == "own" else block.get(field)
    place = block.describe(*kind.path)
    for part in rest:
        value = value.get(part) if isinstance(value, Mapping) else None
    if kind.shape == "map":
        yield from _list_members(value, place)
    elif kind.shape == "single":
        yield from _read_entry(value, place, kind)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _read_entry(item, f"{place}[{index}]", kind)


def _list_members(value: object, place: str) -> Iterator[Entry]:
    if isinstance(value, Mapping):
        for name in value:
            yield Entry(name, f"{place}.{name}", None)


def _read_entry(item: object, place: str, kind: Kind) -> Iterator[Entry]:
    if not isinstance(item, Mapping) or not isinstance(item.get(kind.name), str):
        return
    found = next((item[member] for member in kind.resource if isinstance(item.get(member), str)), None)
    yield Entry(item[kind.name], place, found)
