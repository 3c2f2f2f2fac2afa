"""Bulk routes: `…/bulk`, `…/bulk/delete`, `…/bulk/get`."""

from starlette.responses import Response

from fakeflare.emulator.domain.errors import BulkBodyInvalid, RequestBodyInvalid
from fakeflare.emulator.domain.text import dump_json
from fakeflare.emulator.faces.rest.envelope import NOTHING, succeed
from fakeflare.emulator.faces.rest.requests import RestRequest
from fakeflare.emulator.service.bulk import BulkAnswer, BulkValue


async def put_pairs(request: RestRequest) -> Response:
    """Write many pairs, all or none."""
    namespace = request.get_namespace()
    return _count(await request.kv.bulk.put(namespace, await _read_body(request), request.caller))


async def delete_keys(request: RestRequest) -> Response:
    """Remove many keys; those that are missing count too."""
    namespace = request.get_namespace()
    return _count(await request.kv.bulk.delete(namespace, await _read_body(request), request.caller))


async def get_values(request: RestRequest) -> Response:
    """An object of the values by key, null for those that are missing."""
    namespace = request.get_namespace()
    answer = await request.kv.bulk.get(namespace, await _read_body(request), caller=request.caller)
    members = (f"{dump_json(name)}:{_present(value, answer)}" for name, value in answer.values.items())
    return succeed(f'{{"values":{{{",".join(members)}}}}}')


async def _read_body(request: RestRequest) -> object:
    try:
        return await request.read_json()
    except RequestBodyInvalid:
        raise BulkBodyInvalid("the body must be JSON") from None


def _count(count: int) -> Response:
    return succeed(dump_json({"successful_key_count": count, "unsuccessful_keys": []}))


def _present(value: BulkValue | None, answer: BulkAnswer) -> str:
    if value is None:
        return NOTHING
    text = value.text if answer.value_type == "json" else dump_json(value.text)
    if not answer.with_metadata:
        return text
    expiration = "" if value.expiration is None else f',"expiration":{value.expiration}'
    return f'{{"value":{text},"metadata":{value.metadata or NOTHING}{expiration}}}'
