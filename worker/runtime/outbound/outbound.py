"""Where a Worker's `fetch` goes: origins with a target to that, else the network."""

import asyncio
import base64
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import TypeVar
from urllib.parse import unquote_to_bytes

import httpx

from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.fetch.redirects import Hop, follow_redirects
from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.fetch.statuses import NULL_BODY_STATUSES
from fakeflare.worker.javascript.language.kernel.errors import JsException, JsTypeError, throw
from fakeflare.worker.javascript.streams.readable import ReadableStream
from fakeflare.worker.javascript.web.aborting import AbortSignal
from fakeflare.worker.javascript.web.urls import URL
from fakeflare.worker.runtime.outbound.content_codings import decode
from fakeflare.worker.runtime.outbound.folder_target import answer_from_folder
from fakeflare.worker.runtime.outbound.handler_target import answer_from_handler
from fakeflare.worker.runtime.outbound.handshakes import is_upgrade
from fakeflare.worker.runtime.outbound.network import AnswerBody, Network, NetworkError, RequestBody
from fakeflare.worker.runtime.outbound.targets import (
    AddressTarget,
    FolderTarget,
    HandlerTarget,
    Target,
    WorkerTarget,
    find_target,
)
from fakeflare.worker.runtime.outbound.websocket_client import open_websocket

log = logging.getLogger("fakeflare.worker")

Result = TypeVar("Result")
FindWorker = Callable[[str], Callable[[Request], Awaitable[Response]] | None]

_LOST = "Network connection lost."
"""What workerd says of a refused connection and of a broken one. Of a name that does not exist it says
"internal error"; choice: the same here, with the reason in the log."""

# What describes one connection, or is told by who makes it.
_HOP = frozenset(
    (
        *("connection", "content-length", "host", "keep-alive", "proxy-connection"),
        *("te", "trailer", "transfer-encoding", "upgrade"),
    )
)


def _list_headers(hop: Hop) -> list[tuple[bytes, bytes]]:
    pairs = hop.headers.list_pairs()
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in pairs if name not in _HOP]


class Outbound:
    """NetworkAnswer the `fetch` of the Workers of a run."""

    def __init__(self, targets: Mapping[str, Target], find_worker: FindWorker | None = None) -> None:
        self._targets = targets
        self._find_worker = find_worker
        self._network = Network()

    def has_target(self, origin: str) -> bool:
        """Tell whether this origin, default port left out, is answered by a target."""
        return find_target(self._targets, origin) is not None

    async def fetch(self, request: Request) -> Response:
        """Get the final response, after redirects if `request.redirect` says so. A failure is a
        JsException."""
        signal = request.given_signal
        if not isinstance(signal, AbortSignal):
            return await self._follow(request)
        signal.throwIfAborted()
        return await _run_until_aborted(self._follow(request), signal)

    async def ask(self, request: Request) -> Response:
        """Get the response of the target, with redirects left to who asks; the URL is given on as written."""
        return await self._ask_hop(Hop.of(request), request.url)

    async def close(self) -> None:
        """Close the connections to the network."""
        await self._network.close()

    async def _follow(self, request: Request) -> Response:
        hop = Hop.of(request)
        if hop.url.protocol == "data:":
            return _read_data_url(hop.url)
        return await follow_redirects(hop, request.redirect, lambda hop: self._ask_hop(hop, hop.url.href))

    async def _ask_hop(self, hop: Hop, href: str) -> Response:
        if hop.url.protocol not in ("http:", "https:"):
            # workerd/src/workerd/api/http.c++, with fetch_refuses_unknown_protocols
            raise JsTypeError(f"Fetch API cannot load: {hop.url.href}")
        target = find_target(self._targets, hop.url.origin)
        match target:
            case FolderTarget(folder):
                return answer_from_folder(folder, hop.url.pathname, hop.method)
            case WorkerTarget(name):
                request = hop.make_request()
                request.url = href
                return await self._get_worker(name)(request)
            case HandlerTarget(handler):
                return await _ask_handler(handler, hop)
            case AddressTarget(address):
                return await self._send(hop, address.rstrip("/") + hop.url.pathname + hop.url.search)
            case _:
                return await self._send(hop, hop.url.href.partition("#")[0])

    def _get_worker(self, name: str) -> Callable[[Request], Awaitable[Response]]:
        found = None if self._find_worker is None else self._find_worker(name)
        if found is None:
            raise JsException(f'The outbound route leads to a Worker called "{name}", and there is none')
        return found

    async def _send(self, hop: Hop, target: str) -> Response:
        if is_upgrade(hop.headers):
            return await open_websocket(target, hop.headers)
        body, length = _open_body(hop.body)
        try:
            answer = await self._network.send(hop.method, target, _list_headers(hop), body, length)
        except NetworkError as error:
            raise _lose(target, error) from None
        headers = Headers()
        for name, value in answer.headers:
            headers.append(name, value)
        if hop.method == "HEAD" or answer.status in NULL_BODY_STATUSES:
            await answer.body.close()
            return Response(None, answer.status, headers, answer.reason)
        coding = headers.get("content-encoding") if hop.is_decoded else None
        chunks = decode(coding, _read_answer(answer.body, target, hop.signal))
        return Response(ReadableStream(chunks), answer.status, headers, answer.reason)


def _open_body(source: bytes | ReadableStream | None) -> tuple[RequestBody, int | None]:
    if isinstance(source, ReadableStream):
        return source.iterate(), source.expected_length
    return source, None


async def _run_until_aborted(work: Awaitable[Result], signal: AbortSignal) -> Result:
    task = asyncio.ensure_future(work)
    remove = signal.add_step(task.cancel)
    try:
        return await task
    except asyncio.CancelledError:
        task.cancel()
        if signal.aborted and task.cancelled():
            throw(signal.reason)
        raise
    finally:
        remove()


async def _ask_handler(handler: Callable[[httpx.Request], object], hop: Hop) -> Response:
    try:
        return await answer_from_handler(handler, hop.make_request())
    except httpx.TransportError as error:
        raise _lose(hop.url.href, error) from None


async def _read_answer(body: AnswerBody, target: str, signal: object) -> AsyncGenerator[bytes, None]:
    chunks = body.iterate()
    try:
        async with aclosing(
            _abortable(chunks, signal) if isinstance(signal, AbortSignal) else chunks
        ) as pieces:
            async for chunk in pieces:
                yield chunk
    except NetworkError as error:
        raise _lose(target, error) from None


async def _abortable(chunks: AsyncGenerator[bytes, None], signal: AbortSignal) -> AsyncGenerator[bytes, None]:
    async with aclosing(chunks):
        while True:
            signal.throwIfAborted()
            try:
                yield await _run_until_aborted(anext(chunks), signal)
            except StopAsyncIteration:
                return


def _lose(target: str, error: Exception) -> JsException:
    log.warning("fetch of %s failed: %s", target, error or type(error).__name__)
    return JsException(_LOST)


def _read_data_url(url: URL) -> Response:
    """`data:[type][;base64],text` (Fetch standard, section 6)."""
    kind, comma, text = url.pathname.partition(",")
    if not comma:
        raise JsTypeError(f"Fetch API cannot load: {url.href}")
    data = unquote_to_bytes(text + url.search)
    if kind.endswith(";base64"):
        kind, data = kind.removesuffix(";base64"), base64.b64decode(data)
    return Response(data, 200, Headers([("content-type", kind or "text/plain;charset=US-ASCII")]))
