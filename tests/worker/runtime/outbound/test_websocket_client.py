"""WebSockets that a Worker opens to a server of the network."""

import asyncio
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.language.kernel.errors import JsException
from fakeflare.worker.javascript.sockets.ends import Close
from fakeflare.worker.runtime.outbound.handshakes import is_upgrade
from fakeflare.worker.runtime.outbound.websocket_client import open_websocket


def test_an_upgrade_is_told_by_its_header() -> None:
    assert is_upgrade(Headers([("Upgrade", "WebSocket")]))
    assert not is_upgrade(Headers())


async def answer(connection: ServerConnection) -> None:
    async for message in connection:
        if message == "break":
            connection.transport.abort()
        elif message == "close":
            await connection.close(4002, "theirs")
        else:
            await connection.send(message)


async def connect(port: int, protocols: str = "") -> Any:
    pairs = [("upgrade", "websocket"), ("sec-websocket-protocol", protocols)]
    return await open_websocket(f"http://127.0.0.1:{port}/", Headers(pairs))


@pytest.mark.parametrize(
    ("last", "seen"),
    [
        ("close", (4002, "theirs", True)),
        ("break", (1006, "WebSocket disconnected without sending Close frame.", False)),
        (Close(4003, "ours"), (4003, "ours", True)),
    ],
)
async def test_a_server_of_the_network_is_talked_to(last: Any, seen: object) -> None:
    async with serve(answer, "127.0.0.1", 0, subprotocols=["chat"]) as server:  # type: ignore[list-item]
        port = server.sockets[0].getsockname()[1]
        response = await connect(port, "other, chat")
        assert (response.status, response.headers.get("sec-websocket-protocol")) == (101, "chat")
        socket = response.webSocket
        told: asyncio.Queue[object] = asyncio.Queue()
        socket.onmessage = lambda event: told.put_nowait(event.data)
        socket.onclose = lambda event: told.put_nowait((event.code, event.reason, event.wasClean))
        socket.accept()
        socket.send("hello")
        assert await told.get() == "hello"
        if isinstance(last, Close):
            socket.close(last.code, last.reason)
        else:
            socket.send(last)
        assert await told.get() == seen
        assert socket.readyState == socket.CLOSED


async def test_a_server_that_refuses_answers_with_its_response() -> None:
    def refuse(connection: ServerConnection, request: object) -> Any:
        return connection.respond(404, "no such room\n")

    async with serve(answer, "127.0.0.1", 0, process_request=refuse) as server:
        port = server.sockets[0].getsockname()[1]
        response = await connect(port)
    assert (response.status, await response.text()) == (404, "no such room\n")
    with pytest.raises(JsException, match=f"^TypeError: Fetch of http://127.0.0.1:{port}/ failed: "):
        await connect(port)
