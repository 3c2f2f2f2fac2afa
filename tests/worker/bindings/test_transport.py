"""The way to an app in this process, and bodies that flow."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from fakeflare.emulator.app import open_app
from fakeflare.emulator.settings import BoundNamespace, Settings
from fakeflare.worker.bindings.caller_headers import Location, invoked
from fakeflare.worker.bindings.kv.namespace import KvNamespace
from fakeflare.worker.bindings.kv.wire import KvService
from fakeflare.worker.bindings.transport import AppTransport
from fakeflare.worker.javascript.language.kernel.errors import JsException
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.streams.readable import ReadableStream


class App:
    """Answers with parts, and keeps what it was asked."""

    def __init__(self, *parts: bytes, status: int = 200, **start: Any) -> None:
        self._parts = parts
        self._start = {"status": status, **start}
        self.scope: Any = None
        self.chunks: list[bytes] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.scope = scope
        more = True
        while more:
            message = await receive()
            self.chunks.append(message["body"])
            more = message["more_body"]
        await send({"type": "http.response.start", **self._start})
        for part in self._parts:
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body"})


def reach(app: Any) -> KvNamespace:
    return KvNamespace(KvService(AppTransport(app), "ns-id"))


async def test_the_app_sees_what_workerd_would_send() -> None:
    app = App(b"va", b"lue")
    assert await reach(app).get("a b/c", cacheTtl=60) == "value"
    assert app.scope["method"] == "GET"
    assert app.scope["raw_path"] == b"/a%20b%2Fc"
    assert app.scope["path"] == "/a b/c"
    assert app.scope["query_string"] == b"urlencoded=true&cache_ttl=60"
    assert app.scope["headers"] == [
        (b"host", b"fake-host"),
        (b"cf-kv-flprod-405", b"https://fake-host/a%20b%2Fc?urlencoded=true&cache_ttl=60"),
        (b"cf-kv-namespace", b"ns-id"),
    ]


async def test_the_app_is_told_of_event_and_place() -> None:
    app, location = App(b"value"), Location("ams")
    namespace = KvNamespace(KvService(AppTransport(app), "ns-id", location))
    events = []
    for _ in range(2):
        with invoked():
            for _ in range(2):
                await namespace.get("k")
                events.append(dict(app.scope["headers"])[b"fakeflare-invocation"])
    assert dict(app.scope["headers"])[b"fakeflare-location"] == b"ams"
    assert events[0] == events[1] != events[2] == events[3]
    location.name = None
    await namespace.get("k")
    assert [name for name, _ in app.scope["headers"] if name.startswith(b"fakeflare")] == []


async def test_a_value_has_its_length() -> None:
    app = App()
    await reach(app).put("k", "é")
    assert app.chunks == ["é".encode()]
    assert (b"content-length", b"2") in app.scope["headers"]


async def test_a_stream_is_sent_while_it_is_read() -> None:
    app = App()
    seen: list[int] = []

    async def flow() -> AsyncIterator[bytes]:
        for part in (b"a", b"b", b"c"):
            seen.append(len(app.chunks))
            yield part

    await reach(app).put("k", ReadableStream(flow()))
    assert app.chunks == [b"a", b"b", b"c", b""]
    assert seen == [0, 1, 2]
    assert (b"transfer-encoding", b"chunked") in app.scope["headers"]


async def test_a_stream_that_breaks_fails_the_put() -> None:
    async def flow() -> AsyncIterator[bytes]:
        yield b"a"
        raise JsException("broken")

    with pytest.raises(JsException, match="broken"):
        await reach(App()).put("k", ReadableStream(flow()))


async def test_a_stream_that_breaks_leaves_nothing_behind() -> None:
    async def flow() -> AsyncIterator[bytes]:
        yield b"a"
        raise JsException("broken")

    settings = Settings(bindings=(BoundNamespace("KV", "ns-id", "title"),))
    async with open_app(settings) as app:
        kv = reach(app)
        with pytest.raises(JsException, match="broken"):
            await kv.put("k", ReadableStream(flow()))
        assert await kv.get("k") is jsnull


async def test_streams_that_somebody_has_read_are_refused() -> None:
    read = ReadableStream.of_bytes(b"a")
    assert [chunk async for chunk in read.iterate()] == [b"a"]
    read.is_disturbed = True
    held = ReadableStream.of_bytes(b"a")
    held.getReader()
    for stream, message in (
        (read, "This ReadableStream is disturbed."),
        (held, "The ReadableStream has been locked to a reader."),
    ):
        app = App()
        with pytest.raises(JsException) as caught:
            await reach(app).put("k", stream)
        assert (str(caught.value), app.scope) == (f"TypeError: {message}", None)


async def test_a_reason_phrase_is_the_error() -> None:
    app = App(b"body", status=400, reason="Grund é".encode(), headers=[])
    with pytest.raises(JsException, match=r"KV PUT failed: 400 Grund é$"):
        await reach(app).put("k", "v")


async def test_encoded_answers_are_decoded() -> None:
    import gzip

    app = App(gzip.compress(b"plain"), headers=[(b"content-encoding", b"gzip")])
    assert await reach(app).get("k") == "plain"


async def test_metadata_is_read_from_the_header() -> None:
    app = App(b"v", headers=[(b"cf-kv-metadata", '{"a":"é"}'.encode()), (b"CF-Cache-Status", b"HIT")])
    found: Any = await reach(app).getWithMetadata("k")
    assert found.to_py() == {"value": "v", "metadata": {"a": "é"}, "cacheStatus": "HIT"}


async def test_an_app_without_an_answer_is_a_lost_connection() -> None:
    async def silent(scope: Any, receive: Any, send: Any) -> None:
        return

    with pytest.raises(JsException, match=r"Network connection lost\.$"):
        await reach(silent).get("k")


@pytest.mark.parametrize("parts", [(), (b"a", b"b")])
async def test_an_app_that_cuts_the_connection_is_a_lost_one(parts: tuple[bytes, ...]) -> None:
    async def cut(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"9")]})
        for part in parts:
            await send({"type": "http.response.body", "body": part, "more_body": True})
        raise ConnectionResetError

    kv = reach(cut)
    for call in (kv.get("k"), kv.put("k", "v"), kv.list()):
        with pytest.raises(JsException, match=r"Network connection lost\.$"):
            await call
    stream: Any = await kv.get("k", type="stream")
    with pytest.raises(JsException, match=r"Network connection lost\.$"):
        _ = [chunk async for chunk in stream]


async def test_receive_waits_after_the_end() -> None:
    async def patient(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        waiting = asyncio.ensure_future(receive())
        await asyncio.sleep(0)
        assert not waiting.done()
        waiting.cancel()
        await send({"type": "http.response.start", "status": 200, "headers": []})

    assert await reach(patient).get("k") == ""


async def test_a_get_of_a_stream_comes_in_chunks() -> None:
    found: Any = await reach(App(b"x" * 200_000)).get("k", type="stream")
    sizes = [chunk.byteLength async for chunk in found]
    assert (sum(sizes), max(sizes)) == (200_000, 65_536)
    assert not await reach(App(status=404)).get("k", type="stream")


async def test_a_get_of_a_stream_does_not_wait_for_its_end() -> None:
    sent: list[bytes] = []
    closed: list[bool] = []

    class Endless(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            while True:
                sent.append(b"x" * 65_536)
                yield sent[-1]

        async def aclose(self) -> None:
            closed.append(True)

    class Remote(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            return httpx.Response(200, stream=Endless())

    kv = KvNamespace(KvService(Remote(), "ns-id"))
    stream: Any = await kv.get("k", "stream")
    assert sent == []
    reader = stream.getReader()
    assert (await reader.read()).value.byteLength == 65_536
    assert len(sent) < 3


async def test_a_transport_that_fails_while_reading_is_a_lost_connection() -> None:
    class Broken(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield b"x"
            raise httpx.ReadError("gone")

    class Remote(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            return httpx.Response(200, stream=Broken())

    kv = KvNamespace(KvService(Remote(), "ns-id"))
    with pytest.raises(JsException, match=r"Network connection lost\.$"):
        await kv.get("k")
    stream: Any = await kv.get("k", "stream")
    with pytest.raises(JsException, match=r"Network connection lost\.$"):
        _ = [chunk async for chunk in stream]
