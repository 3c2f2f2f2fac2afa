"""What the store holds: namespaces, snapshots, export and import, seeds, and starting again."""

from starlette.responses import Response, StreamingResponse

from fakeflare.emulator.domain.errors import NamespaceNotFound
from fakeflare.emulator.domain.namespaces import Namespace, PageQuery
from fakeflare.emulator.faces.control.conditions import reset_conditions
from fakeflare.emulator.faces.control.requests import JSON, ControlRequest, answer

_ALL = 10**9


async def reset_all(request: ControlRequest) -> Response:
    """Empty the store and put all conditions back; snapshots go too, unless the body keeps them."""
    from fakeflare.emulator.messages.info import ResetSpec  # start-up: msgspec

    spec = await request.read_message(ResetSpec)
    emulator = request.emulator
    if not spec.keep_snapshots:
        await _delete_snapshots(request)
    await emulator.state.reset()
    reset_conditions(emulator)
    return Response(status_code=204)


async def _delete_snapshots(request: ControlRequest) -> None:
    for snapshot in await request.emulator.state.list_snapshots():
        await request.emulator.state.delete_snapshot(snapshot["name"])


async def reset_state(request: ControlRequest) -> Response:
    """All, an account, or a namespace; the conditions too, if asked for."""
    from fakeflare.emulator.messages.namespaces import ResetStateSpec  # start-up: msgspec

    spec = await request.read_message(ResetStateSpec)
    account = None if spec.account is None else spec.account.lower()
    namespace = None if spec.namespace is None else _find_namespace(request, spec.namespace)
    if spec.conditions or namespace is None:
        request.check_account(None if spec.conditions else account)
    await request.emulator.state.reset(account, None if namespace is None else namespace.id)
    if spec.conditions:
        reset_conditions(request.emulator)
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
    from fakeflare.emulator.messages.namespaces import NamespaceSpec  # start-up: msgspec

    spec = await request.read_message(NamespaceSpec)
    account = request.emulator.settings.account if spec.account is None else spec.account.lower()
    request.check_account(account)
    return answer(_describe(await request.emulator.kv.namespaces.ensure(spec.title, account)))


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
        if not _reads_create(request):
            raise
        request.check_account(request.emulator.settings.account)
        namespace = await request.emulator.kv.namespaces.ensure(name)
    count = await request.emulator.state.import_pairs(namespace, request.read_chunks())
    return answer({"imported": count})


def _reads_create(request: ControlRequest) -> bool:
    """Whether the namespace is to be made; other parameters mean nothing."""
    # start-up: messages come with the first request for them
    from fakeflare.emulator.messages.declaration.parsing import parse, read_query
    from fakeflare.emulator.messages.namespaces import ImportQuery  # start-up: msgspec

    return parse(ImportQuery, {"create": read_query(ImportQuery, request.query).get("create")}).create


async def seed(request: ControlRequest) -> Response:
    return answer(await request.emulator.state.seed(await request.read_json(), None))


async def list_snapshots(request: ControlRequest) -> Response:
    return answer({"snapshots": await request.emulator.state.list_snapshots()})


async def take_snapshot(request: ControlRequest) -> Response:
    from fakeflare.emulator.messages.snapshots import SnapshotSpec  # start-up: msgspec

    spec = await request.read_message(SnapshotSpec)
    return answer(await request.emulator.state.snapshot(spec.name), 201)


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
