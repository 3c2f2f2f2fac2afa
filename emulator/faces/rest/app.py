"""Cloudflare's gateway in front of KV: routes over the raw path, then methods, credentials, errors."""

import re
from collections.abc import Mapping

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import compile_path
from starlette.types import Receive, Scope, Send

from fakeflare.emulator.context import Emulator
from fakeflare.emulator.domain.errors import KVError
from fakeflare.emulator.faces.answers import answer
from fakeflare.emulator.faces.rest import accounts, bulk, keys, namespaces, values
from fakeflare.emulator.faces.rest.authentication import Authentication, Denied, authorize
from fakeflare.emulator.faces.rest.envelope import fail
from fakeflare.emulator.faces.rest.errors import refuse
from fakeflare.emulator.faces.rest.requests import Operation, RestRequest
from fakeflare.emulator.http.bodies import RequestTooLarge

PREFIX = "/client/v4"

_NAMESPACES = f"{PREFIX}/accounts/{{account}}/storage/kv/namespaces"
_NAMESPACE = f"{_NAMESPACES}/{{namespace}}"

_ACCOUNT = re.compile(r"[0-9a-fA-F]{32}")

# Most asked first: one route is tried after the other.
_ROUTES: Mapping[str, Mapping[str, Operation]] = {
    f"{_NAMESPACE}/values/{{key:path}}": {
        "GET": Operation(values.get_value, "get"),
        "PUT": Operation(values.put_value, "put", writes=True),
        "DELETE": Operation(values.delete_value, "remove key", writes=True),
    },
    f"{_NAMESPACE}/metadata/{{key:path}}": {"GET": Operation(keys.get_metadata, "metadata")},
    f"{_NAMESPACE}/keys": {"GET": Operation(keys.list_keys, "list keys")},
    f"{_NAMESPACE}/bulk/get": {"POST": Operation(bulk.get_values, "bulk get keys")},
    f"{_NAMESPACE}/bulk/delete": {"POST": Operation(bulk.delete_keys, "bulk remove keys", writes=True)},
    f"{_NAMESPACE}/bulk": {
        "PUT": Operation(bulk.put_pairs, "bulk put", writes=True),
        "DELETE": Operation(bulk.delete_keys, "bulk remove keys", writes=True),
    },
    _NAMESPACE: {
        "GET": Operation(namespaces.get_namespace, "get namespace"),
        # Since 2026 these answer without a prefix (recorded 29 Sep 2026).
        "PUT": Operation(namespaces.rename_namespace, writes=True),
        "DELETE": Operation(namespaces.delete_namespace, writes=True),
    },
    _NAMESPACES: {
        "GET": Operation(namespaces.list_namespaces, "list namespaces"),
        "POST": Operation(namespaces.create_namespace, writes=True),
    },
    f"{PREFIX}/user/tokens/verify": {"GET": Operation(accounts.verify_user_token, realm="verify")},
    f"{PREFIX}/user": {"GET": Operation(accounts.get_user, realm="user")},
    f"{PREFIX}/memberships": {"GET": Operation(accounts.list_memberships, realm="user")},
    f"{PREFIX}/accounts": {"GET": Operation(accounts.list_accounts, realm="user")},
    f"{PREFIX}/accounts/{{account}}": {"GET": Operation(accounts.get_account, realm="user")},
    f"{PREFIX}/accounts/{{account}}/tokens/verify": {
        "GET": Operation(accounts.verify_account_token, realm="verify")
    },
}


class RestApp:
    """The REST face: an ASGI app for paths below `/client/v4`."""

    def __init__(self, emulator: Emulator) -> None:
        authentication = Authentication(emulator.tokens)
        self._resources = [
            (compile_path(path)[0].match, _Resource(emulator, authentication, operations))
            for path, operations in _ROUTES.items()
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Routes match what was sent, percent-encoded: a key keeps its bytes, `%2F` is no separator.
        path = scope["raw_path"].decode("latin-1")
        for match, resource in self._resources:
            if found := match(path):
                scope["path_params"] = found.groupdict()
                await resource(scope, receive, send)
                return
        await answer(_refuse_route(scope), scope, receive, send)


def _refuse_route(scope: Scope) -> Response:
    path = scope["raw_path"].decode("latin-1")
    message = f"Could not route to {path}, perhaps your object identifier is invalid?"
    return fail(400, {"code": 7003, "message": message})


class _Resource:
    """One route: finds the operation of the method and answers for everything that stops it."""

    def __init__(
        self,
        emulator: Emulator,
        authentication: Authentication,
        operations: Mapping[str, Operation],
    ) -> None:
        self._kv = emulator.kv
        self._limits = emulator.conditions.limits
        self._authentication = authentication
        self._operations = operations
        self._allow = ", ".join([*operations, *(["HEAD"] if "GET" in operations else []), "OPTIONS"])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            response = await self._answer(scope, receive)
        except ClientDisconnect:
            return
        if scope["method"] == "HEAD":
            response.body = b""  # its length stands in the headers already
        await answer(response, scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Response:
        account = scope["path_params"].get("account", "")
        if account and not _ACCOUNT.fullmatch(account):
            return _refuse_route(scope)
        method = scope["method"]
        if method == "OPTIONS":
            return Response(status_code=204, headers={"allow": self._allow})
        operation = self._operations.get("GET" if method == "HEAD" else method)
        if operation is None:
            refusal = {"code": 10405, "message": "Method not allowed for this authentication scheme"}
            response = fail(405, refusal)
            response.headers["allow"] = self._allow
            return response
        try:
            identity = self._authentication.authenticate(scope, operation.realm)
            self._limits.admit(identity)
            if account:
                account = account.lower()
                authorize(identity, account, operation.writes)
            return await operation.handle(RestRequest(self._kv, scope, receive, identity, account))
        except Denied as denied:
            return fail(denied.status, denied.failure)
        except KVError as error:
            return refuse(error, operation.name)
        except RequestTooLarge:
            # The gateway refuses before the service sees the request, and not in JSON.
            return Response("<html>413 Request Entity Too Large</html>\n", 413, media_type="text/html")
