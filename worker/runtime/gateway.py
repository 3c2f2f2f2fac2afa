"""HTTP in front of a Worker: an ASGI app that makes a js Request of a request and sends the js Response."""

import sys
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import quote

from worker.javascript.errors import JsException
from worker.javascript.headers import Headers
from worker.javascript.requests import Request
from worker.javascript.responses import Response
from worker.javascript.statuses import NULL_BODY_STATUSES
from worker.javascript.streams import ReadableStream
from worker.runtime.program import Program
from worker.runtime.tracebacks import format_error

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

# The server writes these itself.
_FRAMING = frozenset({"content-length", "transfer-encoding", "connection", "keep-alive"})


class Gateway:
    """Serves one Worker."""

    def __init__(self, program: Program) -> None:
        self._program = program

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise NotImplementedError(f"{scope['type']} is not emulated by fakeflare yet")
        try:
            response = await self._program.fetch(make_request(scope, receive))
            source = response.take_source()
        except (Exception, SystemExit) as error:  # noqa: BLE001 - shown and logged
            await self._send_error(error, send)
            return
        await _send_response(response, source, scope["method"], send)

    async def _send_error(self, error: BaseException, send: Send) -> None:
        """500 with the traceback, here and in the log: nobody but the author sees this server."""
        text = format_error(error, self._program.path.parent)
        sys.stderr.write(text)
        failure = Response(
            text.encode("utf-8", "replace"), 500, Headers([("content-type", "text/plain;charset=UTF-8")])
        )
        await _send_response(failure, failure.take_source(), "GET", send)


def make_request(scope: Message, receive: Receive) -> Request:
    """The js Request of an ASGI request; header bytes are Latin-1, as in `ByteString`."""
    pairs = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
    headers = Headers(pairs)
    raw_path: bytes = scope.get("raw_path") or quote(scope["path"]).encode()
    query: bytes = scope.get("query_string", b"")
    host = headers.get("host") or "{}:{}".format(*(scope.get("server") or ("127.0.0.1", 80)))
    url = f"{scope.get('scheme', 'http')}://{host}{raw_path.decode('latin-1')}"
    method: str = scope["method"]
    has_body = method not in ("GET", "HEAD")
    return Request(
        f"{url}?{query.decode('latin-1')}" if query else url,
        method,
        headers,
        ReadableStream(_receive_chunks(receive)) if has_body else None,
    )


async def _receive_chunks(receive: Receive) -> AsyncIterator[bytes]:
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise JsException("Network connection lost.")
        yield message.get("body", b"")
        if not message.get("more_body", False):
            return


async def _send_response(
    response: Response, source: bytes | ReadableStream | None, method: str, send: Send
) -> None:
    headers = [
        (name.encode("latin-1"), value.encode("latin-1", "replace"))
        for name, value in response.headers.list_pairs()
        if name not in _FRAMING
    ]
    has_body = method != "HEAD" and response.status not in NULL_BODY_STATUSES
    if not isinstance(source, ReadableStream) and response.status not in NULL_BODY_STATUSES:
        headers.append((b"content-length", str(len(source or b"")).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    if isinstance(source, ReadableStream) and has_body:
        async for chunk in source.iterate():
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        source = None
    body = source if has_body and isinstance(source, bytes) else b""
    await send({"type": "http.response.body", "body": body, "more_body": False})
