"""What a Worker gets from a reply of the KV service (workerd/src/workerd/api/kv.c++)."""

import httpx

from fakeflare.worker.bindings.kv.calls import Call
from fakeflare.worker.bindings.kv.wire import check_reply, iterate_body
from fakeflare.worker.javascript.language.buffers.typed_arrays import ArrayBuffer
from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.collections.maps import JsMap
from fakeflare.worker.javascript.language.json.json import parse_json
from fakeflare.worker.javascript.language.kernel.errors import JsTypeError
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.objects import JsObject, get_members
from fakeflare.worker.javascript.streams.readable import ReadableStream

_MISSES = (404, 410)
"""kv.c++:418-424."""


def read_value(call: Call, reply: httpx.Response) -> object:
    """The value of a single get in the type asked for; null on a miss."""
    if reply.status_code in _MISSES:
        return jsnull
    check_reply(call, reply)
    if call.type == "text":
        return _read_text(reply)
    if call.type == "json":
        return parse_json(_read_text(reply))
    if call.type == "arrayBuffer":
        return ArrayBuffer(reply.content)
    if call.type == "stream":
        return ReadableStream(iterate_body(reply))
    # checked here and not at the call: a miss is null whatever was asked for (kv.c++:475-479)
    raise JsTypeError(
        'Unknown response type. Possible types are "text", "arrayBuffer", "json", and "stream".'
    )


def read_entry(call: Call, reply: httpx.Response) -> JsObject:
    """`getWithMetadata` of one key: always an object, its members null on a miss."""
    value = read_value(call, reply)
    metadata = jsnull if reply.status_code in _MISSES else _read_metadata(reply)
    return JsObject({"value": value, "metadata": metadata, "cacheStatus": _read_cache_status(reply)})


def read_bulk(call: Call, reply: httpx.Response) -> JsMap:
    """A Map in the order of the reply. workerd drops integer-like keys here (kv.c++:251); we keep them."""
    check_reply(call, reply)
    found = parse_json(_read_text(reply))
    return JsMap(get_members(found).items()) if isinstance(found, JsObject) else JsMap()


def read_page(call: Call, reply: httpx.Response) -> object:
    """A page of `list`: passed on as it is, but for metadata, which travels as JSON in a string."""
    check_reply(call, reply)
    page = parse_json(_read_text(reply))
    if not isinstance(page, JsObject):
        return page
    members = get_members(page)
    keys = members.get("keys")
    for key in keys if isinstance(keys, JsArray) else ():
        if isinstance(key, JsObject):
            _parse_metadata(get_members(key))
    members["cacheStatus"] = _read_cache_status(reply)
    return page


def _parse_metadata(key: dict[str, object]) -> None:
    metadata = key.get("metadata")
    if isinstance(metadata, str):
        key["metadata"] = parse_json(metadata)


def _read_text(reply: httpx.Response) -> str:
    # a byte order mark stays
    return reply.content.decode("utf-8", "replace")


def _read_metadata(reply: httpx.Response) -> object:
    # httpx would guess at the encoding: the header is raw UTF-8
    raw = dict((name.lower(), value) for name, value in reply.headers.raw).get(b"cf-kv-metadata")
    return jsnull if raw is None else parse_json(raw.decode("utf-8", "replace"))


def _read_cache_status(reply: httpx.Response) -> object:
    status: str | None = reply.headers.get("cf-cache-status")
    return jsnull if status is None else status
