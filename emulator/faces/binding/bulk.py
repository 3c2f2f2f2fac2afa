"""Many values by one request."""

from starlette.responses import Response

from fakeflare.emulator.domain.errors import BulkBodyInvalid
from fakeflare.emulator.domain.text import dump_json, parse_json
from fakeflare.emulator.faces.binding.requests import BindingRequest
from fakeflare.emulator.faces.binding.responses import JSON
from fakeflare.emulator.http.bodies import check_request_length, read_body
from fakeflare.emulator.service.bulk import BulkAnswer, BulkValue


async def get_values(request: BindingRequest) -> Response:
    """An object of the values by key, null for those that are missing."""
    body = await read_body(request.receive, request.content_length(), check_request_length)
    try:
        asked = parse_json(body)
    except ValueError:
        raise BulkBodyInvalid("the body must be JSON") from None
    answer = await request.kv.bulk.get(request.namespace, asked, takes_cache_ttl=True, caller=request.caller)
    members = (f"{dump_json(name)}:{_present(value, answer)}" for name, value in answer.values.items())
    return Response(f"{{{','.join(members)}}}", media_type=JSON)


def _present(value: BulkValue | None, answer: BulkAnswer) -> str:
    if value is None:
        return "null"
    text = value.text if answer.value_type == "json" else dump_json(value.text)
    if not answer.with_metadata:
        return text
    return f'{{"value":{text},"metadata":{value.metadata or "null"}}}'
