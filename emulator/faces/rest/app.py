"""Cloudflare's gateway in front of KV: finds the route, then the caller, and answers for what goes wrong."""

import re

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from fakeflare.emulator.context import Emulator
from fakeflare.emulator.domain.errors import KVError
from fakeflare.emulator.faces.answers import answer
from fakeflare.emulator.faces.rest.authentication import Authentication, Denied, authorize
from fakeflare.emulator.faces.rest.envelope import fail
from fakeflare.emulator.faces.rest.errors import refuse
from fakeflare.emulator.faces.rest.requests import RestRequest
from fakeflare.emulator.faces.rest.routes import PREFIX, ROUTES
from fakeflare.emulator.faces.routes import Route, RouteTable, format_allow
from fakeflare.emulator.http.bodies import RequestTooLarge
from fakeflare.emulator.journal.record import get_record

_ACCOUNT = re.compile(r"[0-9a-fA-F]{32}")


class RestApp:
    """The REST face: an ASGI app for paths below `/client/v4`."""

    def __init__(self, emulator: Emulator) -> None:
        self._kv = emulator.kv
        self._limits = emulator.conditions.limits
        self._authentication = Authentication(emulator.tokens)
        self._routes = RouteTable(ROUTES, PREFIX)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            response = await self._find_answer(scope, receive)
        except ClientDisconnect:
            return
        if scope["method"] == "HEAD":
            response.body = b""  # its length stands in the headers already
        await answer(response, scope, receive, send)

    async def _find_answer(self, scope: Scope, receive: Receive) -> Response:
        # Routes match what was sent, percent-encoded: a key keeps its bytes, `%2F` is no separator.
        path = scope["raw_path"].decode("latin-1")
        method = scope["method"]
        found = self._routes.find("GET" if method == "HEAD" else method, path)
        if found is None:
            return self._refuse_method(method, path)
        route, parameters = found
        account = parameters.get("account", "")
        if account and not _ACCOUNT.fullmatch(account):
            return _refuse_path(path)
        try:
            return await self._handle(route, scope, receive, parameters, account.lower())
        except Denied as denied:
            return fail(denied.status, denied.failure)
        except KVError as error:
            return refuse(error, route.name)
        except RequestTooLarge:
            # The gateway refuses before the service sees the request, and not in JSON.
            return Response("<html>413 Request Entity Too Large</html>\n", 413, media_type="text/html")

    async def _handle(
        self,
        route: Route[RestRequest],
        scope: Scope,
        receive: Receive,
        parameters: dict[str, str],
        account: str,
    ) -> Response:
        """The answer of a route's handler, once the caller may have it. Raises `Denied`, `KVError`."""
        identity = self._authentication.authenticate(scope, route.access)
        caller = get_record(scope)
        self._limits.admit(identity, caller.now)
        if account:
            authorize(identity, account, route.writes)
        return await route.handle(
            RestRequest(self._kv, scope, receive, identity, account, parameters, caller)
        )

    def _refuse_method(self, method: str, path: str) -> Response:
        """The answer where a path has no route of this method, or none at all."""
        methods = self._routes.list_methods(path)
        found = self._routes.find(methods[0], path) if methods else None
        if found is None or not _ACCOUNT.fullmatch(found[1].get("account", "0" * 32)):
            return _refuse_path(path)
        if method == "OPTIONS":
            return Response(status_code=204, headers={"allow": format_allow(methods)})
        refusal = {"code": 10405, "message": "Method not allowed for this authentication scheme"}
        response = fail(405, refusal)
        response.headers["allow"] = format_allow(methods)
        return response


def _refuse_path(path: str) -> Response:
    message = f"Could not route to {path}, perhaps your object identifier is invalid?"
    return fail(400, {"code": 7003, "message": message})
