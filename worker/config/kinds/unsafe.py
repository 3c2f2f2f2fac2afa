"""`unsafe`: what is handed to the API as it is."""

from collections.abc import Mapping

from fakeflare.worker.config.bindings.entries import (
    Entry,
    EntryTable,
    Member,
    Scope,
    check_group,
    check_object,
)
from fakeflare.worker.config.bindings.faults import (
    DEPRECATED_FIELD,
    EXCLUSIVE_FIELDS,
    EXPERIMENTAL_FIELD,
    FIELD_MISSING,
    FIELD_TYPE,
)
from fakeflare.worker.config.bindings.kind import Kind
from fakeflare.worker.config.document.values import (
    MISSING,
    is_object,
    show,
)
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Other
from fakeflare.worker.config.findings.types import (
    expect_array_of,
)
from fakeflare.worker.config.syntax.nodes import Place

SUPPORTED_UNSAFE = define(
    "FF318",
    "needless-unsafe-binding",
    "warning",
    "A binding under `unsafe` has a type that wrangler knows by itself.",
    """wrangler warns. What stands under `unsafe` is sent to the API as it is, unchecked, and does not
    exist in `wrangler dev`. Use the field that the type has by now.""",
)

_STRING = 'binding should have a string "{key}" field.'
_BINDINGS = EntryTable(
    "unsafe",
    (Member("name", _STRING, is_required=True), Member("type", _STRING, is_required=True)),
    not_an_object="Expected {path} to be an object but got {entry}.",
    name="name",
)

# workers-utils: src/config/validation.ts `validateUnsafeBinding`
_SUPPORTED = frozenset(
    {
        "plain_text",
        "secret_text",
        "json",
        "wasm_module",
        "data_blob",
        "text_blob",
        "browser",
        "analytics",
        "ai",
        "ai_search_namespace",
        "ai_search",
        "agent_memory",
        "kv_namespace",
        "durable_object_namespace",
        "d1_database",
        "r2_bucket",
        "service",
        "logfwdr",
        "mtls_certificate",
        "pipeline",
        "k2",
        "worker_loader",
        "vpc_service",
        "flagship",
        "vpc_network",
        "stream",
        "media",
        "artifacts",
    }
)
_METADATA = (
    "The deployment object in the metadata binding is now deprecated. Please switch using the "
    "version_metadata binding for access to version specific fields: "
    "https://developers.cloudflare.com/workers/runtime-apis/bindings/version-metadata"
)


def _check(scope: Scope) -> None:
    """`validateUnsafeSettings`"""
    value = scope.get("unsafe")
    if value is MISSING:
        return
    place, path = scope.locate("unsafe"), f"{scope.path}unsafe"
    if not _is_announced(scope):
        message = '"unsafe" fields are experimental and may change or break at any time.'
        scope.findings.add(EXPERIMENTAL_FIELD, place, message, on="key")
    if not check_object(scope, place, path, value) or not is_object(value):
        return
    if "bindings" in value:
        for entry in check_group(
            scope, _BINDINGS, (*place, "bindings"), f"{path}.bindings", value["bindings"]
        ):
            _check_type(entry)
    if "metadata" in value:
        check_object(scope, (*place, "metadata"), f"{path}.metadata", value["metadata"])
    capnp = value.get("capnp", MISSING)
    if capnp is not MISSING and check_object(scope, (*place, "capnp"), f"{path}.capnp", capnp):
        _check_capnp(scope, (*place, "capnp"), f"{path}.capnp", capnp if is_object(capnp) else {})


def _is_announced(scope: Scope) -> bool:
    """Whether it has been said already, of the block around or above, that the field is experimental."""
    block = scope.block
    return block is None or (block.top is not None and block.top.get_own("unsafe") is not MISSING)


def _check_type(entry: Entry) -> None:
    kind = entry.get("type")
    if kind == "metadata" and isinstance(entry.get("name"), str):
        entry.fail(DEPRECATED_FIELD, "type", _METADATA)
    if isinstance(kind, str) and kind in _SUPPORTED:
        entry.fail(
            SUPPORTED_UNSAFE,
            "type",
            f'The binding type "{kind}" is directly supported by wrangler.\n'
            f"Consider migrating this unsafe binding to a format for '{kind}' bindings that is supported by "
            "wrangler for optimal support.\n"
            "For more details, see https://developers.cloudflare.com/workers/cli-wrangler/configuration",
        )


def _check_capnp(scope: Scope, place: Place, path: str, capnp: Mapping[str, object]) -> None:
    if "compiled_schema" in capnp:
        _check_compiled(scope, place, path, capnp)
        return
    base = capnp.get("base_path", MISSING)
    if not isinstance(base, str):
        # no full stop; and what is not there is reported, too
        message = f'The field "{path}.base_path", when present, should be a string but got {show(base)}'
        rule = FIELD_MISSING if base is MISSING else FIELD_TYPE
        scope.findings.add(rule, (*place, "base_path"), message)
    sources = capnp.get("source_schemas", MISSING)
    label = f"{path}.source_schemas"
    expect_array_of(scope.findings, (*place, "source_schemas"), sources, "string", label=label)


def _check_compiled(scope: Scope, place: Place, path: str, capnp: Mapping[str, object]) -> None:
    rivals = [key for key in ("base_path", "source_schemas") if key in capnp]
    compiled = capnp["compiled_schema"]
    if rivals:
        scope.findings.add(
            EXCLUSIVE_FIELDS,
            (*place, "compiled_schema"),
            f'The field "{path}" cannot contain both "compiled_schema" and one of "base_path" or '
            f'"source_schemas".',
            on="key",
            others=[Other((*place, key), "The other one is here.", "key") for key in rivals],
        )
    elif not isinstance(compiled, str):
        message = (
            f'The field "{path}.compiled_schema", when present, should be a string but got {show(compiled)}.'
        )
        scope.findings.add(FIELD_TYPE, (*place, "compiled_schema"), message)


KIND = Kind("Unsafe Metadata", ("unsafe", "bindings"), name="name", resource=("type",), check=_check)
