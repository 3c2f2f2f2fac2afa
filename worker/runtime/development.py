"""`fakeflare dev`: an emulator and a Worker in one process, until a signal."""

import contextlib
import io
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
from starlette.types import ASGIApp

from emulator.app import open_app
from emulator.server import bind, format_url, serve
from emulator.settings import BoundNamespace, Settings
from worker.bindings.env import make_env
from worker.config.config import Config
from worker.runtime.background import Background
from worker.runtime.flags import compute_flags
from worker.runtime.gateway import Gateway
from worker.runtime.outbound import Outbound
from worker.runtime.program import Program
from worker.runtime.routes import Route
from worker.runtime.world import World

_DRAIN_SECONDS = 0.3
"""Together with what the server grants its connections, less than a second."""


@dataclass(frozen=True)
class Options:
    """What the command line decides about one run."""

    host: str
    port: int
    api_port: int
    data: Path | None
    """None keeps everything in memory."""
    routes: Mapping[str, Route]


@dataclass(frozen=True)
class Addresses:
    """Where a run answers."""

    worker: str
    api: str


async def develop(config: Config, options: Options, announce: Callable[[Addresses], None]) -> None:
    """Run until SIGINT or SIGTERM; `announce` is called once Worker and emulator answer."""
    with (
        bind(options.host, options.port) as worker_socket,
        bind(options.host, options.api_port) as api_socket,
    ):
        addresses = Addresses(format_url(worker_socket), format_url(api_socket))
        async with (
            open_app(_make_settings(config, options)) as emulator,
            running_worker(config, options.routes, emulator) as (gateway, said),
        ):

            def ready() -> None:
                announce(addresses)
                sys.stdout.write(said)
                sys.stdout.flush()

            await serve((emulator, api_socket), (gateway, worker_socket), ready=ready)


@contextlib.asynccontextmanager
async def running_worker(
    config: Config, routes: Mapping[str, Route], emulator: ASGIApp
) -> AsyncIterator[tuple[ASGIApp, str]]:
    """The Worker as an ASGI app, and what it printed while it was loaded."""
    background, outbound = Background(), Outbound(routes)
    # without raising: what fails inside the emulator is a 500 to the Worker
    transport = httpx.ASGITransport(app=emulator, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://fake-host") as client:
        namespaces = ((binding.binding, binding.id) for binding in config.kv_namespaces)
        env = make_env(config.vars, namespaces, client)
        flags = compute_flags(config.compatibility_date, config.compatibility_flags)
        with World(env, outbound.fetch, flags, background).installed():
            said = io.StringIO()
            try:
                with contextlib.redirect_stdout(said):
                    program = Program(config.main, env, background)
            except BaseException:
                sys.stderr.write(said.getvalue())
                raise
            try:
                yield Gateway(program), said.getvalue()
            finally:
                await background.drain(_DRAIN_SECONDS)
                await outbound.close()
                program.remove()


def _make_settings(config: Config, options: Options) -> Settings:
    return Settings(
        data=options.data,
        bindings=tuple(
            BoundNamespace(binding.binding, binding.id, make_title(config.name, binding.binding))
            for binding in config.kv_namespaces
        ),
        bound_host=options.host,
    )


def make_title(name: str, binding: str) -> str:
    """The title that wrangler gives a namespace it creates for a binding
    (deploy-helpers/src/deploy/helpers/provision-bindings.ts `autoProvisionedResourceName`)."""
    return f"{name}-{binding.lower().replace('_', '-')}"
