"""A single value: GET, PUT and DELETE of `…/values/{key}`."""

from starlette.responses import Response

from fakeflare.emulator.domain.errors import ValueMissing
from fakeflare.emulator.domain.metadata import check_metadata_length
from fakeflare.emulator.domain.values import check_value_length
from fakeflare.emulator.faces.rest.envelope import DONE
from fakeflare.emulator.faces.rest.requests import RestRequest
from fakeflare.emulator.http.bodies import Body, read_body
from fakeflare.emulator.http.responses import RawResponse

_BYTES = (b"content-type", b"application/octet-stream")
"""What every value is sent as: the stored type is not kept."""


async def get_value(request: RestRequest) -> Response:
    """The value as it is, with its expiration in a header."""
    namespace = request.kv.namespaces.get(request.account, request.namespace_id)
    entry = await request.kv.values.get(namespace, request.raw_key)
    if entry.expiration is None:
        return RawResponse(entry.value, _BYTES)
    return RawResponse(entry.value, _BYTES, (b"expiration", b"%d" % entry.expiration))


async def put_value(request: RestRequest) -> Response:
    """Store the body, or the parts of a form."""
    namespace = request.kv.namespaces.get(request.account, request.namespace_id)
    query = request.parse_query()
    write = request.kv.values.begin_put(request.raw_key, query.get("expiration"), query.get("expiration_ttl"))
    value, metadata = await _read_write(request)
    await request.kv.values.put(namespace, write, value, metadata)
    return DONE


async def delete_value(request: RestRequest) -> Response:
    """Remove the pair; a missing one is as good as removed."""
    namespace = request.kv.namespaces.get(request.account, request.namespace_id)
    await request.kv.values.delete(namespace, request.raw_key)
    return DONE


async def _read_write(request: RestRequest) -> tuple[Body, Body | None]:
    """Value and metadata text. Only `multipart/form-data` is taken apart; any other body is the value."""
    if "multipart" not in request.content_type.lower():
        return await read_body(request.receive, request.content_length(), check_value_length), None
    # start-up: most runs never see a form
    from fakeflare.emulator.http.multipart import MultipartInvalid, is_multipart, read_parts

    if not is_multipart(request.content_type):
        return await read_body(request.receive, request.content_length(), check_value_length), None
    checks = {"value": check_value_length, "metadata": check_metadata_length}
    try:
        parts = await read_parts(request.receive, request.content_type, request.content_length(), checks)
    except MultipartInvalid:
        raise ValueMissing from None
    if "value" not in parts:
        raise ValueMissing
    return parts["value"], parts.get("metadata")
