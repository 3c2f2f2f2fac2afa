"""In front of the control face: who may ask, which route is meant, and what is said of mistakes."""

from collections.abc import Sequence
from urllib.parse import unquote

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from fakeflare.emulator.context import Emulator
from fakeflare.emulator.domain.errors import KVError, NamespaceNotFound
from fakeflare.emulator.domain.problems import StateInvalid
from fakeflare.emulator.domain.snapshots import SnapshotNotFound
from fakeflare.emulator.faces.control.openapi import build_document
from fakeflare.emulator.faces.control.requests import (
    ControlRequest,
    Refused,
    answer,
    check_content_type,
    refuse,
)
from fakeflare.emulator.faces.control.routes import PREFIX, ROUTES
from fakeflare.emulator.faces.refusals import say
from fakeflare.emulator.faces.routes import Route, RouteTable, format_allow
from fakeflare.emulator.http.bodies import RequestTooLarge
from fakeflare.emulator.http.requests import find_header
from fakeflare.emulator.http.tokens import Token
from fakeflare.emulator.messages.errors import MessageInvalid

_VERSION = f"{PREFIX}/v1"

DOCUMENT = f"{PREFIX}/openapi.json"


class ControlApp:
    """The control face: an ASGI app for paths below `/_fakeflare`."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._routes = RouteTable(ROUTES, _VERSION)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            response = await self._answer(scope, receive)
        except ClientDisconnect:
            return
        if scope["method"] == "HEAD":
            response = Response(status_code=response.status_code, headers=dict(response.headers))
        await response(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Response:
        try:
            check_origin(scope)
            return await self._route(scope, receive)
        except Refused as refusal:
            return refuse(refusal.status, str(refusal), refusal.field)
        except MessageInvalid as error:
            return refuse(400, str(error), error.field)
        except StateInvalid as error:
            return refuse(400, str(error))
        except SnapshotNotFound as error:
            return refuse(404, f'there is no snapshot "{error.name}"')
        except KVError as error:
            return refuse(404 if isinstance(error, NamespaceNotFound) else 400, say(error))
        except RequestTooLarge:
            return refuse(413, "the body is larger than 100 MB; an import may be")

    async def _route(self, scope: Scope, receive: Receive) -> Response:
        # as it was sent: a namespace's title may hold what a path is divided by
        path = scope["raw_path"].decode("latin-1").partition("?")[0]
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        if path == DOCUMENT and method == "GET":
            return answer(build_document())
        found = self._routes.find(method, path)
        if found is None:
            return _refuse_method(method, path, self._routes.list_methods(path))
        route, parameters = found
        if route.writes and find_header(scope, b"content-type") is not None:
            check_content_type(scope)
        names = {name: unquote(text) for name, text in parameters.items()}
        grants = self._find_grants(scope, route)
        request = ControlRequest(self._emulator, scope, receive, grants, names, route.writes)
        if route.access == "emulator":
            request.check_account(None)
        return await route.handle(request)

    def _find_grants(self, scope: Scope, route: Route[ControlRequest]) -> tuple[Token, ...]:
        """What the token opens. Raises `Refused`."""
        tokens = self._emulator.tokens
        if route.access == "open" or not tokens.configured:
            return (Token(""),)
        scheme, _, value = (find_header(scope, b"authorization") or "").partition(" ")
        grants = tokens.find(value) if scheme.lower() == "bearer" else ()
        if not grants:
            raise Refused(401, 'tokens are configured: send one, with "Authorization: Bearer TOKEN"')
        return grants


def check_origin(scope: Scope) -> None:
    """Pages of other origins get nothing, not even an answer that they could not read. Raises `Refused`."""
    origin, site = find_header(scope, b"origin"), find_header(scope, b"sec-fetch-site")
    own = f"{scope.get('scheme', 'http')}://{find_header(scope, b'host') or ''}"
    if origin not in (None, own):
        raise Refused(403, f'the control face is not for pages of "{origin}"')
    if site not in (None, "same-origin", "none"):
        raise Refused(403, "the control face is not for pages of other sites")


def _refuse_method(method: str, path: str, methods: Sequence[str]) -> Response:
    """The answer where a path has no route of this method, only of `methods`. Raises `Refused`."""
    if not methods:
        raise Refused(404, f"the control face has nothing at {path}; {DOCUMENT} says what there is")
    allow = format_allow(methods)
    response = (
        Response(status_code=204)
        if method == "OPTIONS"
        else refuse(405, f"{method} is not among the methods of this path: {allow}")
    )
    response.headers["allow"] = allow
    return response
