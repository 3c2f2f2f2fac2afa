"""A Worker's call of KV turned into a request: arguments coerced as workerd does, refused as workerd does.

Nothing is sent here. Sources: workerd/src/workerd/api/kv.c++ and kv.h, and what workerd 2026-11-17 was
seen to send and to refuse.
"""

import json
from collections.abc import AsyncIterable, Sequence
from typing import Final, NamedTuple

from fakeflare.worker.bindings.kv.keys import (
    check_key,
    encode_wtf8,
    write_component_key,
    write_form_value,
    write_path_key,
)
from fakeflare.worker.bindings.kv.warnings import (
    GET_OPTIONS,
    LIST_OPTIONS,
    PUT_OPTIONS,
    warn_deleted,
    warn_keys,
    warn_options,
    warn_value,
)
from fakeflare.worker.javascript.language.buffers.typed_arrays import read_bytes
from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.json.json import stringify_json
from fakeflare.worker.javascript.language.kernel.coercions import (
    encode_text,
    is_nullish,
    is_object,
    to_string,
)
from fakeflare.worker.javascript.language.kernel.errors import JsTypeError
from fakeflare.worker.javascript.language.kernel.members import read_property
from fakeflare.worker.javascript.language.kernel.numeric import to_int32
from fakeflare.worker.javascript.streams.readable import ReadableStream

TEXT_TYPE: Final = "text"
STREAM_TYPE: Final = "stream"

Headers = tuple[tuple[bytes, bytes], ...]


class Call(NamedTuple):
    """One request to the KV service."""

    verb: str
    """The name in an error's text: `KV {verb} failed`."""
    method: str
    target: str
    headers: Headers = ()
    body: bytes | AsyncIterable[bytes] | None = None
    type: str = TEXT_TYPE
    """How the reply of a get is to be read."""
    length: int | None = None
    """Of a body that is a stream, where known."""


def make_get(arguments: Sequence[object], name: str) -> Call:
    """`get` and `getWithMetadata`, of one key or of many; on the wire the two differ for many keys only."""
    key = _read_argument(arguments, 0, name, "string or Array")
    options = arguments[1] if len(arguments) > 1 else None
    if isinstance(key, JsArray):
        return _make_bulk_get(key, options, name)
    text = to_string(key)
    kind, cache_ttl = _read_get_options(options, name)
    check_key(text, "GET")
    ttl = "" if cache_ttl is None else f"&cache_ttl={cache_ttl}"
    return Call("GET", "GET", f"/{write_path_key(text)}?urlencoded=true{ttl}", type=kind or TEXT_TYPE)


def _make_bulk_get(keys: JsArray, options: object, name: str) -> Call:
    kind, cache_ttl = _read_get_options(options, name)
    texts = [encode_text(to_string(key)).decode() for key in keys]
    warn_keys(name, texts)
    wanted: dict[str, object] = {"keys": texts}
    if kind:
        wanted["type"] = kind
    if name == "getWithMetadata":
        wanted["withMetadata"] = True
    if cache_ttl is not None:
        # workerd writes this number as a string
        wanted["cacheTtl"] = str(cache_ttl)
    body = json.dumps(wanted, separators=(",", ":"), ensure_ascii=False).encode()
    return Call("GET_BULK", "POST", "/bulk/get", ((b"Content-Type", b"application/json"),), body)


def _read_get_options(options: object, name: str) -> tuple[str | None, int | None]:
    """Type and cacheTtl; options may be the type itself, and any object."""
    if is_nullish(options):
        return None, None
    if not is_object(options):
        return to_string(options), None
    warn_options(name, options, GET_OPTIONS)
    kind = read_property(options, "type")
    return None if kind is None else to_string(kind), _read_int(options, "cacheTtl")


def make_put(arguments: Sequence[object]) -> Call:
    key = to_string(_read_argument(arguments, 0, "put", "string"))
    value = _read_argument(arguments, 1, "put", "string or Object")
    options = _read_options(arguments, 2, "put", "PutOptions")
    if options is not None:
        warn_options("put", options, PUT_OPTIONS)
    expiration, expiration_ttl = _read_int(options, "expiration"), _read_int(options, "expirationTtl")
    # arguments are converted before any is looked at, then: key, metadata, value
    check_key(key, "PUT")
    query = "urlencoded=true"
    if expiration is not None:
        query += f"&expiration={expiration}"
    if expiration_ttl is not None:
        query += f"&expiration_ttl={expiration_ttl}"
    headers = _write_metadata(read_property(options, "metadata"))
    body, type_header = _read_value(value)
    length = None if isinstance(body, bytes) else find_length(value)
    return Call("PUT", "PUT", f"/{write_path_key(key)}?{query}", type_header + headers, body, length=length)


def _write_metadata(metadata: object) -> Headers:
    text = None if is_nullish(metadata) else stringify_json(metadata)
    # raw UTF-8 in the header, as workerd sends it
    return () if text is None else ((b"CF-KV-Metadata", encode_text(text)),)


def _read_value(value: object) -> tuple[bytes | AsyncIterable[bytes], Headers]:
    """Primitives are text, buffers bytes, streams streams (kv.c++:632-637)."""
    if not is_object(value):
        if not isinstance(value, str):
            warn_value(value)
        return encode_wtf8(to_string(value)), ((b"Content-Type", b"text/plain;charset=UTF-8"),)
    if isinstance(value, ReadableStream):
        # workerd/src/workerd/api/kv.c++ hands it to `pumpTo`
        if value.is_disturbed:
            raise JsTypeError("This ReadableStream is disturbed.")
        if value.locked:
            raise JsTypeError("The ReadableStream has been locked to a reader.")
        value.lock()
        return value.iterate(), ()
    held = read_bytes(value)
    if held is None:
        raise JsTypeError(
            "KV put() accepts only strings, ArrayBuffers, ArrayBufferViews, and ReadableStreams as values."
        )
    return held, ()


def find_length(stream: object) -> int | None:
    """What a stream of known length says of itself."""
    length = getattr(stream, "expected_length", None)
    return length if isinstance(length, int) else None


def make_delete(arguments: Sequence[object]) -> Call:
    given = _read_argument(arguments, 0, "delete", "string")
    key = to_string(given)
    warn_deleted(given, key)
    check_key(key, "DELETE")
    # a body of no bytes, so that a Content-Length of 0 goes along
    return Call("DELETE", "DELETE", f"/{write_component_key(key)}?urlencoded=true", body=b"")


def make_list(arguments: Sequence[object]) -> Call:
    options = _read_options(arguments, 0, "list", "ListOptions")
    warn_options("list", options, LIST_OPTIONS)
    query: list[str] = []
    limit = _read_int(options, "limit")
    if limit is not None and limit > 0:
        query.append(f"key_count_limit={limit}")
    for name in ("prefix", "cursor"):
        value = read_property(options, name)
        if not is_nullish(value):
            query.append(f"{name}={write_form_value(to_string(value))}")
    # kv.c++ names a failed list "GET"
    return Call("GET", "GET", f"/?{'&'.join(query)}" if query else "/")


def _read_argument(arguments: Sequence[object], index: int, name: str, kind: str) -> object:
    """A required argument; leaving it out is an error, undefined is a value."""
    if len(arguments) <= index:
        raise _make_type_error(name, index, kind)
    return arguments[index]


def _read_options(arguments: Sequence[object], index: int, name: str, kind: str) -> object:
    options = arguments[index] if len(arguments) > index else None
    if not is_nullish(options) and not is_object(options):
        raise _make_type_error(name, index, kind)
    return options


def _make_type_error(name: str, index: int, kind: str) -> JsTypeError:
    return JsTypeError(
        f"Failed to execute '{name}' on 'KvNamespace': parameter {index + 1} is not of type '{kind}'."
    )


def _read_int(options: object, name: str) -> int | None:
    """An integer option: undefined is absent, null is 0."""
    value = read_property(options, name)
    return None if value is None else to_int32(value)
