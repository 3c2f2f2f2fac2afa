"""An emulator with a socket, in a thread: what blocking clients need."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager

import pytest

from fakeflare.control.client import Control
from fakeflare.emulator.app import open_app
from fakeflare.emulator.server.serving import running
from fakeflare.emulator.server.sockets import bind, format_url
from fakeflare.emulator.settings import BoundNamespace, Settings

Serving = Callable[[Settings], AbstractContextManager[str]]

SETTINGS = Settings(bindings=(BoundNamespace("CACHE", "cache-id", "of a Worker"),))


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """The URL of an emulator that runs inside the block."""
    started: Future[tuple[str, Callable[[], object]]] = Future()

    async def serve() -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        with bind("127.0.0.1", 0) as sock:
            async with open_app(settings) as app, running((app, sock)):
                started.set_result((format_url(sock), lambda: loop.call_soon_threadsafe(stop.set)))
                await stop.wait()

    with ThreadPoolExecutor(1) as thread:
        served = thread.submit(asyncio.run, serve())
        served.add_done_callback(lambda _: started.done() or started.cancel())
        try:
            url, stop = started.result()
        except CancelledError:
            served.result()
            raise
        try:
            yield url
        finally:
            stop()
            served.result()


@pytest.fixture(scope="session")
def serve() -> Serving:
    return serving


@pytest.fixture(scope="session")
def shared_url() -> Iterator[str]:
    with serving(SETTINGS) as url:
        yield url


@pytest.fixture
def url(shared_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Of an emulator in which everything is as at the start; it has the binding CACHE."""
    monkeypatch.setenv("FAKEFLARE_URL", shared_url)
    monkeypatch.delenv("FAKEFLARE_TOKEN", raising=False)
    with Control(shared_url) as control:
        control.reset()
    return shared_url


@pytest.fixture
def control(url: str) -> Iterator[Control]:
    with Control(url) as control:
        yield control
