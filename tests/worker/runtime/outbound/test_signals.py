"""Signals that give a `fetch` up."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from fakeflare.worker.javascript.language.kernel.errors import JsException, JsRangeError
from fakeflare.worker.javascript.streams.readable import ReadableStream
from fakeflare.worker.javascript.web.aborting import AbortController, AbortSignal
from tests.worker.runtime.outbound.site import Fetch, Site, read_echo


async def test_a_signal_gives_up_waiting_and_reading(site: Site, fetch: Fetch) -> None:
    never = asyncio.Event()

    async def hang() -> AsyncIterator[bytes]:
        await never.wait()
        yield b""

    async def begin() -> AsyncIterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n\r\nbegun"
        await never.wait()

    site.answers |= {"/hang": hang, "/begin": begin}
    with pytest.raises(JsRangeError, match="why"):
        await fetch("/echo", signal=AbortSignal.abort(JsRangeError("why")))
    controller = AbortController()
    asyncio.get_running_loop().call_later(0.01, controller.abort)
    with pytest.raises(JsException, match=r"^AbortError: The operation was aborted$"):
        await fetch("/hang", signal=controller.signal)
    controller = AbortController()
    source = (await fetch("/begin", signal=controller.signal)).take_source()
    assert isinstance(source, ReadableStream)
    assert await source.read_chunk() == b"begun"
    asyncio.get_running_loop().call_later(0.01, controller.abort)
    with pytest.raises(JsException, match="AbortError"):
        await source.read_chunk()
    never.set()


async def test_an_unused_signal_changes_nothing(site: Site, fetch: Fetch) -> None:
    response = await fetch("/echo", signal=AbortController().signal)
    assert (await read_echo(response))[0] == "GET"


async def test_whoever_stops_the_worker_is_not_told_of_a_signal(site: Site, fetch: Fetch) -> None:
    gate = asyncio.Event()

    async def hang() -> AsyncIterator[bytes]:
        gate.set()
        await asyncio.Event().wait()
        yield b""

    site.answers["/hang"] = hang
    task = asyncio.ensure_future(fetch("/hang", signal=AbortController().signal))
    await gate.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
