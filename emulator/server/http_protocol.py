"""uvicorn's HTTP protocol, extended by what KV's clients need and ASGI has no word for.

A response whose start message has the key `reason` is sent with that reason phrase; workerd shows it to
the Worker. A small response leaves in one write, head and body together. A client that is answered
before it has sent its whole body can read the answer. The message `fakeflare.cut` ends a connection where
its answer stands. Headers may hold DEL. Nobody is warned of an upgrade that is not served.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.utils import get_client_addr, get_path_with_query_string

from fakeflare.emulator.http.extensions import CUT

_EXTENSIONS: dict[str, dict[object, object]] = {CUT: {}}

_SMALL_BYTES = 64 * 1024
"""Up to this length a body is copied behind its head; a second system call would cost more."""

_LINGER_SECONDS = 5.0
"""How long a client may go on sending a body that was refused before its connection is cut."""


class ReasonProtocol(HttpToolsProtocol):
    """One connection, over which uvicorn's requests and responses go with what is added here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # JSON text may hold DEL, and workerd sends it raw in CF-KV-Metadata.
        self.parser.set_dangerous_leniencies(lenient_headers=True, lenient_data_after_close=True)

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self.scope["extensions"] = _EXTENSIONS
        if type(self.cycle) is RequestResponseCycle:
            # uvicorn makes the cycle itself; its task starts only after this callback.
            self.cycle.__class__ = _ReasonCycle

    def _unsupported_upgrade_warning(self) -> None:
        """Miniflare 4 asks for a WebSocket at every operation; its 400 says enough."""


class _ReasonCycle(RequestResponseCycle):
    """One request and its response; holds a head back until its body is there to go with it."""

    _head: Any = None
    """A start message that waits for the body; only of a response whose length is known, so that a
    stream's head leaves at once."""

    _length: int | None = None

    async def send(self, message: Any) -> None:
        head, self._head = self._head, None
        if head is not None:
            await self._send_response(head, message)
            return
        if message["type"] == "http.response.start":
            self._length = _find_length(message["headers"])
            if self._length is not None:
                self._head = message
                return
        elif message["type"] == CUT:
            self._cut(message["is_clean"])
            return
        await super().send(message)

    def _cut(self, is_clean: bool) -> None:
        """End the connection in the middle of the answer; `is_clean`: once all that was written has left."""
        self.disconnected = True
        if is_clean:
            self.transport.close()
        else:
            self.transport.abort()

    async def _send_response(self, head: Any, message: Any) -> None:
        body = message.get("body", b"")
        if self.scope["method"] == "HEAD" and not message.get("more_body"):
            body = b""
        elif len(body) != self._length or len(body) > _SMALL_BYTES or message.get("more_body"):
            await super().send(head)
            await super().send(message)
            return
        if self.flow.write_paused and not self.disconnected:
            await self.flow.drain()
        if not self.disconnected:
            self._write_response(head, body)

    def _write_response(self, head: Any, body: bytes) -> None:
        """What `RequestResponseCycle.send` does for both messages of a whole response, at once."""
        status, reason = head["status"], head.get("reason")
        headers = [*self.default_headers, *head["headers"]]
        if not self.keep_alive:
            headers.append((b"connection", b"close"))
        parts = [STATUS_LINE[status] if reason is None else b"HTTP/1.1 %d %s\r\n" % (status, reason)]
        for name, value in headers:
            parts += (name, b": ", value, b"\r\n")
        parts.append(b"\r\n")
        data = b"".join(parts)
        if data.count(b"\n") != len(headers) + 2:
            raise RuntimeError("a header must not contain a line break")
        self.response_started = self.response_complete = True
        self.waiting_for_100_continue = False
        if self.access_log:
            self._log_access(status)
        self.transport.write(data + body)
        self.message_event.set()
        if not self.keep_alive:
            self._close()
        self.on_response()

    def _close(self) -> None:
        """Close, but not on a client that is still sending: that would reset the connection and with it
        throw the answer away. Then only our side is closed, and the rest is read and dropped for a while.
        """
        if not self.more_body:
            self.transport.close()
            return
        self.transport.write_eof()
        asyncio.get_running_loop().call_later(_LINGER_SECONDS, self.transport.close)

    def _log_access(self, status: int) -> None:
        self.access_logger.info(
            '%s - "%s %s HTTP/%s" %d',
            get_client_addr(self.scope),
            self.scope["method"],
            get_path_with_query_string(self.scope),
            self.scope["http_version"],
            status,
        )


def _find_length(headers: Any) -> int | None:
    """The length of a response, if it is known and the connection is left to the server."""
    length = None
    for name, value in headers:
        if name == b"content-length":
            length = int(value)
        elif name == b"connection":
            return None
    return length
