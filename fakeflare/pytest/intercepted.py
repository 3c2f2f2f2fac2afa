"""The libraries whose requests are intercepted, and where each of them is patched."""

import functools
import http.client
import inspect
import socket
import sys
import weakref
from collections.abc import Awaitable, Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import Any

import httpcore

from fakeflare.pytest.interception import Target, at_the_end, choose, replace


def begin() -> None:
    """Patch what is imported, and what will be."""
    _patch_http_client(http.client)
    replace(http.client.HTTPConnection, "putrequest", _make_putrequest)
    replace(httpcore.ConnectionPool, "handle_request", _make_handle)
    replace(httpcore.AsyncConnectionPool, "handle_async_request", _make_async_handle)
    for name, patch in _LATER.items():
        if name in sys.modules:
            patch(sys.modules[name])
    sys.meta_path.insert(0, _finder)
    at_the_end(lambda: sys.meta_path.remove(_finder))
    at_the_end(_close_connections)


# http.client, and urllib3, whose connections are subclasses of its

_connections: "weakref.WeakSet[Any]" = weakref.WeakSet()
"""Those to the emulator."""


def _patch_http_client(module: Any) -> None:
    for kind in (module.HTTPConnection, module.HTTPSConnection):
        if "connect" in vars(kind):
            replace(kind, "connect", _make_connect)


def _make_connect(connect: Callable[[Any], None]) -> Callable[[Any], None]:
    @functools.wraps(connect)
    def connect_there(self: Any) -> None:
        target = choose(_find_host(self))
        if target is None:
            connect(self)
        else:
            _connect(self, target)

    return connect_there


def _make_putrequest(putrequest: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(putrequest)
    def put_there(self: Any, *arguments: Any, **options: Any) -> None:
        target = choose(_find_host(self))
        if target is not None and self.sock is not None and self not in _connections:
            # kept open since before
            self.close()
            _connect(self, target)
        putrequest(self, *arguments, **options)

    return put_there


def _find_host(connection: Any) -> str:
    """The origin's: with a proxy, it is at the end of the tunnel."""
    host: str = connection._tunnel_host or connection.host
    return host


def _connect(connection: Any, target: Target) -> None:
    connection.sock = socket.create_connection((target.host, target.port), connection.timeout)
    connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    # urllib3 warns of connections that are not
    connection.is_verified = True
    _connections.add(connection)


def _close_connections() -> None:
    for connection in tuple(_connections):
        connection.close()
    _connections.clear()


# httpcore, below httpx and a Worker's `fetch`: without keep-alive, so that no connection outlives its answer


def _make_handle(handle: Callable[..., httpcore.Response]) -> Callable[..., httpcore.Response]:
    @functools.wraps(handle)
    def handle_there(self: httpcore.ConnectionPool, request: httpcore.Request) -> httpcore.Response:
        target = choose(request.url.host.decode("ascii"))
        if target is None:
            return handle(self, request)
        return handle(httpcore.ConnectionPool(max_keepalive_connections=0), _turn(request, target))

    return handle_there


def _make_async_handle(
    handle: Callable[..., Awaitable[httpcore.Response]],
) -> Callable[..., Awaitable[httpcore.Response]]:
    @functools.wraps(handle)
    async def handle_there(
        self: httpcore.AsyncConnectionPool, request: httpcore.Request
    ) -> httpcore.Response:
        target = choose(request.url.host.decode("ascii"))
        if target is None:
            return await handle(self, request)
        return await handle(httpcore.AsyncConnectionPool(max_keepalive_connections=0), _turn(request, target))

    return handle_there


def _turn(request: httpcore.Request, target: Target) -> httpcore.Request:
    """The same request, `Host` included, to another place."""
    url = httpcore.URL(scheme="http", host=target.host, port=target.port, target=request.url.target)
    return httpcore.Request(
        request.method, url, headers=request.headers, content=request.stream, extensions=request.extensions
    )


# aiohttp: the same


def _patch_aiohttp(connector: Any) -> None:
    replace(connector.TCPConnector, "_create_connection", _make_create_connection)
    replace(connector.BaseConnector, "_get", _make_get)


def _make_create_connection(create: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(create)
    async def create_there(self: Any, req: Any, *arguments: Any, **options: Any) -> Any:
        target = choose(req.url.host)
        if target is None:
            return await create(self, req, *arguments, **options)
        _, protocol = await self._loop.create_connection(self._factory, target.host, target.port)
        protocol.force_close()
        return protocol

    return create_there


def _make_get(get: Callable[..., Any]) -> Callable[..., Any]:
    """No connection that was kept open since before."""
    if inspect.iscoroutinefunction(get):

        @functools.wraps(get)
        async def get_later(self: Any, key: Any, *arguments: Any) -> Any:
            return None if choose(key.host) else await get(self, key, *arguments)

        return get_later

    @functools.wraps(get)
    def get_now(self: Any, key: Any, *arguments: Any) -> Any:
        return None if choose(key.host) else get(self, key, *arguments)

    return get_now


_LATER: dict[str, Callable[[Any], None]] = {
    "urllib3.connection": _patch_http_client,
    "aiohttp.connector": _patch_aiohttp,
}
"""By the module that holds what is patched."""


class _Finder(MetaPathFinder):
    """Lets others find these modules, and patches them once they are loaded."""

    _searching: str | None = None

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Part of the import protocol."""
        del path, target
        if fullname not in _LATER or fullname == self._searching:
            return None
        self._searching = fullname
        try:
            spec = find_spec(fullname)
        finally:
            self._searching = None
        if spec is not None and spec.loader is not None:
            spec.loader = _PatchingLoader(spec.loader, _LATER[fullname])
        return spec


class _PatchingLoader(Loader):
    def __init__(self, inner: Loader, patch: Callable[[Any], None]) -> None:
        self._inner = inner
        self._patch = patch

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Part of the import protocol."""
        return self._inner.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Part of the import protocol."""
        module.__loader__ = self._inner
        if module.__spec__ is not None:
            module.__spec__.loader = self._inner
        self._inner.exec_module(module)
        self._patch(module)


_finder = _Finder()
