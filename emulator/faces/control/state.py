"""What the store holds: namespaces, snapshots, export and import, seeds, and starting again."""

import re

from starlette.responses import Response, StreamingResponse

from fakeflare.emulator.conditions.fields import Fields
from fakeflare.emulator.domain.errors import NamespaceNotFound
from fakeflare.emulator.domain.namespaces import Namespace, PageQuery
from fakeflare.emulator.faces.control.calls import JSON, Call, answer, read_flag
from fakeflare.emulator.faces.control.conditions import reset_conditions
from fakeflare.emulator.messages.errors import MessageInvalid

_ALL = 10**9

_ACCOUNT = re.compile(r"[0-9a-fA-F]{32}")


async def reset_all(call: Call) -> Response:
    """State and all conditions."""
    fields = await call.read_fields()
    keeps_snapshots = fields.take_switch("keep_snapshots")
    fields.finish()
    premises = call.premises
    if not keeps_snapshots:
        await _delete_snapshots(call)
    await premises.state.reset()
    reset_conditions(premises.conditions)
    return Response(status_code=204)


async def _delete_snapshots(call: Call) -> None:
    for snapshot in await call.premises.state.list_snapshots():
        await call.premises.state.delete_snapshot(snapshot["name"])


async def reset_state(call: Call) -> Response:
    """All, an account, or a namespace; the conditions too, if asked for."""
    fields = await call.read_fields()
    account, name = _take_account(fields), fields.take_text("namespace")
    has_conditions = fields.take_switch("conditions")
    fields.finish()
    if account is not None and name is not None:
        raise MessageInvalid("namespace", 'and "account" exclude each other')
    namespace = None if name is None else _find_namespace(call, name)
    if has_conditions or namespace is None:
        call.check_account(None if has_conditions else account)
    await call.premises.state.reset(account, None if namespace is None else namespace.id)
    if has_conditions:
        reset_conditions(call.premises.conditions)
    return Response(status_code=204)


async def list_namespaces(call: Call) -> Response:
    """Those of all accounts, by title."""
    return answer({"namespaces": [_describe(namespace) for namespace in await find_namespaces(call)]})


async def find_namespaces(call: Call) -> list[Namespace]:
    """Those of all accounts, by account and title."""
    namespaces = call.premises.kv.namespaces
    query = PageQuery(1, _ALL, "title", "asc")
    pages = [await namespaces.list_page(account, query) for account in namespaces.list_accounts()]
    return [namespace for page in pages for namespace in page.namespaces]


async def ensure_namespace(call: Call) -> Response:
    """The namespace of a title, made if there is none."""
    fields = await call.read_fields()
    title, account = fields.take_text("title"), _take_account(fields) or call.premises.info.account
    fields.finish()
    if not title:
        raise MessageInvalid("title", "must be a text that is not empty")
    call.check_account(account)
    return answer(_describe(await call.premises.kv.namespaces.ensure(title, account)))


def _take_account(fields: Fields) -> str | None:
    account = fields.take_text("account")
    if account is not None and not _ACCOUNT.fullmatch(account):
        raise MessageInvalid("account", "must be 32 hex digits")
    return None if account is None else account.lower()


async def export_namespace(call: Call) -> Response:
    """A stream of wrangler's bulk JSON."""
    namespace = _find_namespace(call, call.parameters["namespace"])
    return StreamingResponse(call.premises.state.export(namespace), media_type=JSON)


async def import_namespace(call: Call) -> Response:
    """The body is read and written as it comes."""
    name = call.parameters["namespace"]
    try:
        namespace = _find_namespace(call, name)
    except NamespaceNotFound:
        if not read_flag(call.query, "create"):
            raise
        call.check_account(call.premises.info.account)
        namespace = await call.premises.kv.namespaces.ensure(name)
    count = await call.premises.state.import_pairs(namespace, call.read_chunks())
    return answer({"imported": count})


async def seed(call: Call) -> Response:
    return answer(await call.premises.state.seed(await call.read_json(), None))


async def list_snapshots(call: Call) -> Response:
    return answer({"snapshots": await call.premises.state.list_snapshots()})


async def take_snapshot(call: Call) -> Response:
    fields = await call.read_fields()
    name = fields.take_text("name")
    fields.finish()
    if not name:
        raise MessageInvalid("name", "must be a text that is not empty")
    return answer(await call.premises.state.snapshot(name), 201)


async def restore_snapshot(call: Call) -> Response:
    await call.premises.state.restore(call.parameters["name"])
    return Response(status_code=204)


async def delete_snapshot(call: Call) -> Response:
    await call.premises.state.delete_snapshot(call.parameters["name"])
    return Response(status_code=204)


def _find_namespace(call: Call, name: str) -> Namespace:
    """By id, binding or title, as far as the token goes. Raises `NamespaceNotFound`, `Refused`."""
    namespace = call.premises.state.find_namespace(name)
    call.check_account(namespace.account)
    return namespace


def _describe(namespace: Namespace) -> dict[str, object]:
    return {"id": namespace.id, "title": namespace.title, "account": namespace.account}
