"""`fakeflare dev`: an emulator and a Worker in one process, until a signal."""

import asyncio
import contextlib
import logging
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import httpx

from fakeflare.emulator.server.serving import serve
from fakeflare.emulator.server.sockets import CannotStart, bind, format_url
from fakeflare.worker.bindings.kv.wire import Carrier
from fakeflare.worker.bindings.transport import AppTransport
from fakeflare.worker.runtime.dev.banner import Addresses
from fakeflare.worker.runtime.dev.reloading import DevSession
from fakeflare.worker.runtime.load.projects import Choices, Project
from fakeflare.worker.runtime.serve.outgoing import BodyBroken
from fakeflare.worker.runtime.serve.requests_log import RequestsLog
from fakeflare.worker.runtime.serve.worker_app import WorkerApp
from fakeflare.worker.runtime.workers.workers import WorkersOptions

if TYPE_CHECKING:
    import socket

    from starlette.types import ASGIApp


_DRAIN_SECONDS = 0.3
"""Together with what the server grants its connections, less than a second."""

_END_SECONDS = 2.0
"""More than all of that, on a busy machine too."""


@dataclass(frozen=True)
class RunOptions:
    """What the command line decides about one run."""

    host: str
    port: int
    api_port: int
    data: Path | None
    """None keeps everything in memory."""
    workers: WorkersOptions
    emulator: str | None = None
    """The URL of a running emulator to use instead of one of our own."""
    has_reload: bool = True
    seed: Path | None = None
    """A file whose pairs are written into an emulator of our own at each start."""


@dataclass(frozen=True)
class _Backend:
    """The KV service of a run: a way to it for the Workers, and an app to serve if it is our own."""

    carrier: Carrier
    app: "ASGIApp | None" = None


async def develop(
    project: Project,
    choices: Choices,
    environ: Mapping[str, str],
    options: RunOptions,
    announce: Callable[[Addresses], None],
) -> None:
    """Run until SIGINT or SIGTERM; `announce` is called once Worker and emulator answer.

    Raises CannotStart, CannotOpen, WorkerError; without reload LoadError too.
    """
    with contextlib.ExitStack() as sockets:
        worker_socket = sockets.enter_context(bind(options.host, options.port))
        api_socket = None if options.emulator else sockets.enter_context(bind(options.host, options.api_port))
        async with _open_backend(project, options) as backend:
            session = DevSession(project, choices, environ, backend.carrier, options.workers, _DRAIN_SECONDS)
            try:
                said = await session.open(must_load=not options.has_reload)
                await _serve(session, backend, worker_socket, api_socket, options, announce, said)
            finally:
                await session.close()


async def _serve(
    session: DevSession,
    backend: _Backend,
    worker_socket: "socket.socket",
    api_socket: "socket.socket | None",
    options: RunOptions,
    announce: Callable[[Addresses], None],
    said: str,
) -> None:
    app = WorkerApp(session.current, RequestsLog())
    pairs: list[tuple[ASGIApp, socket.socket]] = [(app, worker_socket)]
    if api_socket is not None and backend.app is not None:
        pairs.append((backend.app, api_socket))
    api = str(options.emulator) if api_socket is None else format_url(api_socket)
    addresses = Addresses(format_url(worker_socket), api)

    def ready() -> None:
        _limit_the_end()
        announce(addresses)
        sys.stdout.write(said)
        sys.stdout.flush()

    logging.getLogger("uvicorn.error").addFilter(_is_news)
    following: asyncio.Task[None] | None = None
    if options.has_reload:
        skipped = () if options.data is None else (options.data,)
        following = asyncio.create_task(session.follow_changes(skipped))
    try:
        await serve(*pairs, ready=ready, websockets=(app,))
    finally:
        if following is not None:
            following.cancel()


def _limit_the_end() -> None:
    """After a signal, do not wait for code that never gives the loop a turn. To be called once the server
    has set its own handlers, which it takes back itself."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _make_handler(signal.getsignal(number)))


def _make_handler(end: Any) -> Callable[[int, FrameType | None], None]:
    def handle(number: int, frame: FrameType | None) -> None:
        timer = threading.Timer(_END_SECONDS, _end_hard)
        timer.daemon = True
        timer.start()
        end(number, frame)

    return handle


def _end_hard() -> None:
    sys.stderr.write("fakeflare: a handler did not give way and was cut off\n")
    sys.stderr.flush()
    # every acknowledged write is on the disk
    os._exit(0)


def _is_news(record: logging.LogRecord) -> bool:
    """Whether uvicorn tells what has not been told: a body that failed has. Of an upgrade that was refused
    with a whole response it says that the handshake is incomplete."""
    if record.getMessage().startswith("ASGI callable returned without completing handshake"):
        return False
    return record.exc_info is None or record.exc_info[0] is not BodyBroken


@contextlib.asynccontextmanager
async def _open_backend(project: Project, options: RunOptions) -> AsyncIterator[_Backend]:
    if options.emulator is not None:
        async with httpx.AsyncClient(base_url=options.emulator, trust_env=False, timeout=60.0) as client:
            await _check_emulator(client, options.emulator)
            yield _Backend(client)
        return
    # start-up: with `--emulator` none of it is needed
    from fakeflare.emulator.app import open_app
    from fakeflare.worker.bindings.emulator_settings import make_settings

    settings = make_settings(project.configs, data=options.data, bound_host=options.host, seed=options.seed)
    async with open_app(settings) as app:
        yield _Backend(AppTransport(app), app)


async def _check_emulator(client: httpx.AsyncClient, url: str) -> None:
    try:
        answer = await client.get("/")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise CannotStart(f"no emulator answers at {url}: {error or type(error).__name__}") from None
    if not answer.text.startswith("fakeflare"):
        raise CannotStart(f"what answers at {url} is no `fakeflare serve`")
