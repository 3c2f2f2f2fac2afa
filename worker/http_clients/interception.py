"""The libraries patched, and the hooks asked, for as long as somebody wants it."""

import contextlib
from collections.abc import Iterator

from fakeflare.worker.http_clients import hooks
from fakeflare.worker.http_clients.aiohttp_connectors import AIOHTTP
from fakeflare.worker.http_clients.hooks import FindAddress, FindAnswerer
from fakeflare.worker.http_clients.http_connections import (
    HTTP_CLIENT,
    REQUESTS_PROXIES,
    URLLIB_PROXIES,
    close_redirected,
)
from fakeflare.worker.http_clients.httpcore_pools import HTTPCORE
from fakeflare.worker.http_clients.httpx_transports import HTTPX

_ANSWERED = (HTTP_CLIENT, URLLIB_PROXIES, REQUESTS_PROXIES, HTTPX)
"""aiohttp is left alone: what answers has no transport of asyncio to give it."""

_REDIRECTED = (HTTP_CLIENT, HTTPCORE, AIOHTTP)


@contextlib.contextmanager
def answering(find: FindAnswerer) -> Iterator[None]:
    """While inside, in every thread, whom `find` finds answers a library's request inside this process."""
    with contextlib.ExitStack() as stack:
        for patch in _ANSWERED:
            stack.enter_context(patch.applied())
        with hooks.answering(find):
            yield


@contextlib.contextmanager
def redirecting(find: FindAddress) -> Iterator[None]:
    """While inside, in every thread, requests go to the address that `find` finds, `Host` and all else as it
    was. Of several the last one counts. At the end the connections to such addresses are closed."""
    with contextlib.ExitStack() as stack:
        for patch in _REDIRECTED:
            stack.enter_context(patch.applied())
        try:
            with hooks.redirecting(find):
                yield
        finally:
            if not hooks.is_redirecting():
                close_redirected()
