"""A WebSocket that a Worker's `fetch` opens to a server of the network."""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.language.callbacks import begin
from fakeflare.worker.javascript.language.kernel.errors import JsTypeError
from fakeflare.worker.javascript.sockets.ends import LOST, Close, Message, SocketEnd
from fakeflare.worker.javascript.sockets.websockets import WebSocket
from fakeflare.worker.runtime.outbound.handshakes import HANDSHAKE_HEADERS, choose_code

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

_CONNECT_SECONDS = 30.0


async def open_websocket(url: str, headers: Headers) -> Response:
    """Ask a server of the network for a WebSocket, as `fetch` does with `Upgrade: websocket`.

    The response is one of status 101 with a socket, or what the server said instead; TypeError if it
    cannot be reached.
    """
    # start-up: most Workers open no connection
    from websockets.asyncio.client import connect
    from websockets.exceptions import InvalidStatus, WebSocketException
    from websockets.typing import Subprotocol

    wanted = str(headers.get("sec-websocket-protocol") or "")
    protocols = [Subprotocol(name.strip()) for name in wanted.split(",") if name.strip()]
    try:
        connection = await connect(
            "ws" + url.removeprefix("http").removeprefix("ws"),
            additional_headers=[pair for pair in headers.list_pairs() if pair[0] not in HANDSHAKE_HEADERS],
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
    from websockets.exceptions import ConnectionClosed  # start-up: as above

    try:
        while True:
            end.send(await connection.recv())
    except ConnectionClosed as error:
        end.send(LOST if error.rcvd is None else Close(error.rcvd.code, error.rcvd.reason))
    finally:
        queue.put_nowait(None)


async def _send_all(connection: "ClientConnection", queue: asyncio.Queue[Message | None]) -> None:
    from websockets.exceptions import ConnectionClosed  # start-up: as above

    # the reader tells of the end
    with suppress(ConnectionClosed):
        while (message := await queue.get()) is not None:
            if isinstance(message, Close):
                await connection.close(choose_code(message), message.reason)
            else:
                await connection.send(message)
