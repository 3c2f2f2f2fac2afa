"""Origins that are answered by a local Worker or by a Python function."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest
from websockets.asyncio.server import ServerConnection, serve

from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.language.kernel.errors import JsException
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.streams.readable import ReadableStream
from fakeflare.worker.pyodide.proxies import create_proxy
from fakeflare.worker.runtime.outbound.outbound import Outbound
from fakeflare.worker.runtime.outbound.targets import HandlerTarget, Target, WorkerTarget

Answer = tuple[int, object, bytes]


async def ask(handler: Callable[[httpx.Request], object], request: Request | None = None) -> Answer:
    outbound = Outbound({"https://api.example": HandlerTarget(handler)})
    response = await outbound.fetch(request or Request("https://api.example/"))
    return response.status, response.headers.get("content-type"), await response.take_bytes()


class SdkResponse:
    """What the SDK's Response has."""

    js_response = Response(b"sdk", 203, Headers([("content-type", "x/y")]))


@pytest.mark.parametrize(
    ("result", "answer"),
    [
        ("é", (200, "text/plain;charset=UTF-8", "é".encode())),
        (b"raw", (200, jsnull, b"raw")),
        ({"a": [1]}, (200, "application/json", b'{"a": [1]}')),
        ([], (200, "application/json", b"[]")),
        ((404, "none"), (404, "text/plain;charset=UTF-8", b"none")),
        ((799, b""), (799, jsnull, b"")),
        (SdkResponse(), (203, "x/y", b"sdk")),
    ],
)
async def test_handlers_return_what_is_at_hand(result: object, answer: tuple[object, ...]) -> None:
    def handle(_request: httpx.Request) -> object:
        return result

    assert await ask(handle) == answer


async def test_handlers_may_be_async_and_return_httpx_responses() -> None:
    async def handle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(
            201, json={"got": request.read().decode()}, headers=[("x-a", "1"), ("x-a", "2")]
        )

    outbound = Outbound({"https://api.example": HandlerTarget(handle)})
    request = Request.new("https://api.example/", method="POST", body="sent")
    response = await outbound.fetch(request)
    assert (response.status, response.headers.get("x-a")) == (201, "1, 2")
    assert await response.take_bytes() == b'{"got":"sent"}'


async def test_handlers_see_the_request() -> None:
    seen: list[object] = []

    def handle(request: httpx.Request) -> str:
        seen.extend([request.method, str(request.url), request.headers["x-a"]])
        return ""

    await ask(handle, Request("https://api.example/p?q=1", "DELETE", Headers([("x-a", "b")])))
    assert seen == ["DELETE", "https://api.example/p?q=1", "b"]


async def test_what_a_handler_returns_wrongly_is_named() -> None:
    with pytest.raises(TypeError, match="an outbound handler returned None: expected a Response, text"):
        await ask(lambda _request: None)


async def test_what_a_handler_raises_arrives(caplog: pytest.LogCaptureFixture) -> None:
    def refuse(request: httpx.Request) -> object:
        raise httpx.ConnectError("no", request=request)

    def fail(_request: httpx.Request) -> object:
        raise LookupError("own")

    caplog.set_level(logging.WARNING, "fakeflare.worker")
    with pytest.raises(JsException, match=r"^Error: Network connection lost\.$"):
        await ask(refuse)
    assert caplog.messages == ["fetch of https://api.example/ failed: no"]
    with pytest.raises(LookupError, match="own"):
        await ask(fail)


async def test_a_redirect_crosses_targets() -> None:
    def move(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(302, headers={"location": "https://b.example/x"})

    targets: dict[str, Target] = {
        "https://a.example": HandlerTarget(move),
        "*": HandlerTarget(lambda request: str(request.url)),
    }
    response = await Outbound(targets).fetch(Request("https://a.example/"))
    assert (response.url, response.redirected) == ("https://b.example/x", True)
    assert await response.take_bytes() == b"https://b.example/x"


def open_workers(
    worker: Callable[[Request], Awaitable[Response]],
) -> tuple[Outbound, dict[str, Callable[[Request], Awaitable[Response]]]]:
    workers = {"other": worker}
    targets: dict[str, Target] = {
        "http://api.example": WorkerTarget("other"),
        "http://gone.example": WorkerTarget("gone"),
    }
    return Outbound(targets, workers.get), workers


async def test_a_worker_is_asked_with_a_request_it_can_read() -> None:
    async def worker(request: Request) -> Response:
        assert not request.bodyUsed
        return Response(await request.take_bytes(), 200, Headers([("x-url", request.url)]))

    async def chunks() -> AsyncIterator[bytes]:
        yield b"he"
        yield b"llo"

    outbound, _ = open_workers(worker)
    request = Request.new("http://api.example:80/p", method="POST", body=ReadableStream(chunks()))
    response = await outbound.fetch(request)
    assert (response.headers.get("x-url"), response.url) == ("http://api.example/p",) * 2
    assert await response.take_bytes() == b"hello"


async def test_who_follows_redirects_by_itself_is_given_them_with_the_address_as_written() -> None:
    async def worker(request: Request) -> Response:
        return Response(None, 302, Headers([("location", request.url)]))

    outbound, _ = open_workers(worker)
    response = await outbound.ask(Request("http://api.example:80/p"))
    assert (response.status, response.headers.get("location")) == (302, "http://api.example:80/p")


async def test_a_worker_that_is_not_there_is_named() -> None:
    async def worker(request: Request) -> Response:
        raise AssertionError(request)

    outbound, _ = open_workers(worker)
    with pytest.raises(JsException, match='a Worker called "gone", and there is none'):
        await outbound.fetch(Request("http://gone.example/"))
    with pytest.raises(JsException, match="there is none"):
        await Outbound({"*": WorkerTarget("other")}).fetch(Request("http://any.example/"))


def test_targets_are_found_by_origin() -> None:
    some = Outbound({"http://a.example": WorkerTarget("x")})
    every = Outbound({"*": WorkerTarget("x")})
    found: list[Any] = [
        one.has_target(origin) for one in (some, every) for origin in ("http://a.example", "b")
    ]
    assert found == [True, False, True, True]


async def test_a_websocket_over_the_network() -> None:
    async def greet(connection: ServerConnection) -> None:
        await connection.send("hello")
        await connection.wait_closed()

    async with serve(greet, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        request = Request(f"http://127.0.0.1:{port}/", "GET", Headers([("upgrade", "websocket")]))
        response = await Outbound({}).fetch(request)
        assert response.status == 101
        socket: Any = response.webSocket
        said = asyncio.get_running_loop().create_future()
        socket.addEventListener("message", create_proxy(lambda event: said.set_result(event.data)))
        socket.accept()
        assert await asyncio.wait_for(said, 5) == "hello"
        socket.close()
    with pytest.raises(JsException, match=r"^TypeError: Fetch of http://127\."):
        await Outbound({}).fetch(Request(f"http://127.0.0.1:{port}/", "GET", request.headers))


async def test_bodies_of_redirects_are_let_go() -> None:
    ended = asyncio.Event()

    async def chunks() -> AsyncIterator[bytes]:
        try:
            yield b"x"
            yield b"y"
        finally:
            ended.set()

    async def worker(request: Request) -> Response:
        if request.url.endswith("/to"):
            return Response(b"there")
        stream = ReadableStream(chunks())
        await stream.read_chunk()
        return Response(ReadableStream(stream.source), 302, Headers([("location", "/to")]))

    outbound, _ = open_workers(worker)
    assert await (await outbound.fetch(Request("http://api.example/"))).take_bytes() == b"there"
    assert ended.is_set()
