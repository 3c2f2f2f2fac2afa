"""The fixture `fakeflare_worker`: the project's Worker on the emulator of the fixture `fakeflare`."""

import asyncio
import contextlib
import functools
import inspect
from collections.abc import Callable, Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

from fakeflare.pytest.server import Server
from fakeflare.testing import Worker
from fakeflare.worker.bindings.transport import AppTransport, PlainRequest
from fakeflare.worker.runtime.workers.workers import Fleet


class HeldWorker(Worker):
    """A Worker that is opened in the test's own loop, when it is first used there."""

    @property
    def fleet(self) -> Fleet:
        """Opens it. Raises as `Worker`."""
        if self._fleet is None:
            _complete(self.__aenter__())
        return super().fleet

    async def close(self) -> None:
        """Waits for what `waitUntil` holds; a Worker that was not used need not be closed."""
        if self._fleet is not None:
            await self.__aexit__(None, None, None)

    def abandon(self) -> None:
        """Close what no test has closed: it was opened by a fixture, and the test did not run."""
        asyncio.run(self.close())


def make_worker(
    server: Server, configs: Sequence[str | Path], base: Path, options: Mapping[str, Any]
) -> HeldWorker:
    """The Worker of these configurations, relative to `base`; without any, wrangler's search begins there.
    `options` are those of `Worker`."""
    return HeldWorker(*configs, base=base, emulator=ServerTransport(server), **options)


def wrap(worker: HeldWorker, test: Callable[..., Any]) -> Callable[..., Any]:
    """The test, in which the Worker is opened first and closed last; nothing is done for one that is not
    asynchronous."""
    if not inspect.iscoroutinefunction(test):
        return test

    @functools.wraps(test)
    async def run(*arguments: Any, **options: Any) -> Any:
        __tracebackhide__ = True
        try:
            worker.fleet  # noqa: B018 - opens it
            return await test(*arguments, **options)
        finally:
            await worker.close()

    return run


class ServerTransport(httpx.AsyncBaseTransport):
    """Leads from the loop of a Worker to the one of the emulator, which is another thread's."""

    def __init__(self, server: Server) -> None:
        self._inner = AppTransport(server.app)
        self._begin = server.thread.begin

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Read a body here, where who sends it lives."""
        body = await _read(request)
        pairs = request.pairs if isinstance(request, PlainRequest) else request.headers.raw
        asked = PlainRequest(request.method, request.url, pairs, httpx.ByteStream(body))
        return await asyncio.wrap_future(self._begin(self._inner.handle_async_request(asked)))


async def _read(request: httpx.Request) -> bytes:
    if isinstance(request.stream, httpx.SyncByteStream):
        return b"".join(request.stream)
    return b"".join([chunk async for chunk in request.stream])


def _complete(work: Coroutine[Any, Any, object]) -> None:
    """Go through a coroutine that waits for nothing, where nobody can wait."""
    with contextlib.suppress(StopIteration):
        work.send(None)
        raise RuntimeError("the Worker cannot be opened at once")
