"""What the store holds: namespaces, snapshots, export and import, seeds, and starting again."""

import re

from starlette.responses import Response, StreamingResponse

from fakeflare.emulator.conditions.fields import Fields
from fakeflare.emulator.domain.errors import NamespaceNotFound
from fakeflare.emulator.domain.namespaces import Namespace, PageQuery
from fakeflare.emulator.faces.control.conditions import reset_conditions
from fakeflare.emulator.faces.control.requests import JSON, ControlRequest, answer, read_flag
from fakeflare.emulator.messages.errors import MessageInvalid

_ALL = 10**9

_ACCOUNT = re.compile(r"[0-9a-fA-F]{32}")


async def reset_all(request: ControlRequest) -> Response:
    """State and all conditions."""
    fields = await request.read_fields()
    keeps_snapshots = fields.take_switch("keep_snapshots")
    fields.finish()
    emulator = request.emulator
    if not keeps_snapshots:
        await _delete_snapshots(request)
    await emulator.state.reset()
    reset_conditions(emulator.conditions)
    return Response(status_code=204)


async def _delete_snapshots(request: ControlRequest) -> None:
    for snapshot in await request.emulator.state.list_snapshots():
        await request.emulator.state.delete_snapshot(snapshot["name"])


async def reset_state(request: ControlRequest) -> Response:
    """All, an account, or a namespace; the conditions too, if asked for."""
    fields = await request.read_fields()
    account, name = _take_account(fields), fields.take_text("namespace")
    has_conditions = fields.take_switch("conditions")
    fields.finish()
    if account is not None and name is not None:
        raise MessageInvalid("namespace", 'and "account" exclude each other')
    namespace = None if name is None else _find_namespace(request, name)
    if has_conditions or namespace is None:
        request.check_account(None if has_conditions else account)
    await request.emulator.state.reset(account, None if namespace is None else namespace.id)
    if has_conditions:
        reset_conditions(request.emulator.conditions)
    return Response(status_code=204)


async def list_namespaces(request: ControlRequest) -> Response:
    """Those of all accounts, by title."""
    return answer({"namespaces": [_describe(namespace) for namespace in await find_namespaces(request)]})


async def find_namespaces(request: ControlRequest) -> list[Namespace]:
    """Those of all accounts, by account and title."""
    namespaces = request.emulator.kv.namespaces
    query = PageQuery(1, _ALL, "title", "asc")
    pages = [await namespaces.list_page(account, query) for account in namespaces.list_accounts()]
    return [namespace for page in pages for namespace in page.namespaces]


async def ensure_namespace(request: ControlRequest) -> Response:
    """The namespace of a title, made if there is none."""
    fields = await request.read_fields()
    title, account = fields.take_text("title"), _take_account(fields) or request.emulator.settings.account
    fields.finish()
    if not title:
        raise MessageInvalid("title", "must be a text that is not empty")
    request.check_account(account)
    return answer(_describe(await request.emulator.kv.namespaces.ensure(title, account)))


def _take_account(fields: Fields) -> str | None:
    account = fields.take_text("account")
    if account is not None and not _ACCOUNT.fullmatch(account):
        raise MessageInvalid("account", "must be 32 hex digits")
    return None if account is None else account.lower()


async def export_namespace(request: ControlRequest) -> Response:
    """A stream of wrangler's bulk JSON."""
    namespace = _find_namespace(request, request.parameters["namespace"])
    return StreamingResponse(request.emulator.state.export(namespace), media_type=JSON)


async def import_namespace(request: ControlRequest) -> Response:
    """The body is read and written as it comes."""
    name = request.parameters["namespace"]
    try:
        namespace = _find_namespace(request, name)
    except NamespaceNotFound:
        if not read_flag(request.query, "create"):
            raise
        request.check_account(request.emulator.settings.account)
        namespace = await request.emulator.kv.namespaces.ensure(name)
    count = await request.emulator.state.import_pairs(namespace, request.read_chunks())
    return answer({"imported": count})


async def seed(request: ControlRequest) -> Response:
    return answer(await request.emulator.state.seed(await request.read_json(), None))


async def list_snapshots(request: ControlRequest) -> Response:
    return answer({"snapshots": await request.emulator.state.list_snapshots()})


async def take_snapshot(request: ControlRequest) -> Response:
    fields = await request.read_fields()
    name = fields.take_text("name")
    fields.finish()
    if not name:
        raise MessageInvalid("name", "must be a text that is not empty")
    return answer(await request.emulator.state.snapshot(name), 201)


async def restore_snapshot(request: ControlRequest) -> Response:
    await request.emulator.state.restore(request.parameters["name"])
    return Response(status_code=204)


async def delete_snapshot(request: ControlRequest) -> Response:
    await request.emulator.state.delete_snapshot(request.parameters["name"])
    return Response(status_code=204)


def _find_namespace(request: ControlRequest, name: str) -> Namespace:
    """By id, binding or title, as far as the token goes. Raises `NamespaceNotFound`, `Refused`."""
    namespace = request.emulator.state.find_namespace(name)
    request.check_account(namespace.account)
    return namespace


def _describe(namespace: Namespace) -> dict[str, object]:
    return {"id": namespace.id, "title": namespace.title, "account": namespace.account}
