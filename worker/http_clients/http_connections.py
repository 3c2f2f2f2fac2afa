"""`http.client`, and everything derived from its connections: urllib.request, urllib3, requests, botocore."""

import functools
import socket
import weakref
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from fakeflare.worker.http_clients.hooks import Address, Answerer, find_address, find_answerer
from fakeflare.worker.http_clients.library_patch import LibraryPatch

_redirected: "weakref.WeakSet[Any]" = weakref.WeakSet()
"""Connections that lead to another address than they say."""


def close_redirected() -> None:
    """Close the connections that lead elsewhere: who keeps them open asks the real host again."""
    for connection in tuple(_redirected):
        connection.close()
    _redirected.clear()


def _patch_http_client(patch: LibraryPatch, module: Any) -> None:
    base = module.HTTPConnection
    for kind in _list_subclasses(base):
        _patch_connect(patch, kind)
    patch.replace(base, "putrequest", _make_putrequest)

    def patch_subclass(cls: type[Any], /, **options: Any) -> None:
        super(base, cls).__init_subclass__(**options)
        _patch_connect(patch, cls)

    # urllib3 derives from these classes, and may be imported later
    patch.add(base, "__init_subclass__", classmethod(patch_subclass))


def _list_subclasses(kind: type) -> Iterator[type]:
    yield kind
    subclasses: list[type] = kind.__subclasses__()
    for inner in subclasses:
        yield from _list_subclasses(inner)


def _patch_connect(patch: LibraryPatch, kind: type) -> None:
    if "connect" in vars(kind):
        patch.replace(kind, "connect", _make_connect)


def _make_connect(connect: Callable[[Any], None]) -> Callable[[Any], None]:
    @functools.wraps(connect)
    def connect_there(self: Any) -> None:
        host, port = _find_end(self)
        answerer = _find_answerer(self, host, port)
        if answerer is not None:
            suffix = "" if port in (None, self.default_port) else f":{port}"
            self.sock = answerer.open_socket(_get_scheme(self), host + suffix)
            # urllib3 warns of connections that are not
            self.is_verified = True
            return
        address = find_address(host)
        if address is None:
            connect(self)
        else:
            _connect(self, address)

    return connect_there


def _make_putrequest(putrequest: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(putrequest)
    def put_there(self: Any, *arguments: Any, **options: Any) -> None:
        host, port = _find_end(self)
        if _find_answerer(self, host, port) is None:
            address = find_address(host)
            if address is not None and self.sock is not None and self not in _redirected:
                # kept open since before
                self.close()
                _connect(self, address)
        putrequest(self, *arguments, **options)

    return put_there


def _find_end(connection: Any) -> tuple[str, int | None]:
    """Host and port of the origin: with a proxy, it is at the end of the tunnel."""
    if connection._tunnel_host:
        return connection._tunnel_host, connection._tunnel_port
    return connection.host, connection.port


def _get_scheme(connection: Any) -> str:
    return "https" if connection.default_port == 443 else "http"


def _find_answerer(connection: Any, host: str, port: int | None) -> Answerer | None:
    return find_answerer(_get_scheme(connection), host, port)


def _connect(connection: Any, address: Address) -> None:
    connection.sock = socket.create_connection((address.host, address.port), connection.timeout)
    connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    # urllib3 warns of connections that are not
    connection.is_verified = True
    _redirected.add(connection)


# Proxies of the environment: what is answered here is reached without them.


def _patch_urllib(patch: LibraryPatch, module: Any) -> None:
    patch.replace(module.ProxyHandler, "proxy_open", _make_proxy_open)


def _make_proxy_open(open_proxy: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(open_proxy)
    def open_unless_answered(self: Any, req: Any, proxy: str, type: str) -> Any:
        return None if _is_answered(f"{req.type}://{req.host}") else open_proxy(self, req, proxy, type)

    return open_unless_answered


def _patch_requests(patch: LibraryPatch, module: Any) -> None:
    patch.replace(module, "should_bypass_proxies", _make_bypass)


def _make_bypass(bypass: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(bypass)
    def should_bypass_proxies(url: str, no_proxy: str | None) -> Any:
        return _is_answered(url) or bypass(url, no_proxy)

    return should_bypass_proxies


def _is_answered(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        return False
    return host is not None and find_answerer(parts.scheme, host, port) is not None


HTTP_CLIENT = LibraryPatch("http.client", _patch_http_client)
URLLIB_PROXIES = LibraryPatch("urllib.request", _patch_urllib)
REQUESTS_PROXIES = LibraryPatch("requests.utils", _patch_requests)
