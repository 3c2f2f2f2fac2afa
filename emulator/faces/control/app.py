"""In front of the control face: who may ask, which route is meant, and what is said of mistakes."""

import re
from collections.abc import Mapping
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
from fakeflare.emulator.faces.control.routes import PREFIX, ROUTES, Route
from fakeflare.emulator.faces.refusals import say
from fakeflare.emulator.http.bodies import RequestTooLarge
from fakeflare.emulator.http.requests import find_header
from fakeflare.emulator.http.tokens import Token
from fakeflare.emulator.messages.errors import MessageInvalid

_VERSION = f"{PREFIX}/v1"

DOCUMENT = f"{PREFIX}/openapi.json"

_CHANGES = frozenset({"POST", "PATCH", "PUT", "DELETE"})


class ControlApp:
    """The control face: an ASGI app for paths below `/_fakeflare`."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._fixed = {f"{_VERSION}{path}": methods for path, methods in ROUTES.items() if "{" not in path}
        self._named = [
            (re.compile(_VERSION + re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)), methods)
            for path, methods in ROUTES.items()
            if "{" in path
        ]

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
        methods, parameters = self._find(path)
        if path == DOCUMENT and scope["method"] in ("GET", "HEAD"):
            return answer(build_document())
        if not methods:
            raise Refused(404, f"the control face has nothing at {path}; {DOCUMENT} says what there is")
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        route = methods.get(method)
        if route is None:
            return _answer_method(method, methods)
        writes = method in _CHANGES
        if writes and find_header(scope, b"content-type") is not None:
            check_content_type(scope)
        request = ControlRequest(
            self._emulator, scope, receive, self._find_grants(scope, route), parameters, writes
        )
        if route.reach == "emulator":
            request.check_account(None)
        return await route.handle(request)

    def _find(self, path: str) -> tuple[Mapping[str, Route], dict[str, str]]:
        if fixed := self._fixed.get(path):
            return fixed, {}
        for pattern, methods in self._named:
            if found := pattern.fullmatch(path):
                return methods, {name: unquote(text) for name, text in found.groupdict().items()}
        return {}, {}

    def _find_grants(self, scope: Scope, route: Route) -> tuple[Token, ...]:
        """What the token opens. Raises `Refused`."""
        tokens = self._emulator.tokens
        if route.reach == "open" or not tokens.configured:
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


def _answer_method(method: str, methods: Mapping[str, Route]) -> Response:
    allow = ", ".join([*methods, *(["HEAD"] if "GET" in methods else []), "OPTIONS"])
    response = (
        Response(status_code=204)
        if method == "OPTIONS"
        else refuse(405, f"{method} is not among the methods of this path: {allow}")
    )
    response.headers["allow"] = allow
    return response
