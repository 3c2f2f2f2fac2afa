"""HTTP libraries in a Worker: an origin with an outbound target is answered by the target.

On workerd they all reach the network through the Worker's own outbound. Here their sockets reach it by
themselves, so that only mapped origins need help: `http.client` and what is built on it (urllib.request,
urllib3, requests, botocore), and httpx. aiohttp is left alone: it speaks to asyncio's transports directly.
"""

import functools
import http.client
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import anyio.to_thread
import httpx

from fakeflare.worker.javascript.errors import JsException
from fakeflare.worker.javascript.headers import Headers
from fakeflare.worker.javascript.realm import find_realm
from fakeflare.worker.javascript.requests import Request
from fakeflare.worker.javascript.urls import URL
from fakeflare.worker.pyodide.switching import find_entered, run_sync
from fakeflare.worker.runtime.outbound.imports import patch_after_import
from fakeflare.worker.runtime.outbound.outbound import Outbound
from fakeflare.worker.runtime.outbound.replies import Reply, ask
from fakeflare.worker.runtime.outbound.target_socket import TargetSocket

_PORTS = {"http": 80, "https": 443}

_is_installed = False


def install_clients() -> None:
    """Patch the libraries, once per process. Where no Worker with targets runs they are as before."""
    global _is_installed
    if _is_installed:
        return
    _is_installed = True
    _patch_http_client()
    _patch_proxies()
    _patch_httpx()
    _patch_threads()


def find_outbound(scheme: str, host: str, port: int | None) -> Outbound | None:
    """The outbound of the Worker that runs, if it has a target for this origin."""
    realm = find_realm()
    outbound = None if realm is None else getattr(realm.fetcher, "__self__", None)
    if not isinstance(outbound, Outbound):
        return None
    name = f"[{host}]" if ":" in host else host
    is_default = port is None or port == _PORTS.get(scheme)
    origin = f"{scheme}://{name.lower()}" if is_default else f"{scheme}://{name.lower()}:{port}"
    return outbound if outbound.has_target(origin) else None


# http.client, and everything derived from its connections


def _patch_http_client() -> None:
    base = http.client.HTTPConnection
    for kind in _list_subclasses(base):
        _patch_connect(kind)

    @classmethod  # type: ignore[misc]
    def patch_subclass(cls: type[Any], **options: Any) -> None:
        super(base, cls).__init_subclass__(**options)
        _patch_connect(cls)

    base.__init_subclass__ = patch_subclass  # type: ignore[assignment]


def _list_subclasses(kind: type) -> Iterator[type]:
    yield kind
    subclasses: list[type] = kind.__subclasses__()
    for inner in subclasses:
        yield from _list_subclasses(inner)


def _patch_connect(kind: Any) -> None:
    """Let `connect` of this class, if it has one of its own, open a TargetSocket for a mapped origin."""
    connect = vars(kind).get("connect")
    if connect is None:
        return

    @functools.wraps(connect)
    def connect_target(self: Any) -> Any:
        scheme = "https" if self.default_port == http.client.HTTPS_PORT else "http"
        # through a proxy, the origin is at the end of the tunnel
        host, port = self._tunnel_host or self.host, self._tunnel_port if self._tunnel_host else self.port
        outbound = find_outbound(scheme, host, port)
        if outbound is None:
            return connect(self)
        suffix = "" if port in (None, self.default_port) else f":{port}"
        self.sock = TargetSocket(outbound, scheme, host + suffix)
        # urllib3 warns of connections that are not
        self.is_verified = True
        return None

    kind.connect = connect_target


# Proxies of the environment: a target is reached without them.


def _patch_proxies() -> None:
    open_proxy = urllib.request.ProxyHandler.proxy_open

    @functools.wraps(open_proxy)
    def open_unless_target(self: Any, req: urllib.request.Request, proxy: str, type: str) -> Any:
        has_target = _has_target(f"{req.type}://{req.host}")
        return None if has_target else open_proxy(self, req, proxy, type)

    urllib.request.ProxyHandler.proxy_open = open_unless_target  # type: ignore[method-assign]
    patch_after_import("requests.utils", _patch_requests)


def _patch_requests(utils: Any) -> None:
    bypass = utils.should_bypass_proxies

    @functools.wraps(bypass)
    def should_bypass_proxies(url: str, no_proxy: str | None) -> Any:
        return _has_target(url) or bypass(url, no_proxy)

    utils.should_bypass_proxies = should_bypass_proxies


def _has_target(address: str) -> bool:
    try:
        url = URL(address)
    except JsException:
        return False
    port = int(url.port) if url.port else None
    return find_outbound(url.protocol.removesuffix(":"), url.hostname, port) is not None


# httpx


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


def _patch_httpx() -> None:
    handle = httpx.HTTPTransport.handle_request
    handle_async = httpx.AsyncHTTPTransport.handle_async_request

    @functools.wraps(handle)
    def handle_request(self: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        outbound = _find_httpx_target(request)
        if outbound is None:
            return handle(self, request)
        return run_sync(_ask_for_httpx(outbound, request, request.read()))

    @functools.wraps(handle_async)
    async def handle_async_request(self: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        outbound = _find_httpx_target(request)
        if outbound is None:
            return await handle_async(self, request)
        return await _ask_for_httpx(outbound, request, await request.aread())

    httpx.HTTPTransport.handle_request = handle_request  # type: ignore[method-assign]
    httpx.AsyncHTTPTransport.handle_async_request = handle_async_request  # type: ignore[method-assign]


def _find_httpx_target(request: httpx.Request) -> Outbound | None:
    return find_outbound(request.url.scheme, request.url.host, request.url.port)


async def _ask_for_httpx(outbound: Outbound, request: httpx.Request, body: bytes) -> httpx.Response:
    pairs = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw]
    has_body = bool(body) or request.method not in ("GET", "HEAD")
    asked = Request(str(request.url), request.method, Headers(pairs), body if has_body else None)
    try:
        reply = await ask(outbound, asked)
    except ConnectionError as error:
        raise httpx.ConnectError(str(error), request=request) from error
    return httpx.Response(
        reply.status,
        headers=reply.headers,
        stream=_Body(reply, request),
        extensions={"http_version": b"HTTP/1.1", "reason_phrase": reply.reason.encode("latin-1", "replace")},
    )


# anyio's threads


def _patch_threads() -> None:
    """On workerd there are no threads, and the SDK has `anyio.to_thread.run_sync` call the function in place.
    That is what lets a synchronous handler of FastAPI use bindings, which belong to the Worker's loop."""
    run_in_thread: Callable[..., Awaitable[Any]] = anyio.to_thread.run_sync

    @functools.wraps(run_in_thread)
    async def run_in_place(function: Callable[..., Any], *args: Any, **options: Any) -> Any:
        if find_entered() is None:
            return await run_in_thread(function, *args, **options)
        return function(*args)

    anyio.to_thread.run_sync = run_in_place  # type: ignore[assignment]
