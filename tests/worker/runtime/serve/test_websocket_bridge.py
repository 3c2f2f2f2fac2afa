"""A client's WebSocket, connected to the one in a Worker's response."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.language.kernel.errors import JsException
from fakeflare.worker.javascript.sockets.ends import LOST, SocketEnd
from fakeflare.worker.javascript.sockets.websockets import WebSocket, WebSocketPair
from fakeflare.worker.javascript.streams.readable import ReadableStream
from fakeflare.worker.runtime.serve.websocket_bridge import WebSocketBridge

DENIAL: dict[str, Any] = {"extensions": {"websocket.http.response": {}}}


class Client:
    """A client and its server, as an ASGI app sees them."""

    def __init__(self) -> None:
        self.events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.events.put_nowait({"type": "websocket.connect"})
        self.sent: list[dict[str, Any]] = []
        self.is_broken = False

    async def receive(self) -> Any:
        return await self.events.get()

    async def send(self, message: Any) -> None:
        if self.is_broken:
            raise OSError("gone")
        self.sent.append(dict(message))

    def say(self, **event: object) -> None:
        self.events.put_nowait({"type": "websocket.receive", **event})

    def disconnect(self, **event: object) -> None:
        self.events.put_nowait({"type": "websocket.disconnect", **event})


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def listen(socket: Any) -> list[object]:
    told: list[object] = []
    socket.onmessage = lambda event: told.append(event.data)
    socket.onclose = lambda event: told.append((event.code, event.reason, event.wasClean))
    return told


def make_response(**headers: str) -> tuple[Any, Response]:
    """The Worker's end, and its response with the other."""
    client, server = WebSocketPair.new().object_values()
    server.accept()
    server.binaryType = "arraybuffer"
    pairs = [(name.replace("_", "-"), value) for name, value in headers.items()]
    response = Response(None, 101, Headers(pairs))
    response.webSocket = client
    return server, response


async def start(client: Client, response: Response) -> "asyncio.Task[None]":
    task = asyncio.create_task(WebSocketBridge({}, client.receive, client.send).run(response))
    await settle()
    return task


async def test_messages_go_both_ways_until_the_client_closes() -> None:
    client = Client()
    server, response = make_response(x_own="1", sec_websocket_protocol="chat", upgrade="websocket")
    told = listen(server)
    server.send("early")
    task = await start(client, response)
    client.say(text="hello", bytes=None)
    client.say(bytes=b"\1")
    client.say(text="")
    await settle()
    assert (told[0], told[1].to_bytes(), told[2]) == ("hello", b"\1", "")  # type: ignore[attr-defined]
    server.send("answer")
    await settle()
    client.disconnect(code=4000, reason="bye")
    await task
    await settle()
    assert told[3:] == [(4000, "bye", True)]
    assert client.sent == [
        {"type": "websocket.accept", "subprotocol": "chat", "headers": [(b"x-own", b"1")]},
        {"type": "websocket.send", "text": "early"},
        {"type": "websocket.send", "text": "answer"},
    ]
    assert server.readyState == server.CLOSED


@pytest.mark.parametrize(
    ("arguments", "code", "seen"),
    [((4001, "done"), 4001, (4001, "done", True)), ((), 1000, (1005, "", True))],
)
async def test_the_worker_closes(arguments: tuple[object, ...], code: int, seen: object) -> None:
    client = Client()
    server, response = make_response()
    told = listen(server)
    task = await start(client, response)
    server.close(*arguments)
    await task
    await settle()
    reason = arguments[1] if arguments else ""
    assert client.sent[-1] == {"type": "websocket.close", "code": code, "reason": reason}
    assert told == [seen]


@pytest.mark.parametrize(
    ("event", "seen"),
    [
        ({"code": 1006}, (1006, "WebSocket disconnected without sending Close frame.", False)),
        ({"code": 1005, "reason": None}, (1005, "", True)),
        ({}, (1005, "", True)),
    ],
)
async def test_a_client_goes_away(event: dict[str, object], seen: object) -> None:
    client = Client()
    server, response = make_response()
    told = listen(server)
    task = await start(client, response)
    client.disconnect(**event)
    await task
    await settle()
    assert told == [seen]


async def test_a_client_that_breaks_off_is_lost() -> None:
    for early in (True, False):
        client = Client()
        server, response = make_response()
        told = listen(server)
        if early:
            client.events.get_nowait()
            client.disconnect(code=1006)
        task = await start(client, response)
        client.is_broken = True
        server.send("x")
        await task
        await settle()
        assert told == [(1006, "WebSocket disconnected without sending Close frame.", False)]


async def test_a_socket_that_a_worker_passes_on_may_be_lost() -> None:
    client = Client()
    backend, theirs = SocketEnd.make_pair()
    response = Response(None, 101)
    response.webSocket = WebSocket(theirs)
    backend.send(b"\1")
    backend.send(LOST)
    await (await start(client, response))
    assert client.sent[1:] == [
        {"type": "websocket.send", "bytes": b"\1"},
        {
            "type": "websocket.close",
            "code": 1011,
            "reason": "WebSocket disconnected without sending Close frame.",
        },
    ]


async def test_a_server_that_stops_loses_its_clients() -> None:
    client = Client()
    server, response = make_response()
    told = listen(server)
    task = await start(client, response)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await settle()
    assert told == [(1006, "WebSocket disconnected without sending Close frame.", False)]


async def test_a_socket_in_use_is_no_answer() -> None:
    _, response = make_response()
    response.webSocket.accept()
    client = Client()
    with pytest.raises(JsException, match="after calling accept"):
        await WebSocketBridge({}, client.receive, client.send).run(response)
    assert client.sent == []


async def test_a_response_without_a_socket_refuses() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"no"

    for source, bodies in ((b"no", [b"no"]), (None, [b""]), (ReadableStream(chunks()), [b"no", b""])):
        client = Client()
        response = Response(source, 403, Headers([("x-own", "1"), ("content-length", "2")]))
        await WebSocketBridge(DENIAL, client.receive, client.send).run(response)
        assert client.sent[0] == {
            "type": "websocket.http.response.start",
            "status": 403,
            "headers": [(b"x-own", b"1")],
        }
        assert [message["body"] for message in client.sent[1:]] == bodies
        assert [message["more_body"] for message in client.sent[1:]] == [True] * (len(bodies) - 1) + [False]
    client = Client()
    await WebSocketBridge({"extensions": None}, client.receive, client.send).run(Response(b"no", 403))
    assert client.sent == [{"type": "websocket.close", "code": 1000, "reason": ""}]
