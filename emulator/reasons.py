"""uvicorn's HTTP protocol, extended by what KV's clients need and ASGI has no word for.

A response whose start message has the key `reason` is sent with that reason phrase; workerd shows it to
the Worker. Paths may hold raw UTF-8, as `curl` sends them, and headers DEL. Nobody is warned of an upgrade
that is not served.
"""

import asyncio
import re
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

_NOT_ASCII = re.compile(rb"[\x80-\xff]")


class ReasonProtocol(HttpToolsProtocol):
    """One connection."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # JSON text may hold DEL, and workerd sends it raw in CF-KV-Metadata.
        self.parser.set_dangerous_leniencies(lenient_headers=True, lenient_data_after_close=True)

    def on_url(self, url: bytes) -> None:
        if not url.isascii():
            url = _NOT_ASCII.sub(lambda match: b"%%%02X" % match[0][0], url)
        super().on_url(url)

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        if type(self.cycle) is RequestResponseCycle:
            # uvicorn makes the cycle itself; its task starts only after this callback.
            self.cycle.__class__ = _ReasonCycle

    def _unsupported_upgrade_warning(self) -> None:
        """Miniflare 4 asks for a WebSocket at every operation; its 400 says enough."""


class _ReasonCycle(RequestResponseCycle):
    """One request and its response."""

    async def send(self, message: Any) -> None:
        reason = message.get("reason")
        if reason is None:
            await super().send(message)
            return
        transport = self.transport
        self.transport = cast(asyncio.Transport, _StatusLine(transport, message["status"], reason))
        try:
            await super().send(message)
        finally:
            self.transport = transport


class _StatusLine:
    """Stands in for the transport while the head of a response is written, and rewrites its first line."""

    def __init__(self, transport: asyncio.Transport, status: int, reason: bytes) -> None:
        self._transport = transport
        self._line = b"HTTP/1.1 %d %s" % (status, reason)

    def write(self, data: bytes) -> None:
        _, _, rest = data.partition(b"\r\n")
        self._transport.write(self._line + b"\r\n" + rest)
