"""The local Workers of one process, and how they reach each other."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field

from fakeflare.worker.bindings.assets.server import AssetServer
from fakeflare.worker.bindings.caller_headers import Location
from fakeflare.worker.bindings.context import BindingContext
from fakeflare.worker.bindings.env import make_env
from fakeflare.worker.bindings.kv.wire import Carrier
from fakeflare.worker.config.kinds.services import ServiceBinding
from fakeflare.worker.config.model.config import Config
from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.language.json.json import to_javascript
from fakeflare.worker.javascript.language.worker_state import settle, unsettle
from fakeflare.worker.runtime.load.compatibility_flags import compute_flags
from fakeflare.worker.runtime.load.host_modules import PythonWorkerState, host_modules_installed
from fakeflare.worker.runtime.load.import_guards import ImportGuard
from fakeflare.worker.runtime.outbound.outbound import Outbound
from fakeflare.worker.runtime.outbound.targets import Target
from fakeflare.worker.runtime.workers.dispatch import answer
from fakeflare.worker.runtime.workers.isolate import Isolate, WorkerFiles
from fakeflare.worker.runtime.workers.local_service import LocalService, deliver
from fakeflare.worker.runtime.workers.threads import ANYIO_THREADS


@dataclass(frozen=True)
class WorkersOptions:
    """What holds for every Worker of a run."""

    targets: Mapping[str, Target] = field(default_factory=dict)
    """Where `fetch` of an origin goes, instead of to the network."""
    is_strict: bool = False
    """Refuse and warn about what Cloudflare would not do."""
    request_timeout: float | None = None
    """Seconds after which a handler is cut off; None waits."""
    location: Location = field(default_factory=Location)
    """The place that the Workers ask KV from."""


class Workers:
    """Find Workers by name; the first is the one that is served."""

    def __init__(self, isolates: Sequence[Isolate]) -> None:
        self.isolates = tuple(isolates)

    @property
    def main(self) -> Isolate:
        """Get the Worker that is served."""
        return self.isolates[0]

    async def answer(self, request: Request) -> Response:
        """Answer a request as the served Worker, or its assets, do."""
        return await answer(self.main, deliver(request))

    def find_answer(self, name: str) -> Callable[[Request], Awaitable[Response]] | None:
        """Find what answers requests to the Worker of this name; None where there is none."""
        return None if self.find(name) is None else LocalService(self.find, name).fetch

    def find(self, name: str) -> Isolate | None:
        """Find a Worker by its name; None where there is none."""
        return next((isolate for isolate in self.isolates if isolate.name == name), None)


@asynccontextmanager
async def open_workers(
    configs: Sequence[Config], carrier: Carrier, options: WorkersOptions, drain_seconds: float = 0.3
) -> AsyncIterator[Workers]:
    """Open the Workers of these configurations over the KV service that `carrier` reaches; nothing is loaded
    yet. At the end what they wait for may take `drain_seconds`.

    The `vars` of the configurations are those of this run, secrets included. Raises WorkerError.
    """
    workers = Workers(())
    outbound = Outbound(options.targets, workers.find_answer)
    with host_modules_installed(), _answering_libraries(outbound, options), ANYIO_THREADS.applied():
        try:
            workers.isolates = tuple(
                _make_isolate(config, carrier, outbound, options, workers) for config in configs
            )
            settle(workers.main.worker_state)
            yield workers
        finally:
            for isolate in workers.isolates:
                await isolate.worker_state.background.drain(drain_seconds)
            await outbound.close()
            for isolate in reversed(workers.isolates):
                unsettle(isolate.worker_state)
                isolate.close()


def _answering_libraries(outbound: Outbound, options: WorkersOptions) -> AbstractContextManager[None]:
    """Let HTTP libraries be answered by targets. Without targets they stay as they are: every request of
    httpx would pay for the question."""
    if not options.targets:
        return nullcontext()
    # start-up: most runs have no targets
    from fakeflare.worker.http_clients.interception import answering
    from fakeflare.worker.runtime.outbound.library_requests import LibraryRequests

    return answering(LibraryRequests(outbound).find_answerer)


def _make_isolate(
    config: Config, carrier: Carrier, outbound: Outbound, options: WorkersOptions, workers: Workers
) -> Isolate:
    assets = (
        None
        if config.assets is None
        else AssetServer(config.assets, config.compatibility_date, config.compatibility_flags)
    )
    context = BindingContext(
        carrier,
        options.location,
        connect=lambda service: _connect(workers, service),
        fetch_asset=None if assets is None else assets.fetch,
    )
    worker_state = PythonWorkerState(
        name=config.name,
        fetcher=outbound.fetch,
        env=make_env(config.list_members(), context),
        flags=compute_flags(config.compatibility_date, config.compatibility_flags),
    )
    files = WorkerFiles(config.main, config.module_root, config.folder)
    globs = [glob for rule in config.rules for glob in rule.globs]
    return Isolate(
        config.name,
        files,
        worker_state,
        ImportGuard(options.is_strict, globs),
        options.request_timeout,
        assets,
    )


def _connect(workers: Workers, binding: ServiceBinding) -> LocalService:
    props = to_javascript(binding.props or {})
    return LocalService(workers.find, binding.service, binding.entrypoint, props)
