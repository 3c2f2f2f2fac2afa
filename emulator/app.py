"""The emulator as one ASGI app: opens the store, builds the service, sends each request to its face."""

import asyncio
import contextlib
import functools
import logging
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from fakeflare.emulator.conditions.conditions import Conditions
from fakeflare.emulator.context import Emulator
from fakeflare.emulator.domain.clock import Clock, SystemClock
from fakeflare.emulator.domain.operation import Door
from fakeflare.emulator.faces.binding.envelopes import is_binding_request
from fakeflare.emulator.faces.rest.app import RestApp
from fakeflare.emulator.faces.rest.envelope import fail
from fakeflare.emulator.faces.rest.routes import PREFIX
from fakeflare.emulator.http.hosts import HostCheck
from fakeflare.emulator.http.requests import find_header
from fakeflare.emulator.recording import record_request
from fakeflare.emulator.settings import DEFAULT_ACCOUNT_ID, Settings
from fakeflare.emulator.storage.engines import open_store
from fakeflare.emulator.storage.store import StoreError

_log = logging.getLogger("fakeflare")

_INDEX = f"""fakeflare: Cloudflare Workers KV on your own machine
REST     {PREFIX}/accounts/{DEFAULT_ACCOUNT_ID}/storage/kv/namespaces
binding  any path, with the header CF-KV-Namespace: ID
control  /_fakeflare/v1, described by /_fakeflare/openapi.json
"""


class CannotOpen(Exception):
    """The emulator cannot start on this folder; `str()` is one line for a person."""


@contextlib.asynccontextmanager
async def open_app(settings: Settings, clock: Clock | None = None) -> AsyncIterator[ASGIApp]:
    """The running emulator, its sweeper included, without a socket. Raises `CannotOpen`."""
    async with open_emulator(settings, clock) as emulator:
        yield create_app(emulator)


@contextlib.asynccontextmanager
async def open_emulator(settings: Settings, clock: Clock | None = None) -> AsyncIterator[Emulator]:
    """The same with the service in reach; to be asked in the loop that it was opened in."""
    try:
        store = await open_store(settings.location)
    except StoreError as error:
        raise CannotOpen(str(error)) from None
    try:
        emulator = Emulator(store, Conditions(store, clock or SystemClock()), settings)
        await _fill(emulator)
        sweeping = asyncio.create_task(emulator.sweeper.run())
        try:
            yield emulator
        finally:
            sweeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await sweeping
    finally:
        await store.close()


async def _fill(emulator: Emulator) -> None:
    """Make what the settings name: the namespaces of bindings, then the pairs of a seed."""
    namespaces, settings = emulator.kv.namespaces, emulator.settings
    for bound in settings.bindings:
        await namespaces.register(bound.id, bound.title)
        namespaces.bind(bound.binding, bound.id)
    if settings.seed is not None:
        await _sow(emulator, settings.seed)


async def _sow(emulator: Emulator, seed: Path) -> None:
    # start-up: most runs have no seed
    from fakeflare.emulator.domain.problems import StateInvalid
    from fakeflare.emulator.service.seed_files import read_seed

    try:
        spec = read_seed(seed)
    except StateInvalid as error:
        raise CannotOpen(str(error)) from None
    try:
        await emulator.state.seed(spec)
    except StateInvalid as error:
        raise CannotOpen(f"{seed}: {error}") from None


def create_app(emulator: Emulator) -> ASGIApp:
    """The faces over an emulator that is already open; has no lifespan."""
    faces = _Faces(emulator)

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        try:
            name, app = faces.choose(scope)
            if name is None:
                await app(scope, receive, send)
            else:
                await record_request(app, name, emulator, scope, receive, send)
        except ConnectionResetError:
            raise
        except Exception:  # noqa: BLE001 - whatever it was, it is logged
            _log.exception("%s %s failed", scope["method"], scope["path"])
            failure = {"code": 10500, "message": "Internal server error"}  # choice
            await fail(500, failure)(scope, receive, send)

    return serve


class _Faces:
    """The faces of one emulator."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._host_check = HostCheck(emulator.settings.bound_host)
        self._rest = RestApp(emulator)

    @functools.cached_property
    def _binding(self) -> ASGIApp:
        # start-up: who speaks REST alone is answered earlier
        from fakeflare.emulator.faces.binding.app import BindingApp

        return BindingApp(self._emulator)

    @functools.cached_property
    def _control(self) -> ASGIApp:
        # start-up: as above
        from fakeflare.emulator.faces.control.app import ControlApp

        return ControlApp(self._emulator)

    def choose(self, scope: Scope) -> tuple[Door | None, ASGIApp]:
        """The app that answers a request, with the name that the journal has for its face, if it has any."""
        host = find_header(scope, b"host")
        if not self._host_check.accepts(host):
            return None, _refuse_host(host)
        if is_binding_request(scope):
            return "binding", self._binding
        if f"{scope['path']}/".startswith(f"{PREFIX}/"):
            return "rest", self._rest
        if f"{scope['path']}/".startswith("/_fakeflare/"):
            return None, self._control
        return None, _answer_elsewhere(scope)


def _refuse_host(host: str | None) -> Response:
    return PlainTextResponse(
        f'fakeflare listens on this machine only and was asked as "{host}"; '
        "start it with --host to answer under other names\n",
        403,
    )


def _answer_elsewhere(scope: Scope) -> Response:
    """Answer for the paths that no face claims."""
    if any(name == b"upgrade" for name, _ in scope["headers"]):
        # Miniflare 4 tries a WebSocket before each operation and goes on without it after a 400.
        return PlainTextResponse("fakeflare speaks no WebSocket here\n", 400)
    if scope["path"] == "/" and scope["method"] in ("GET", "HEAD"):
        return PlainTextResponse(_INDEX)
    return PlainTextResponse(f"fakeflare has nothing at {scope['path']}\n\n{_INDEX}", 404)
