"""The emulator as one ASGI app: opens the store, builds the service, sends each request to its door."""

import asyncio
import contextlib
import functools
import logging
from collections.abc import AsyncIterator

from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from emulator.faces.binding.requests import is_binding_request
from emulator.faces.rest.envelope import fail
from emulator.faces.rest.gateway import PREFIX, create_rest
from emulator.http.hosts import HostCheck
from emulator.http.requests import find_header
from emulator.http.tokens import Tokens
from emulator.service.clock import Clock, SystemClock
from emulator.service.expiry import Sweeper
from emulator.service.kv import KV, build_kv
from emulator.settings import DEFAULT_ACCOUNT_ID, Settings
from emulator.storage.sqlite.store import open_store
from emulator.storage.store import StoreError

_log = logging.getLogger("fakeflare")

_INDEX = f"""fakeflare: Cloudflare Workers KV on your own machine
REST     {PREFIX}/accounts/{DEFAULT_ACCOUNT_ID}/storage/kv/namespaces
binding  any path, with the header CF-KV-Namespace: ID
"""


class CannotOpen(Exception):
    """The emulator cannot start on this folder; `str()` is one line for a person."""


@contextlib.asynccontextmanager
async def open_app(settings: Settings, clock: Clock | None = None) -> AsyncIterator[ASGIApp]:
    """The running emulator, its sweeper included, without a socket. Raises `CannotOpen`."""
    clock = clock or SystemClock()
    try:
        store = await open_store(settings.data)
    except StoreError as error:
        raise CannotOpen(str(error)) from None
    try:
        kv = build_kv(store, clock, DEFAULT_ACCOUNT_ID)
        for bound in settings.bindings:
            await kv.namespaces.register(bound.id, bound.title)
            kv.namespaces.bind(bound.binding, bound.id)
        sweeping = asyncio.create_task(Sweeper(store, clock).run())
        try:
            yield create_app(kv, settings)
        finally:
            sweeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await sweeping
    finally:
        await store.close()


def create_app(kv: KV, settings: Settings) -> ASGIApp:
    """The doors over a service that is already open; has no lifespan."""
    doors = _Doors(kv, settings)

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        try:
            await doors.choose(scope)(scope, receive, send)
        except Exception:  # noqa: BLE001 - whatever it was, it is logged
            _log.exception("%s %s failed", scope["method"], scope["path"])
            failure = {"code": 10500, "message": "Internal server error"}  # choice
            await fail(500, failure)(scope, receive, send)

    return serve


class _Doors:
    """The faces over one service."""

    def __init__(self, kv: KV, settings: Settings) -> None:
        self._kv = kv
        self._tokens = Tokens(settings.tokens)
        self._host_check = HostCheck(settings.bound_host)
        self._rest = create_rest(kv, self._tokens)

    @functools.cached_property
    def _binding(self) -> ASGIApp:
        # Imported when it is first asked for: who speaks REST alone is answered earlier.
        from emulator.faces.binding.protocol import create_binding

        return create_binding(self._kv, self._tokens)

    def choose(self, scope: Scope) -> ASGIApp:
        """The door that a request means, or an answer for those that mean none."""
        host = find_header(scope, b"host")
        if not self._host_check.accepts(host):
            return _refuse_host(host)
        if is_binding_request(scope):
            return self._binding
        if f"{scope['path']}/".startswith(f"{PREFIX}/"):
            return self._rest
        return _answer_elsewhere(scope)


def _refuse_host(host: str | None) -> Response:
    return PlainTextResponse(
        f'fakeflare listens on this machine only and was asked as "{host}"; '
        "start it with --host to answer under other names\n",
        403,
    )


def _answer_elsewhere(scope: Scope) -> Response:
    """Paths that no door claims."""
    if scope["path"].startswith("/_fakeflare"):
        return JSONResponse({"error": "the control face is not emulated by this version of fakeflare"}, 404)
    if any(name == b"upgrade" for name, _ in scope["headers"]):
        # Miniflare 4 tries a WebSocket before each operation and goes on without it after a 400.
        return PlainTextResponse("fakeflare speaks no WebSocket here\n", 400)
    if scope["path"] == "/" and scope["method"] in ("GET", "HEAD"):
        return PlainTextResponse(_INDEX)
    return PlainTextResponse(f"fakeflare has nothing at {scope['path']}\n\n{_INDEX}", 404)
