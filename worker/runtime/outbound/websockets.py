"""WebSockets across the process's border: a server's ASGI connection and a client's to the network."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from fakeflare.worker.javascript.callbacks import begin
from fakeflare.worker.javascript.errors import JsTypeError
from fakeflare.worker.javascript.headers import Headers
from fakeflare.worker.javascript.responses import Response
from fakeflare.worker.javascript.socket_ends import ABNORMAL, LOST, NO_STATUS, Close, Message, SocketEnd
from fakeflare.worker.javascript.streams import ReadableStream
from fakeflare.worker.javascript.websockets import WebSocket

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

AsgiMessage = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[AsgiMessage]]
Send = Callable[[AsgiMessage], Awaitable[None]]

_CONNECT_SECONDS = 30.0

# The two sides of a handshake write these themselves.
_HANDSHAKE = frozenset(
    {
        *("connection", "upgrade", "host", "content-length", "transfer-encoding"),
        *("sec-websocket-accept", "sec-websocket-extensions", "sec-websocket-key"),
        *("sec-websocket-protocol", "sec-websocket-version"),
    }
)


def is_upgrade(headers: Headers) -> bool:
    """Whether the headers of a request ask for a WebSocket."""
    return str(headers.get("upgrade") or "").lower() == "websocket"


class WebSocketBridge:
    """Connects a client at an ASGI `websocket` connection to the socket in a Worker's response."""

    def __init__(self, scope: AsgiMessage, receive: Receive, send: Send) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send

    async def run(self, response: Response) -> None:
        """Answer the handshake, then carry messages until one side closes.

        The connection's first event must not have been received yet. A response without a WebSocket
        refuses the handshake. TypeError if its socket is in use already.
        """
        end = response.webSocket.couple() if isinstance(response.webSocket, WebSocket) else None
        event = await self._receive()
        if end is None:
            await self._refuse(response)
        elif event["type"] == "websocket.disconnect":
            end.send(LOST)
        else:
            await self._send(_make_accept(response.headers))
            await self._carry(end)

    async def _refuse(self, response: Response) -> None:
        if "websocket.http.response" not in (self._scope.get("extensions") or {}):
            await self._send({"type": "websocket.close", "code": 1000, "reason": ""})
            return
        source = response.take_source()
        headers = _encode_headers(response.headers)
        start = {"type": "websocket.http.response.start", "status": response.status, "headers": headers}
        await self._send(start)
        if isinstance(source, ReadableStream):
            async for chunk in source.iterate():
                await self._send_body(chunk, True)
            source = None
        await self._send_body(source or b"", False)

    async def _send_body(self, data: bytes, is_more: bool) -> None:
        await self._send({"type": "websocket.http.response.body", "body": data, "more_body": is_more})

    async def _carry(self, end: SocketEnd) -> None:
        queue: asyncio.Queue[Message] = asyncio.Queue()
        end.listen(queue.put_nowait)
        incoming = asyncio.create_task(self._carry_in(end))
        outgoing = asyncio.create_task(self._carry_out(queue))
        last: Close = LOST
        try:
            done, _ = await asyncio.wait({incoming, outgoing}, return_when=asyncio.FIRST_COMPLETED)
            task = incoming if incoming in done else outgoing
            # a server that raises has lost its client
            last = LOST if task.exception() is not None else task.result()
        finally:
            incoming.cancel()
            outgoing.cancel()
            await asyncio.gather(incoming, outgoing, return_exceptions=True)
            end.send(last)

    async def _carry_in(self, end: SocketEnd) -> Close:
        """The client's messages; how it ended."""
        while True:
            event = await self._receive()
            if event["type"] == "websocket.disconnect":
                return _read_disconnect(event)
            text = event.get("text")
            end.send(bytes(event["bytes"]) if text is None else text)

    async def _carry_out(self, queue: asyncio.Queue[Message]) -> Close:
        """The Worker's messages; its close, which the client's server answers by itself."""
        while True:
            message = await queue.get()
            if isinstance(message, Close):
                code, reason = _choose_code(message), message.reason
                await self._send({"type": "websocket.close", "code": code, "reason": reason})
                return message
            key = "text" if isinstance(message, str) else "bytes"
            await self._send({"type": "websocket.send", key: message})


def _make_accept(headers: Headers) -> AsgiMessage:
    protocol = headers.get("sec-websocket-protocol")
    subprotocol = str(protocol) if protocol else None
    return {"type": "websocket.accept", "subprotocol": subprotocol, "headers": _encode_headers(headers)}


def _encode_headers(headers: Headers) -> list[tuple[bytes, bytes]]:
    return [
        (name.encode("latin-1"), value.encode("latin-1", "replace"))
        for name, value in headers.list_pairs()
        if name not in _HANDSHAKE
    ]


def _read_disconnect(event: AsgiMessage) -> Close:
    code: int = event.get("code") or NO_STATUS
    return LOST if code == ABNORMAL else Close(code, event.get("reason") or "")


def _choose_code(message: Close) -> int:
    """A code that may stand in a frame. ASGI has no close without one."""
    if not message.is_clean:
        return 1011
    return 1000 if message.code == NO_STATUS else message.code


async def open_websocket(url: str, headers: Headers) -> Response:
    """Ask a server of the network for a WebSocket, as `fetch` does with `Upgrade: websocket`.

    The response is one of status 101 with a socket, or what the server said instead; TypeError if it
    cannot be reached.
    """
    # here and not above: most Workers open no connection
    from websockets.asyncio.client import connect
    from websockets.exceptions import InvalidStatus, WebSocketException
    from websockets.typing import Subprotocol

    wanted = str(headers.get("sec-websocket-protocol") or "")
    protocols = [Subprotocol(name.strip()) for name in wanted.split(",") if name.strip()]
    try:
        connection = await connect(
            "ws" + url.removeprefix("http").removeprefix("ws"),
            additional_headers=[pair for pair in headers.list_pairs() if pair[0] not in _HANDSHAKE],
            subprotocols=protocols or None,
            user_agent_header=None,
            open_timeout=_CONNECT_SECONDS,
            ping_interval=None,
            max_size=None,
        )
    except InvalidStatus as error:
        answer = error.response
        return Response(bytes(answer.body or b""), answer.status_code, Headers(answer.headers.raw_items()))
    except (OSError, WebSocketException, TimeoutError) as error:
        raise JsTypeError(f"Fetch of {url} failed: {error or type(error).__name__}") from None
    return _make_upgraded(connection)


def _make_upgraded(connection: "ClientConnection") -> Response:
    ours, theirs = SocketEnd.make_pair()
    queue: asyncio.Queue[Message | None] = asyncio.Queue()
    ours.listen(queue.put_nowait)
    begin(_receive_all(connection, ours, queue))
    begin(_send_all(connection, queue))
    answer = connection.response
    pairs = [] if answer is None else answer.headers.raw_items()
    response = Response(None, 101, Headers(pairs))
    response.webSocket = WebSocket(theirs)
    return response


async def _receive_all(
    connection: "ClientConnection", end: SocketEnd, queue: asyncio.Queue[Message | None]
) -> None:
    from websockets.exceptions import ConnectionClosed

    try:
        while True:
            end.send(await connection.recv())
    except ConnectionClosed as error:
        end.send(LOST if error.rcvd is None else Close(error.rcvd.code, error.rcvd.reason))
    finally:
        queue.put_nowait(None)


async def _send_all(connection: "ClientConnection", queue: asyncio.Queue[Message | None]) -> None:
    from websockets.exceptions import ConnectionClosed

    # the reader tells of the end
    with suppress(ConnectionClosed):
        while (message := await queue.get()) is not None:
            if isinstance(message, Close):
                await connection.close(_choose_code(message), message.reason)
            else:
                await connection.send(message)
