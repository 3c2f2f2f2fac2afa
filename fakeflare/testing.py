"""A Worker in a test: no socket, no thread, no network, a store of its own in memory.

async with Worker("wrangler.jsonc") as w:
    response = await w.fetch("/path")
    assert await w.env.CACHE_KV.get("key") == "value"
    await w.scheduled(cron="0 * * * *")
"""

import contextlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from json import dumps
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urljoin

import httpx

from fakeflare.emulator.app import open_app
from fakeflare.emulator.settings import BoundNamespace
from fakeflare.worker.bindings.caller_headers import Location
from fakeflare.worker.bindings.emulator_settings import list_namespaces, make_settings
from fakeflare.worker.bindings.kv.wire import Carrier
from fakeflare.worker.bindings.transport import AppTransport
from fakeflare.worker.config.model.config import Config
from fakeflare.worker.runtime.load.projects import Choices, load_project
from fakeflare.worker.runtime.load.tracebacks import drop_own_frames
from fakeflare.worker.runtime.outbound.targets import parse_targets
from fakeflare.worker.runtime.workers.events import ScheduledResult, read_now
from fakeflare.worker.runtime.workers.workers import Workers, WorkersOptions, open_workers

ORIGIN = "http://example.com"
"""Where a path that is fetched without an origin seems to come from."""

_TIMEOUT_SECONDS = 60.0


class Worker:
    """One Worker, and further ones for its service bindings, from their wrangler configurations.

    `outbound` says what answers the Worker's `fetch`: texts `ORIGIN=FOLDER|URL|worker:NAME`, or a mapping
    of origins to such targets or to Python functions; folders are relative to `base`. `vars` go before what
    the configuration and the secrets files say. `location` is the place that it asks KV from; `emulator`
    the KV service in the place of one of its own: the URL of a running one, or a transport that leads there.
    Opening it imports the main module; raises ConfigError, WorkerError, LoadError and TargetInvalid.
    """

    def __init__(
        self,
        *configs: str | os.PathLike[str],
        environment: str | None = None,
        outbound: Iterable[str] | Mapping[str, Any] = (),
        vars: Mapping[str, object] | None = None,
        request_timeout: float | None = None,
        location: str | None = None,
        emulator: str | httpx.AsyncBaseTransport | None = None,
        base: Path | None = None,
        loads: bool = True,
    ) -> None:
        self._paths = [Path(config) for config in configs]
        self._environment = environment
        self._outbound = outbound
        self._vars = dict(vars or {})
        self._request_timeout = request_timeout
        self._location = Location(location)
        self._emulator = emulator
        self._base = base or Path.cwd()
        self._loads = loads
        self._stack = contextlib.AsyncExitStack()
        self._workers: Workers | None = None

    async def __aenter__(self) -> Self:
        __tracebackhide__ = True
        try:
            await self._open()
        except Exception as error:
            drop_own_frames(error)
            raise
        return self

    async def _open(self) -> None:
        configs = self._load_configs()
        targets = parse_targets(self._outbound, self._base)
        options = WorkersOptions(targets, request_timeout=self._request_timeout, location=self._location)
        async with contextlib.AsyncExitStack() as stack:
            carrier = await self._reach_emulator(stack, configs)
            workers = await stack.enter_async_context(open_workers(configs, carrier, options))
            if self._loads:
                workers.main.load()
            self._workers = workers
            self._stack = stack.pop_all()

    async def _reach_emulator(self, stack: contextlib.AsyncExitStack, configs: list[Config]) -> Carrier:
        if self._emulator is None:
            return AppTransport(await stack.enter_async_context(open_app(make_settings(configs))))
        if isinstance(self._emulator, str):
            client = httpx.AsyncClient(base_url=self._emulator, trust_env=False, timeout=_TIMEOUT_SECONDS)
            return await stack.enter_async_context(client)
        return self._emulator

    def list_bindings(self) -> tuple[BoundNamespace, ...]:
        """List the KV namespaces of the configurations. Raises ConfigError."""
        return list_namespaces(self._load_configs())

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Wait for what `waitUntil` holds, then take everything down."""
        await self.drain()
        await self._stack.__aexit__(kind, error, traceback)
        self._workers = None

    def _load_configs(self) -> list[Config]:
        choices = Choices(self._base, tuple(self._base / path for path in self._paths), self._environment)
        main, *others = load_project(choices, os.environ).configs
        return [replace(main, vars={**main.vars, **self._vars}), *others]

    @property
    def workers(self) -> Workers:
        """Get the Workers that are open. RuntimeError where none is."""
        if self._workers is None:
            raise RuntimeError("the Worker is not open: use `async with Worker(…) as w`")
        return self._workers

    @property
    def location(self) -> str | None:
        """The place that the Worker asks KV from, as `ams`; with eventual consistency switched on, each has
        a cache of its own. May be set at any time; None is beside the store."""
        return self._location.name

    @location.setter
    def location(self, name: str | None) -> None:
        self._location.name = name

    @property
    def env(self) -> Any:
        """`env` as the Worker's code sees it, to seed and to look at."""
        workers = self.workers
        # the SDK is there only while a Worker is open
        from workers.rpc import _EnvWrapper

        return _EnvWrapper(workers.main.worker_state.env)

    async def fetch(self, resource: str, *, json: object = None, **options: Any) -> Any:
        """Ask the Worker, and get a `workers.Response`. Raises what the handler raises.

        `resource` is a path or a URL; options are those of `workers.fetch`: method, headers, body, redirect.
        `json` is a body of that type.
        """
        __tracebackhide__ = True
        workers = self.workers
        # the SDK is there only while a Worker is open
        from workers import Request, Response

        if json is not None:
            options["body"] = dumps(json)
            options["headers"] = {"content-type": "application/json", **(options.get("headers") or {})}
        request = Request(urljoin(ORIGIN, resource), **options)
        try:
            return Response(await workers.answer(request.js_object))
        except Exception as error:
            drop_own_frames(error)
            raise

    async def scheduled(self, cron: str = "", time: float | None = None) -> ScheduledResult:
        """Fire a cron trigger; `time` in milliseconds, now where there is none. Raises what the handler
        raises."""
        __tracebackhide__ = True
        moment = read_now() if time is None else time
        try:
            return await self.workers.main.run_scheduled(cron, moment)
        except Exception as error:
            drop_own_frames(error)
            raise

    async def drain(self, seconds: float = 5.0) -> None:
        """Wait for what `waitUntil` holds, at most this many seconds; what takes longer is cancelled."""
        for isolate in self.workers.isolates:
            await isolate.worker_state.background.drain(seconds)
