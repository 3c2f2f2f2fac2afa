"""httpcore, below httpx and a Worker's `fetch`: without keep-alive, so that no connection to another address
outlives its answer."""

import functools
from collections.abc import Awaitable, Callable
from typing import Any

from fakeflare.worker.http_clients.hooks import Address, find_address
from fakeflare.worker.http_clients.library_patch import LibraryPatch


def _patch_httpcore(patch: LibraryPatch, module: Any) -> None:
    def turn(request: Any, address: Address) -> Any:
        """Make the same request, `Host` included, to another place."""
        target = request.url.target
        url = module.URL(scheme="http", host=address.host, port=address.port, target=target)
        return module.Request(
            request.method,
            url,
            headers=request.headers,
            content=request.stream,
            extensions=request.extensions,
        )

    def make_handle(handle: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(handle)
        def handle_there(self: Any, request: Any) -> Any:
            address = find_address(request.url.host.decode("ascii"))
            if address is None:
                return handle(self, request)
            return handle(module.ConnectionPool(max_keepalive_connections=0), turn(request, address))

        return handle_there

    def make_async_handle(handle: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        @functools.wraps(handle)
        async def handle_there(self: Any, request: Any) -> Any:
            address = find_address(request.url.host.decode("ascii"))
            if address is None:
                return await handle(self, request)
            pool = module.AsyncConnectionPool(max_keepalive_connections=0)
            return await handle(pool, turn(request, address))

        return handle_there

    patch.replace(module.ConnectionPool, "handle_request", make_handle)
    patch.replace(module.AsyncConnectionPool, "handle_async_request", make_async_handle)


HTTPCORE = LibraryPatch("httpcore", _patch_httpcore)
