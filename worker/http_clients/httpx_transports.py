"""httpx: its own transports, and none that somebody hands it."""

import functools
from collections.abc import Awaitable, Callable
from typing import Any

from fakeflare.worker.http_clients.hooks import Answerer, find_answerer
from fakeflare.worker.http_clients.library_patch import LibraryPatch


def _patch_httpx(patch: LibraryPatch, module: Any) -> None:
    patch.replace(module.HTTPTransport, "handle_request", _make_handle)
    patch.replace(module.AsyncHTTPTransport, "handle_async_request", _make_async_handle)


def _make_handle(handle: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(handle)
    def handle_request(self: Any, request: Any) -> Any:
        answerer = _find_answerer(request)
        return handle(self, request) if answerer is None else answerer.answer_httpx(request)

    return handle_request


def _make_async_handle(handle: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    @functools.wraps(handle)
    async def handle_async_request(self: Any, request: Any) -> Any:
        answerer = _find_answerer(request)
        if answerer is None:
            return await handle(self, request)
        return await answerer.answer_httpx_async(request)

    return handle_async_request


def _find_answerer(request: Any) -> Answerer | None:
    return find_answerer(request.url.scheme, request.url.host, request.url.port)


HTTPX = LibraryPatch("httpx", _patch_httpx)
