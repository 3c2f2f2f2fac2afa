"""A single key: GET, PUT and DELETE."""

from starlette.responses import Response

from fakeflare.emulator.domain.values import check_value_length
from fakeflare.emulator.faces.binding.requests import BindingRequest
from fakeflare.emulator.http.bodies import read_body
from fakeflare.emulator.http.responses import RawResponse
from fakeflare.emulator.service.values import SentValue

_DONE = Response()
"""The answer to writes."""


async def get_value(request: BindingRequest) -> Response:
    """The value as it is, with its expiration and its metadata in headers."""
    cache_ttl = request.parse_query().get("cache_ttl")
    entry = await request.kv.values.get(request.namespace, request.raw_key, cache_ttl, request.caller)
    headers = [(b"content-type", b"application/octet-stream")]
    if entry.expiration is not None:
        headers.append((b"cf-expiration", b"%d" % entry.expiration))
    if entry.metadata is not None:
        # Raw UTF-8; DEL is the one character that JSON lets through and a header does not.
        text = entry.metadata.replace("\x7f", "\\u007f")
        headers.append((b"cf-kv-metadata", text.encode()))
    return RawResponse(entry.value, *headers)


async def put_value(request: BindingRequest) -> Response:
    """Store the body; the metadata came ahead of it, in a header."""
    query = request.parse_query()
    header = request.find_header(b"cf-kv-metadata")
    metadata = None if header is None else header.encode("latin-1")

    async def read() -> SentValue:
        return SentValue(await read_body(request.receive, request.content_length(), check_value_length))

    await request.kv.values.put(
        request.namespace,
        request.raw_key,
        read,
        query.get("expiration"),
        query.get("expiration_ttl"),
        metadata,
        request.caller,
    )
    return _DONE


async def delete_value(request: BindingRequest) -> Response:
    """Remove the pair; a missing one is as good as removed."""
    await request.kv.values.delete(request.namespace, request.raw_key, request.caller)
    return _DONE
