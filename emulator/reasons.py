"""uvicorn's HTTP protocol, extended by what KV's clients need and ASGI has no word for.

A response whose start message has the key `reason` is sent with that reason phrase; workerd shows it to
the Worker. A small response leaves in one write, head and body together. A client that is answered
before it has sent its whole body can read the answer. Headers may hold DEL. Nobody is warned of an upgrade
that is not served.
"""

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

_SMALL_BYTES = 64 * 1024
"""Up to this length a body is copied behind its head; a second system call would cost more."""

_LINGER_SECONDS = 5.0
"""How long a client may go on sending a body that was refused before its connection is cut."""


class ReasonProtocol(HttpToolsProtocol):
    """One connection."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # JSON text may hold DEL, and workerd sends it raw in CF-KV-Metadata.
        self.parser.set_dangerous_leniencies(lenient_headers=True, lenient_data_after_close=True)

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        if type(self.cycle) is RequestResponseCycle:
            # uvicorn makes the cycle itself; its task starts only after this callback.
            self.cycle.__class__ = _ReasonCycle

    def _unsupported_upgrade_warning(self) -> None:
        """Miniflare 4 asks for a WebSocket at every operation; its 400 says enough."""


class _ReasonCycle(RequestResponseCycle):
    """One request and its response."""

    _head: Any = None
    """A start message that waits for the body; only of a response whose length is known, so that a
    stream's head leaves at once."""

    async def send(self, message: Any) -> None:
        head, self._head = self._head, None
        if head is not None:
            await self._send_together(head, message)
        elif message["type"] == "http.response.start" and _has_length(message) and not self.response_started:
            self._head = message
        else:
            await super().send(message)

    async def _send_together(self, head: Any, body: Any) -> None:
        transport = self.transport
        written = _Written(head["status"], head.get("reason"))
        is_small = len(body.get("body", b"")) <= _SMALL_BYTES
        self.transport = cast(asyncio.Transport, written)
        try:
            await super().send(head)
            if is_small:
                await super().send(body)
        finally:
            self.transport = transport
        written.pass_on(transport, is_read=not self.more_body)
        if not is_small:
            await super().send(body)


def _has_length(start: Any) -> bool:
    return any(name == b"content-length" for name, _ in start["headers"])


class _Written:
    """Stands in for the transport while uvicorn writes a response, and keeps what it writes."""

    def __init__(self, status: int, reason: bytes | None) -> None:
        self._line = None if reason is None else b"HTTP/1.1 %d %s\r\n" % (status, reason)
        self._parts: list[bytes] = []
        self._is_closed = False

    def write(self, data: bytes) -> None:
        self._parts.append(data)

    def close(self) -> None:
        self._is_closed = True

    def pass_on(self, transport: asyncio.Transport, is_read: bool) -> None:
        """Write it all to the real transport, with the reason phrase in the first line.

        To close while the client is still sending would reset the connection, and with it throw away the
        answer: then only our side is closed, and the rest is read and dropped for a while.
        """
        data = b"".join(self._parts)
        if self._line is not None:
            data = self._line + data.partition(b"\r\n")[2]
        transport.write(data)
        if self._is_closed and is_read:
            transport.close()
        elif self._is_closed:
            transport.write_eof()
            asyncio.get_running_loop().call_later(_LINGER_SECONDS, transport.close)
