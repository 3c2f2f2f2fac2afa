"""A single value: GET, PUT and DELETE of `…/values/{key}`."""

import functools

from starlette.responses import Response

from fakeflare.emulator.domain.errors import ValueMissing
from fakeflare.emulator.domain.metadata import check_metadata_length
from fakeflare.emulator.domain.values import check_value_length
from fakeflare.emulator.faces.rest.envelope import DONE
from fakeflare.emulator.faces.rest.requests import RestRequest
from fakeflare.emulator.http.bodies import read_body
from fakeflare.emulator.http.responses import RawResponse
from fakeflare.emulator.service.values import SentValue

_BYTES = (b"content-type", b"application/octet-stream")
"""What every value is sent as: the stored type is not kept."""


async def get_value(request: RestRequest) -> Response:
    """The value as it is, with its expiration in a header."""
    namespace = request.get_namespace()
    entry = await request.kv.values.get(namespace, request.raw_key, caller=request.caller)
    if entry.expiration is None:
        return RawResponse(entry.value, _BYTES)
    return RawResponse(entry.value, _BYTES, (b"expiration", b"%d" % entry.expiration))


async def put_value(request: RestRequest) -> Response:
    """Store the body, or the parts of a form."""
    namespace = request.get_namespace()
    query = request.parse_query()
    await request.kv.values.put(
        namespace,
        request.raw_key,
        functools.partial(_read_sent, request),
        query.get("expiration"),
        query.get("expiration_ttl"),
        caller=request.caller,
    )
    return DONE


async def delete_value(request: RestRequest) -> Response:
    """Remove the pair; a missing one is as good as removed."""
    namespace = request.get_namespace()
    await request.kv.values.delete(namespace, request.raw_key, request.caller)
    return DONE


async def _read_sent(request: RestRequest) -> SentValue:
    """Value and metadata text. Only `multipart/form-data` is taken apart; any other body is the value."""
    if "multipart" not in request.content_type.lower():
        return SentValue(await read_body(request.receive, request.content_length(), check_value_length))
    # start-up: most runs never see a form
    from fakeflare.emulator.http.multipart import MultipartInvalid, is_multipart, read_parts

    if not is_multipart(request.content_type):
        return SentValue(await read_body(request.receive, request.content_length(), check_value_length))
    checks = {"value": check_value_length, "metadata": check_metadata_length}
    try:
        parts = await read_parts(request.receive, request.content_type, request.content_length(), checks)
    except MultipartInvalid:
        raise ValueMissing from None
    if "value" not in parts:
        raise ValueMissing
    return SentValue(parts["value"], parts.get("metadata"))
