"""The local Workers of one process, and how they reach each other."""

import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from fakeflare.worker.bindings.assets import AssetServer
from fakeflare.worker.bindings.env import make_env
from fakeflare.worker.bindings.fetchers import Fetcher
from fakeflare.worker.bindings.origins import Location
from fakeflare.worker.bindings.services import ServiceFetcher
from fakeflare.worker.bindings.wire import Carrier
from fakeflare.worker.config.config import Config
from fakeflare.worker.javascript.coercions import read_property, to_number, to_string
from fakeflare.worker.javascript.collections import JsArray
from fakeflare.worker.javascript.dates import Date
from fakeflare.worker.javascript.errors import JsException
from fakeflare.worker.javascript.headers import Headers
from fakeflare.worker.javascript.json import to_javascript
from fakeflare.worker.javascript.realm import settle, unsettle
from fakeflare.worker.javascript.requests import Request
from fakeflare.worker.javascript.responses import Response
from fakeflare.worker.javascript.streams import ReadableStream
from fakeflare.worker.runtime.load.compatibility_flags import compute_flags
from fakeflare.worker.runtime.load.host_modules import WorkerRealm, installed
from fakeflare.worker.runtime.load.import_guards import ImportGuard
from fakeflare.worker.runtime.load.program import DEFAULT
from fakeflare.worker.runtime.outbound.clients import install_clients
from fakeflare.worker.runtime.outbound.content_codings import decode
from fakeflare.worker.runtime.outbound.outbound import Outbound
from fakeflare.worker.runtime.outbound.targets import Target
from fakeflare.worker.runtime.workers.dispatch import answer
from fakeflare.worker.runtime.workers.events import MessageBatch, QueueMessage, read_now
from fakeflare.worker.runtime.workers.isolate import Isolate, Place

_BODY_METHODS = ("POST", "PUT", "PATCH")
"""A request without a body says so."""

log = logging.getLogger("fakeflare.worker")


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
    """Workers by name; the first is the one that is served."""

    def __init__(self, isolates: Sequence[Isolate]) -> None:
        self.isolates = tuple(isolates)

    @property
    def main(self) -> Isolate:
        return self.isolates[0]

    async def answer(self, request: Request) -> Response:
        """The response of the served Worker, or of its assets."""
        return await answer(self.main, _deliver(request))

    def find_answer(self, name: str) -> Callable[[Request], Awaitable[Response]] | None:
        """What answers requests to the Worker of this name."""
        return None if self.find(name) is None else LocalService(self.find, name).fetch

    def find(self, name: str) -> Isolate | None:
        return next((isolate for isolate in self.isolates if isolate.name == name), None)


class LocalService:
    """One entrypoint of one of the Workers, found when it is asked."""

    def __init__(
        self,
        find: Callable[[str], Isolate | None],
        name: str,
        entrypoint: str | None = None,
        props: object = None,
    ) -> None:
        self._find = find
        self._name = name
        self._entrypoint = entrypoint or DEFAULT
        self._props = props

    async def fetch(self, request: Request) -> Response:
        """The other Worker's response; what it raises is a JsException here."""
        isolate = self._find(self._name)
        if isolate is None:
            return self._miss()
        with isolate.crossing():
            return _receive(await answer(isolate, _deliver(request), self._entrypoint, self._props))

    async def scheduled(self, cron: str, scheduled_time: float | None) -> object:
        moment = read_now() if scheduled_time is None else scheduled_time
        return (await self._get().scheduled(cron, moment, self._entrypoint)).to_js()

    async def queue(self, name: str, messages: object) -> object:
        items = messages if isinstance(messages, JsArray) else JsArray()
        batch = MessageBatch(name, [_read_message(item) for item in items])
        return batch.describe(await self._get().queue(batch, self._entrypoint))

    async def call(self, method: str, arguments: tuple[object, ...]) -> object:
        return await self._get().call(method, arguments, self._entrypoint, self._props)

    def _get(self) -> Isolate:
        isolate = self._find(self._name)
        if isolate is None:
            raise JsException(self._describe_miss())
        return isolate

    def _miss(self) -> Response:
        log.warning("%s: give its configuration with another --config", self._describe_miss())
        return Response(
            self._describe_miss().encode(), 503, Headers([("content-type", "text/plain;charset=UTF-8")])
        )

    def _describe_miss(self) -> str:
        # workers-sdk: packages/miniflare/src/plugins/core/index.ts
        entrypoint = "default" if self._entrypoint == DEFAULT else self._entrypoint
        return (
            f'Couldn\'t find a local dev session for the "{entrypoint}" entrypoint of service '
            f'"{self._name}" to proxy to'
        )


def _deliver(request: Request) -> Request:
    """The request as it arrives: the body handed over, its length or the lack of one in the headers
    (workerd/src/workerd/api/http.c++, `fetchImplNoOutputLock`)."""
    source = request.take_detached()
    headers = Headers(request.headers.list_pairs())
    if isinstance(source, ReadableStream):
        if not headers.has("content-length"):
            headers.set("transfer-encoding", "chunked")
    elif source is not None or request.method in _BODY_METHODS:
        headers.set("content-length", str(len(source or b"")))
    arrived = Request(request.url, request.method, headers, source)
    arrived.cf, arrived.redirect, arrived.given_signal = request.cf, request.redirect, request.given_signal
    return arrived


def _receive(response: Response) -> Response:
    """What the caller reads. workerd sends an encoded body as it is and undoes it for who reads; a body
    that it encodes itself ("automatic") is plain on both ends."""
    coding = response.headers.get("content-encoding")
    if response.encode_body != "manual" or not isinstance(coding, str):
        return response
    source = response.take_source()
    stream = source if isinstance(source, ReadableStream) else ReadableStream.of_bytes(source or b"")
    plain = ReadableStream(decode(coding, stream.iterate()))
    return Response(plain, response.status, response.headers, response.statusText)


def _read_message(item: object) -> QueueMessage:
    attempts = read_property(item, "attempts")
    timestamp = read_property(item, "timestamp")
    return QueueMessage(
        to_string(read_property(item, "id")),
        timestamp if isinstance(timestamp, Date) else Date(read_now()),
        read_property(item, "body"),
        1 if attempts is None else int(to_number(attempts)),
    )


@contextlib.asynccontextmanager
async def open_workers(
    configs: Sequence[Config], carrier: Carrier, options: WorkersOptions, drain_seconds: float = 0.3
) -> AsyncIterator[Workers]:
    """The Workers of these configurations over the KV service that `carrier` reaches; nothing is loaded yet.

    The `vars` of the configurations are those of this run, secrets included. Raises WorkerError.
    """
    with installed():
        workers = Workers(())
        outbound = Outbound(options.targets, workers.find_answer)
        install_clients()
        try:
            workers.isolates = tuple(
                _make_isolate(config, carrier, outbound, options, workers) for config in configs
            )
            settle(workers.main.realm)
            yield workers
        finally:
            for isolate in workers.isolates:
                await isolate.realm.background.drain(drain_seconds)
            await outbound.close()
            for isolate in reversed(workers.isolates):
                unsettle(isolate.realm)
                isolate.close()


def _make_isolate(
    config: Config, carrier: Carrier, outbound: Outbound, options: WorkersOptions, workers: Workers
) -> Isolate:
    assets = (
        None
        if config.assets is None
        else AssetServer(config.assets, config.compatibility_date, config.compatibility_flags)
    )
    realm = WorkerRealm(
        name=config.name,
        fetcher=outbound.fetch,
        env=make_env(
            config.vars,
            ((binding.binding, binding.id) for binding in config.kv_namespaces),
            carrier,
            unavailable=config.unavailable,
            version_metadata=config.version_metadata,
            members=_make_members(config, assets, workers),
            location=options.location,
        ),
        flags=compute_flags(config.compatibility_date, config.compatibility_flags),
    )
    place = Place(config.main, config.module_root, config.folder)
    globs = [glob for rule in config.rules for glob in rule.globs]
    return Isolate(
        config.name, place, realm, ImportGuard(options.is_strict, globs), options.request_timeout, assets
    )


def _make_members(config: Config, assets: AssetServer | None, workers: Workers) -> dict[str, object]:
    """The bindings that answer requests."""
    members: dict[str, object] = {
        service.binding: ServiceFetcher(
            LocalService(
                workers.find, service.service, service.entrypoint, to_javascript(service.props or {})
            )
        )
        for service in config.services
    }
    if config.assets is not None and config.assets.binding and assets is not None:
        members[config.assets.binding] = Fetcher(assets.fetch)
    return members
