"""The emulator as one ASGI app: opens the store, builds the service, sends each request to its door."""

import asyncio
import contextlib
import functools
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from fakeflare.emulator.conditions.clock import Clock, SystemClock
from fakeflare.emulator.conditions.conditions import Conditions
from fakeflare.emulator.conditions.store import ConditionedStore
from fakeflare.emulator.domain.operation import Door
from fakeflare.emulator.faces.binding.envelopes import is_binding_request
from fakeflare.emulator.faces.rest.app import PREFIX, create_rest
from fakeflare.emulator.faces.rest.envelope import fail
from fakeflare.emulator.http.hosts import HostCheck
from fakeflare.emulator.http.requests import find_header
from fakeflare.emulator.http.tokens import Tokens
from fakeflare.emulator.passage import pass_through
from fakeflare.emulator.service.expiry import Sweeper
from fakeflare.emulator.service.kv import KV, build_kv
from fakeflare.emulator.settings import DEFAULT_ACCOUNT_ID, Settings
from fakeflare.emulator.storage.engines import open_store
from fakeflare.emulator.storage.location import find_folder
from fakeflare.emulator.storage.store import Store, StoreError

_log = logging.getLogger("fakeflare")

_INDEX = f"""fakeflare: Cloudflare Workers KV on your own machine
REST     {PREFIX}/accounts/{DEFAULT_ACCOUNT_ID}/storage/kv/namespaces
binding  any path, with the header CF-KV-Namespace: ID
control  /_fakeflare/v1, described by /_fakeflare/openapi.json
"""


class CannotOpen(Exception):
    """The emulator cannot start on this folder; `str()` is one line for a person."""


class Emulator(NamedTuple):
    """One that runs: what answers its requests, and the floors below, for who shares its process."""

    app: ASGIApp
    kv: KV
    store: Store
    conditions: Conditions


@contextlib.asynccontextmanager
async def open_app(settings: Settings, clock: Clock | None = None) -> AsyncIterator[ASGIApp]:
    """The running emulator, its sweeper included, without a socket. Raises `CannotOpen`."""
    async with open_emulator(settings, clock) as emulator:
        yield emulator.app


@contextlib.asynccontextmanager
async def open_emulator(settings: Settings, clock: Clock | None = None) -> AsyncIterator[Emulator]:
    """The same with the service in reach; to be asked in the loop that it was opened in."""
    conditions = Conditions(clock or SystemClock())
    try:
        store = ConditionedStore(await open_store(settings.location), conditions)
    except StoreError as error:
        raise CannotOpen(str(error)) from None
    try:
        kv = build_kv(store, conditions.clock, settings.account)
        for bound in settings.bindings:
            await kv.namespaces.register(bound.id, bound.title)
            kv.namespaces.bind(bound.binding, bound.id)
        if settings.seed is not None:
            await _sow(settings.seed, store, conditions, kv)
        sweeping = asyncio.create_task(Sweeper(store, conditions.clock).run())
        try:
            yield Emulator(create_app(kv, settings, conditions, store), kv, store, conditions)
        finally:
            sweeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await sweeping
    finally:
        await store.close()


async def _sow(seed: Path, store: Store, conditions: Conditions, kv: KV) -> None:
    from fakeflare.emulator.domain.problems import StateInvalid
    from fakeflare.emulator.service.seed_files import read_seed
    from fakeflare.emulator.service.state import build_state

    try:
        spec = read_seed(seed)
    except StateInvalid as error:
        raise CannotOpen(str(error)) from None
    try:
        await build_state(store, conditions, kv).seed(spec)
    except StateInvalid as error:
        raise CannotOpen(f"{seed}: {error}") from None


def create_app(kv: KV, settings: Settings, conditions: Conditions, store: Store) -> ASGIApp:
    """The doors over a service that is already open; has no lifespan."""
    doors = _Doors(kv, settings, conditions, store)

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        try:
            door, app = doors.choose(scope)
            if door is None:
                await app(scope, receive, send)
            else:
                await pass_through(app, door, conditions, scope, receive, send)
        except ConnectionResetError:
            raise
        except Exception:  # noqa: BLE001 - whatever it was, it is logged
            _log.exception("%s %s failed", scope["method"], scope["path"])
            failure = {"code": 10500, "message": "Internal server error"}  # choice
            await fail(500, failure)(scope, receive, send)

    return serve


class _Doors:
    """The faces over one service."""

    def __init__(self, kv: KV, settings: Settings, conditions: Conditions, store: Store) -> None:
        self._kv = kv
        self._settings = settings
        self._conditions = conditions
        self._store = store
        self._tokens = Tokens(settings.tokens)
        self._host_check = HostCheck(settings.bound_host)
        self._rest = create_rest(kv, self._tokens, conditions.limits)

    @functools.cached_property
    def _binding(self) -> ASGIApp:
        # Imported when it is first asked for: who speaks REST alone is answered earlier.
        from fakeflare.emulator.faces.binding.app import create_binding

        return create_binding(self._kv, self._tokens)

    @functools.cached_property
    def _control(self) -> ASGIApp:
        from fakeflare.emulator.faces.control.app import create_control
        from fakeflare.emulator.faces.control.requests import Info, Premises
        from fakeflare.emulator.service.state import build_state

        store, clock = self._store, self._conditions.clock
        info = Info(
            data=find_folder(self._settings.location),
            account=self._settings.account,
            count_pairs=lambda: store.count_pairs(clock.now()),
            sweep=Sweeper(store, clock).sweep,
        )
        state = build_state(store, self._conditions, self._kv)
        return create_control(Premises(self._kv, state, self._conditions, info), self._tokens)

    def choose(self, scope: Scope) -> tuple[Door | None, ASGIApp]:
        """The door that a request means, with its app; for those that mean none, an answer."""
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
    """Paths that no door claims."""
    if any(name == b"upgrade" for name, _ in scope["headers"]):
        # Miniflare 4 tries a WebSocket before each operation and goes on without it after a 400.
        return PlainTextResponse("fakeflare speaks no WebSocket here\n", 400)
    if scope["path"] == "/" and scope["method"] in ("GET", "HEAD"):
        return PlainTextResponse(_INDEX)
    return PlainTextResponse(f"fakeflare has nothing at {scope['path']}\n\n{_INDEX}", 404)
