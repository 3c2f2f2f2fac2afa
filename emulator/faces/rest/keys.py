"""Key routes: `…/keys`, the list, and `…/metadata/{key}`, one key's metadata."""

from starlette.responses import Response

from fakeflare.emulator.domain.limits import MIN_REST_LIST_LIMIT
from fakeflare.emulator.domain.listing import ListedKey
from fakeflare.emulator.domain.text import dump_json
from fakeflare.emulator.faces.rest.envelope import NOTHING, succeed
from fakeflare.emulator.faces.rest.requests import RestRequest


async def list_keys(request: RestRequest) -> Response:
    """A page of keys; the cursor is empty on the last."""
    namespace = request.get_namespace()
    query = request.parse_query()
    page = await request.kv.keys.list_page(
        namespace,
        query.get("prefix"),
        query.get("limit"),
        query.get("cursor"),
        MIN_REST_LIST_LIMIT,
        request.caller,
    )
    result = f"[{','.join(map(_present, page.keys))}]"
    return succeed(result, {"count": len(page.keys), "cursor": page.cursor})


async def get_metadata(request: RestRequest) -> Response:
    """The metadata of one key, null if it has none."""
    namespace = request.get_namespace()
    metadata = await request.kv.keys.get_metadata(namespace, request.raw_key, request.caller)
    return succeed(NOTHING if metadata is None else metadata)


def _present(listed: ListedKey) -> str:
    expiration = "" if listed.expiration is None else f',"expiration":{listed.expiration}'
    metadata = "" if listed.metadata is None else f',"metadata":{listed.metadata}'
    return f'{{"name":{dump_json(listed.key.decode())}{expiration}{metadata}}}'
