"""Every kind of binding that wrangler knows: its name for people, and where its entries stand in a file.

The order is that of wrangler's list, which its messages follow.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from worker.config.environments import Environment

Shape = Literal["list", "single", "bindings", "map"]
"""`[{…}]`, `{"binding": …}`, `{"bindings": [{…}]}`, `{NAME: …}`."""


@dataclass(frozen=True)
class Kind:
    """One field that makes bindings."""

    words: str
    """workers-utils/src/config/validation.ts `friendlyBindingNames`."""
    shape: Shape = "list"
    name: str = "binding"
    """The member that names a binding."""
    resource: tuple[str, ...] = ()
    """The members that say what is bound; the first that is there counts."""
    is_inherited: bool = False
    is_compared: bool = True
    """Whether wrangler compares its names with those of other kinds."""


KINDS: Mapping[str, Kind] = {
    "data_blobs": Kind("Data Blob", "map", is_inherited=True),
    "durable_objects": Kind("Durable Object", "bindings", "name", ("class_name",)),
    "kv_namespaces": Kind("KV Namespace", resource=("id",)),
    "send_email": Kind("Send Email", "list", "name", ("destination_address",), is_compared=False),
    "queues.producers": Kind("Queue", resource=("queue",)),
    "d1_databases": Kind("D1 Database", resource=("database_name", "database_id")),
    "vectorize": Kind("Vectorize Index", resource=("index_name",)),
    "ai_search_namespaces": Kind("AI Search Namespace", resource=("namespace",)),
    "ai_search": Kind("AI Search Instance", resource=("instance_name",)),
    "agent_memory": Kind("Agent Memory", resource=("namespace",)),
    "hyperdrive": Kind("Hyperdrive Config", resource=("id",)),
    "r2_buckets": Kind("R2 Bucket", resource=("bucket_name",)),
    "logfwdr": Kind("logfwdr", "bindings", "name", ("destination",), is_inherited=True),
    "services": Kind("Worker", resource=("service",)),
    "analytics_engine_datasets": Kind("Analytics Engine Dataset", resource=("dataset",)),
    "text_blobs": Kind("Text Blob", "map", is_inherited=True),
    "browser": Kind("Browser Run", "single"),
    "analytics": Kind("Analytics SQL", "single"),
    "ai": Kind("AI", "single"),
    "images": Kind("Images", "single"),
    "stream": Kind("Stream", "single"),
    "media": Kind("Media", "single"),
    "version_metadata": Kind("Worker Version Metadata", "single"),
    "unsafe": Kind("Unsafe Metadata", "bindings", "name", ("type",)),
    "vars": Kind("Environment Variable", "map"),
    "wasm_modules": Kind("Wasm Module", "map", is_inherited=True),
    "dispatch_namespaces": Kind("Dispatch Namespace", resource=("namespace",)),
    "mtls_certificates": Kind("mTLS Certificate", resource=("certificate_id",)),
    "workflows": Kind("Workflow", resource=("name",)),
    "pipelines": Kind("Pipeline", resource=("stream", "pipeline")),
    "k2": Kind("K2 Stream", resource=("stream",)),
    "secrets_store_secrets": Kind("Secrets Store Secret", resource=("secret_name",)),
    "artifacts": Kind("Artifacts", resource=("namespace",)),
    "ratelimits": Kind("Rate Limit", "list", "name", ("namespace_id",), is_compared=False),
    "assets": Kind("Assets", "single", resource=("directory",), is_inherited=True),
    "unsafe_hello_world": Kind("Hello World"),
    "flagship": Kind("Flagship", resource=("app_id",)),
    "worker_loaders": Kind("Worker Loader"),
    "vpc_services": Kind("VPC Service", resource=("service_id",)),
    "vpc_networks": Kind("VPC Network", resource=("tunnel_id", "network_id")),
}

EMULATED = frozenset({"kv_namespaces", "services", "version_metadata", "vars", "assets"})


class Entry(NamedTuple):
    """One binding as it stands in the file."""

    name: str
    place: str
    """The path in the file, such as `env.staging.r2_buckets[0]`."""
    resource: str | None


def list_entries(environment: Environment, field: str, kind: Kind) -> Iterator[Entry]:
    """The bindings of one kind, in the order of the file; what has no name is passed over."""
    head, _, rest = field.partition(".")
    value = environment.read_inherited(head) if kind.is_inherited else environment.read_own(head)
    place = environment.describe(head)
    if rest or kind.shape == "bindings":
        rest = rest or "bindings"
        value = value.get(rest) if isinstance(value, Mapping) else None
        place = f"{place}.{rest}"
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
