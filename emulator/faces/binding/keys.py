"""The list of keys, a page at a time."""

from starlette.responses import Response

from fakeflare.emulator.domain.listing import ListedKey
from fakeflare.emulator.domain.text import dump_json
from fakeflare.emulator.faces.binding.requests import BindingRequest
from fakeflare.emulator.faces.binding.responses import JSON


async def list_keys(request: BindingRequest) -> Response:
    """A page of keys, with a cursor unless it is the last."""
    query = request.parse_query()
    page = await request.kv.keys.list_page(
        request.namespace,
        query.get("prefix"),
        query.get("key_count_limit"),
        query.get("cursor"),
        caller=request.caller,
    )
    listing: dict[str, object] = {
        "keys": [_present(listed) for listed in page.keys],
        "list_complete": not page.cursor,
    }
    if page.cursor:
        listing["cursor"] = page.cursor
    return Response(dump_json(listing), media_type=JSON)


def _present(listed: ListedKey) -> dict[str, object]:
    members: dict[str, object] = {"name": listed.key.decode()}
    if listed.expiration is not None:
        members["expiration"] = listed.expiration
    if listed.metadata is not None:
        # a JSON string of JSON text, which workerd parses again
        members["metadata"] = listed.metadata
    return members
