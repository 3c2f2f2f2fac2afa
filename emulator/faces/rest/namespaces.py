"""Namespace routes: `…/namespaces` and `…/namespaces/{id}`."""

from math import ceil

from starlette.responses import Response

from fakeflare.emulator.domain.errors import RequestBodyInvalid
from fakeflare.emulator.domain.namespaces import Namespace, parse_page_query
from fakeflare.emulator.domain.text import dump_json
from fakeflare.emulator.faces.rest.envelope import DONE, succeed
from fakeflare.emulator.faces.rest.requests import RestRequest


def present(namespace: Namespace) -> dict[str, object]:
    """The namespace object; `jurisdiction` is there only when it was set."""
    members: dict[str, object] = {
        "id": namespace.id,
        "title": namespace.title,
        "supports_url_encoding": True,
    }
    if namespace.jurisdiction is not None:
        members["jurisdiction"] = namespace.jurisdiction
    return members


async def list_namespaces(request: RestRequest) -> Response:
    """A page of the account's namespaces, in the order that is asked for."""
    query = request.parse_query()
    wanted = parse_page_query(
        query.get("page"), query.get("per_page"), query.get("order"), query.get("direction")
    )
    page = await request.kv.namespaces.list_page(request.account, wanted, request.caller)
    info = {
        "count": len(page.namespaces),
        "page": wanted.page,
        "per_page": wanted.per_page,
        "total_count": page.total,
        "total_pages": ceil(page.total / wanted.per_page),
    }
    return succeed(dump_json([present(namespace) for namespace in page.namespaces]), info)


async def create_namespace(request: RestRequest) -> Response:
    """A new namespace of the account."""
    body = await _read_object(request)
    namespace = await request.kv.namespaces.create(
        request.account, body.get("title"), body.get("jurisdiction"), request.caller
    )
    request.caller.namespace = namespace
    return succeed(dump_json(present(namespace)))


async def get_namespace(request: RestRequest) -> Response:
    """The namespace that the path names."""
    namespace = await request.kv.namespaces.read(request.account, request.namespace_id, request.caller)
    request.caller.namespace = namespace
    return succeed(dump_json(present(namespace)))


async def rename_namespace(request: RestRequest) -> Response:
    """The namespace with another title."""
    namespace = request.get_namespace()  # an unknown id comes before a bad body
    body = await _read_object(request)
    namespace = await request.kv.namespaces.rename(namespace, body.get("title"), request.caller)
    request.caller.namespace = namespace
    return succeed(dump_json(present(namespace)))


async def delete_namespace(request: RestRequest) -> Response:
    """Remove the namespace with all its pairs."""
    await request.kv.namespaces.delete(request.get_namespace(), request.caller)
    return DONE


async def _read_object(request: RestRequest) -> dict[str, object]:
    body = await request.read_json()
    if not isinstance(body, dict):
        raise RequestBodyInvalid
    return body
