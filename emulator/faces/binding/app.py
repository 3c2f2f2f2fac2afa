"""In front of a binding's operations: which namespace is meant, who may ask, which route it is."""

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from fakeflare.emulator.context import Emulator
from fakeflare.emulator.domain.errors import KVError
from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.faces.answers import answer
from fakeflare.emulator.faces.binding.envelopes import Target, unwrap
from fakeflare.emulator.faces.binding.errors import refuse
from fakeflare.emulator.faces.binding.requests import BindingRequest
from fakeflare.emulator.faces.binding.responses import ReasonedResponse
from fakeflare.emulator.faces.binding.routes import ROUTES
from fakeflare.emulator.faces.routes import RouteTable
from fakeflare.emulator.http.bodies import RequestTooLarge
from fakeflare.emulator.http.requests import find_header
from fakeflare.emulator.http.tokens import Token
from fakeflare.emulator.journal.record import get_record

_NO_NAMESPACE = (
    "fakeflare cannot tell which KV namespace is meant: "
    "inject the header CF-KV-Namespace, or add ?ns=ID to the connection string"
)


class BindingApp:
    """The binding face: an ASGI app for requests that `is_binding_request` accepts, whatever their path."""

    def __init__(self, emulator: Emulator) -> None:
        self._kv = emulator.kv
        self._tokens = emulator.tokens
        self._everything = emulator.tokens.find("")
        """What is granted to everybody; nothing once tokens are configured."""
        self._routes = RouteTable(ROUTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        inner, target = unwrap(scope)
        try:
            response = await self._find_answer(inner, receive, target)
        except ClientDisconnect:
            return
        await answer(response, scope, receive, send)

    async def _find_answer(self, scope: Scope, receive: Receive, target: Target) -> Response:
        try:
            return await self._handle(scope, receive, target)
        except KVError as error:
            return refuse(error)
        except RequestTooLarge:
            return ReasonedResponse(413, "Request Entity Too Large")

    async def _handle(self, scope: Scope, receive: Receive, target: Target) -> Response:
        """The answer of a route's handler, once the caller may have it. Raises `KVError`."""
        if target.namespace_id is None and not target.binding:
            return ReasonedResponse(400, _NO_NAMESPACE)
        grants = self._find_grants(scope)
        if not grants:
            return ReasonedResponse(401, "Unauthorized")
        caller = get_record(scope)
        caller.namespace = namespace = self._find_namespace(target)
        found = self._routes.find(scope["method"], scope["raw_path"].decode("latin-1"))
        writes = found is not None and found[0].writes
        if not _is_granted(grants, namespace.account, writes):
            return ReasonedResponse(401, "Unauthorized")
        if found is None:
            return _refuse_method(scope["method"])
        if writes:
            caller.namespace = namespace = await self._kv.namespaces.open(namespace)
        route, parameters = found
        raw_key = parameters.get("key", "").encode("latin-1")
        return await route.handle(BindingRequest(self._kv, scope, receive, namespace, raw_key, caller))

    def _find_namespace(self, target: Target) -> Namespace:
        if target.namespace_id is None:
            return self._kv.namespaces.find_bound(target.binding)
        return self._kv.namespaces.find(target.namespace_id)

    def _find_grants(self, scope: Scope) -> tuple[Token, ...]:
        """With configured tokens a binding needs one too (`Authorization`, which workerd can inject)."""
        if not self._tokens.configured:
            return self._everything
        scheme, _, value = (find_header(scope, b"authorization") or "").partition(" ")
        return self._tokens.find(value) if scheme.lower() == "bearer" else ()


def _is_granted(grants: tuple[Token, ...], account: str, writes: bool) -> bool:
    for grant in grants:  # noqa: SIM110 - `any` would make a generator for every request
        if grant.allows(account, writes):
            return True
    return False


def _refuse_method(method: str) -> Response:
    if method == "POST":
        return ReasonedResponse(404, "Not Found")
    return ReasonedResponse(405, "Method Not Allowed")
