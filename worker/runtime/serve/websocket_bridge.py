"""A client's WebSocket, as an ASGI server has it, connected to the one in a Worker's response."""

import asyncio

from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.sockets.ends import ABNORMAL, LOST, NO_STATUS, Close, Message, SocketEnd
from fakeflare.worker.javascript.sockets.websockets import WebSocket
from fakeflare.worker.javascript.streams.readable import ReadableStream
from fakeflare.worker.runtime.outbound.handshakes import HANDSHAKE_HEADERS, choose_code
from fakeflare.worker.runtime.serve.asgi import Message as AsgiMessage
from fakeflare.worker.runtime.serve.asgi import Receive, Send


class WebSocketBridge:
    """Connect a client at an ASGI `websocket` connection to the socket in a Worker's response."""

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
                code, reason = choose_code(message), message.reason
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
        if name not in HANDSHAKE_HEADERS
    ]


def _read_disconnect(event: AsgiMessage) -> Close:
    code: int = event.get("code") or NO_STATUS
    return LOST if code == ABNORMAL else Close(code, event.get("reason") or "")
