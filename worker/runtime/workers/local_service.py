"""One entrypoint of a Worker of this process, as a service binding of another Worker reaches it: what is sent
arrives as it would over workerd's wire. Finds the Worker when it is asked, and starts none."""

import logging
from collections.abc import Callable

from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.dates.date import Date
from fakeflare.worker.javascript.language.kernel.coercions import to_string
from fakeflare.worker.javascript.language.kernel.errors import JsException
from fakeflare.worker.javascript.language.kernel.members import read_property
from fakeflare.worker.javascript.language.kernel.numeric import to_number
from fakeflare.worker.javascript.streams.readable import ReadableStream
from fakeflare.worker.runtime.load.program import DEFAULT
from fakeflare.worker.runtime.outbound.content_codings import decode
from fakeflare.worker.runtime.workers.dispatch import answer
from fakeflare.worker.runtime.workers.events import MessageBatch, QueueMessage, read_now
from fakeflare.worker.runtime.workers.isolate import Isolate

_BODY_METHODS = ("POST", "PUT", "PATCH")
"""A request without a body says so."""

log = logging.getLogger("fakeflare.worker")


class LocalService:
    """Reach one entrypoint of one of the Workers, found when it is asked."""

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
        """Answer a request of another Worker; what is raised is a JsException there."""
        isolate = self._find(self._name)
        if isolate is None:
            return self._miss()
        with isolate.crossing():
            return _receive(await answer(isolate, deliver(request), self._entrypoint, self._props))

    async def scheduled(self, cron: str, scheduled_time: float | None) -> object:
        """Run `scheduled`, now where there is no time; JsException where there is no such Worker."""
        moment = read_now() if scheduled_time is None else scheduled_time
        return (await self._get().scheduled(cron, moment, self._entrypoint)).to_js()

    async def queue(self, name: str, messages: object) -> object:
        """Run `queue` with messages as JavaScript has them; JsException where there is no such Worker."""
        items = messages if isinstance(messages, JsArray) else JsArray()
        batch = MessageBatch(name, [_read_message(item) for item in items])
        return batch.describe(await self._get().queue(batch, self._entrypoint))

    async def call(self, method: str, arguments: tuple[object, ...]) -> object:
        """Call a method over RPC; JsException where there is no such Worker."""
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


def deliver(request: Request) -> Request:
    """Make the request as it arrives: the body handed over, its length or the lack of one in the headers
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
