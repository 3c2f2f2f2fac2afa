"""HTTP libraries in a Worker: an origin with an outbound target is answered by the target.

On workerd they all reach the network through the Worker's own outbound. Here their sockets reach it by
themselves, so that only origins with a target need help.
"""

from collections.abc import AsyncIterator, Iterator

import httpx

from fakeflare.worker.http_clients.hooks import Answerer
from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.language.worker_state import find_worker_state
from fakeflare.worker.pyodide.switching import run_sync
from fakeflare.worker.runtime.outbound.outbound import Outbound
from fakeflare.worker.runtime.outbound.replies import Reply, ask
from fakeflare.worker.runtime.outbound.target_socket import TargetSocket

_PORTS = {"http": 80, "https": 443}


class LibraryRequests:
    """Answers the requests that HTTP libraries make in the Workers of one Outbound."""

    def __init__(self, outbound: Outbound) -> None:
        self._outbound = outbound

    def find_answerer(self, scheme: str, host: str, port: int | None) -> Answerer | None:
        """Be who answers, where the Worker that runs is of this Outbound, and it has a target for the
        origin."""
        worker_state = find_worker_state()
        if worker_state is None or getattr(worker_state.fetcher, "__self__", None) is not self._outbound:
            return None
        name = f"[{host}]" if ":" in host else host
        is_default = port is None or port == _PORTS.get(scheme)
        origin = f"{scheme}://{name.lower()}" if is_default else f"{scheme}://{name.lower()}:{port}"
        return self if self._outbound.has_target(origin) else None

    def open_socket(self, scheme: str, authority: str) -> TargetSocket:
        """Make a socket that leads to the target."""
        return TargetSocket(self._outbound, scheme, authority)

    def answer_httpx(self, request: httpx.Request) -> httpx.Response:
        """Ask the target, and wait for it in synchronous code."""
        return run_sync(self._ask(request, request.read()))

    async def answer_httpx_async(self, request: httpx.Request) -> httpx.Response:
        """Ask the target. ConnectError where it says nothing."""
        return await self._ask(request, await request.aread())

    async def _ask(self, request: httpx.Request, body: bytes) -> httpx.Response:
        pairs = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw]
        has_body = bool(body) or request.method not in ("GET", "HEAD")
        asked = Request(str(request.url), request.method, Headers(pairs), body if has_body else None)
        try:
            reply = await ask(self._outbound, asked)
        except ConnectionError as error:
            raise httpx.ConnectError(str(error), request=request) from error
        reason = reply.reason.encode("latin-1", "replace")
        return httpx.Response(
            reply.status,
            headers=reply.headers,
            stream=_Body(reply, request),
            extensions={"http_version": b"HTTP/1.1", "reason_phrase": reason},
        )


class _Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    def __init__(self, reply: Reply, request: httpx.Request) -> None:
        self._reply = reply
        self._request = request

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._reply.read()
        except ConnectionError as error:
            raise httpx.ReadError(str(error), request=self._request) from error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._reply.iterate():
                yield chunk
        except ConnectionError as error:
            raise httpx.ReadError(str(error), request=self._request) from error
