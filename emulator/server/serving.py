"""uvicorn: one or more ASGI apps in one event loop, until a signal comes or a block ends. Opens no socket."""

import asyncio
import contextlib
import gc
import logging
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from fakeflare.emulator.server.http_protocol import ReasonProtocol

_GRACE_SECONDS = 0.4
"""What requests get to finish after a signal; the process is gone within a second."""

_MAX_MESSAGE_BYTES = 32 * 1024 * 1024
"""Of a WebSocket (cloudflare-docs: src/content/docs/workers/platform/limits.mdx)."""


class _QuietEnd(logging.Filter):
    """Drops what uvicorn says of requests that a signal cut short: ending is no error."""

    def filter(self, record: logging.LogRecord) -> bool:
        is_cancelled = record.exc_info is not None and record.exc_info[0] is asyncio.CancelledError
        return not is_cancelled and "timeout graceful shutdown exceeded" not in record.getMessage()


class _Server(uvicorn.Server):
    """Leaves the signals to `serve`, which may run several."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _open_websocket(**options: Any) -> asyncio.Protocol:
    """A connection that is upgraded; the package is imported with the first."""
    # start-up: most runs are never asked for an upgrade
    from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

    return WebSocketsSansIOProtocol(**options)


def _create_server(app: ASGIApp, access_log: bool, has_websockets: bool) -> _Server:
    uvicorn_log = logging.getLogger("uvicorn.error")
    if not any(isinstance(known, _QuietEnd) for known in uvicorn_log.filters):
        uvicorn_log.addFilter(_QuietEnd())
    config = uvicorn.Config(
        app,
        http=ReasonProtocol,
        # only ever called, like a class
        ws=_open_websocket if has_websockets else "none",  # type: ignore[arg-type]
        ws_max_size=_MAX_MESSAGE_BYTES,
        ws_ping_interval=None,
        lifespan="off",
        log_config=None,
        access_log=access_log,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=75,
    )
    config.timeout_graceful_shutdown = _GRACE_SECONDS  # type: ignore[assignment] # only ever handed to wait_for
    return _Server(config)


@contextlib.asynccontextmanager
async def running(
    *pairs: tuple[ASGIApp, socket.socket], access_log: bool = False, websockets: Sequence[ASGIApp] = ()
) -> AsyncIterator[None]:
    """Every app answers on its socket inside the block; sockets are closed after it. The apps in
    `websockets` are asked for upgrades too."""
    servers = [_create_server(app, access_log, app in websockets) for app, _ in pairs]
    tasks = [
        asyncio.create_task(server.serve(sockets=[sock]))
        for server, (_, sock) in zip(servers, pairs, strict=True)
    ]
    try:
        while not all(server.started for server in servers):  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0)
        yield
    finally:
        for server in servers:
            server.should_exit = True
        await asyncio.gather(*tasks)


async def serve(
    *pairs: tuple[ASGIApp, socket.socket],
    ready: Callable[[], None],
    access_log: bool = False,
    websockets: Sequence[ASGIApp] = (),
) -> None:
    """Run every app on its socket until SIGINT or SIGTERM; `ready` is called once all of them answer."""
    stopped = asyncio.Event()
    with _signals_set(stopped):
        async with running(*pairs, access_log=access_log, websockets=websockets):
            ready()
            # What start-up made stays: the collector need not look at it again. What requests make is
            # gone with them, almost never in a cycle: it need not look after every 700 objects either.
            gc.freeze()
            gc.set_threshold(10_000, 10, 10)
            gc.enable()
            await stopped.wait()


@contextlib.contextmanager
def _signals_set(event: asyncio.Event) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    previous = {
        number: signal.signal(number, lambda *_: loop.call_soon_threadsafe(event.set))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
