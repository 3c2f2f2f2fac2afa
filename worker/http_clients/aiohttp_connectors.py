"""aiohttp, which speaks to asyncio's transports directly: without keep-alive, as httpcore."""

import functools
import inspect
from collections.abc import Callable
from typing import Any

from fakeflare.worker.http_clients.hooks import find_address
from fakeflare.worker.http_clients.library_patch import LibraryPatch


def _patch_aiohttp(patch: LibraryPatch, module: Any) -> None:
    patch.replace(module.TCPConnector, "_create_connection", _make_create_connection)
    patch.replace(module.BaseConnector, "_get", _make_get)


def _make_create_connection(create: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(create)
    async def create_there(self: Any, req: Any, *arguments: Any, **options: Any) -> Any:
        address = find_address(req.url.host)
        if address is None:
            return await create(self, req, *arguments, **options)
        _, protocol = await self._loop.create_connection(self._factory, address.host, address.port)
        protocol.force_close()
        return protocol

    return create_there


def _make_get(get: Callable[..., Any]) -> Callable[..., Any]:
    """Give out no connection that was kept open since before."""
    if inspect.iscoroutinefunction(get):

        @functools.wraps(get)
        async def get_later(self: Any, key: Any, *arguments: Any) -> Any:
            return None if find_address(key.host) else await get(self, key, *arguments)

        return get_later

    @functools.wraps(get)
    def get_now(self: Any, key: Any, *arguments: Any) -> Any:
        return None if find_address(key.host) else get(self, key, *arguments)

    return get_now


AIOHTTP = LibraryPatch("aiohttp.connector", _patch_aiohttp)
