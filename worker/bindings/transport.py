"""An httpx transport that calls an ASGI app in this process with as little around it as will do.

httpx.ASGITransport makes an event for every request and parses URLs several times; a KV get through it
takes longer than the store does.
"""

import asyncio
import functools
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import unquote

import httpx

Message = MutableMapping[str, Any]
App = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]
]

_ASGI = {"version": "3.0"}
_CLIENT = ("127.0.0.1", 0)


class AppTransport(httpx.AsyncBaseTransport):
    """Sends requests to one app, and reads each answer whole; a request's body may be a stream."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        exchange = _Exchange(request.stream)
        try:
            await self._app(_make_scope(request), exchange.receive, exchange.send)
        except ConnectionResetError:
            exchange.is_cut = True
        except Exception:
            if exchange.failure is None:
                raise
        if exchange.failure is not None:
            # whatever the app made of a body that broke off
            raise exchange.failure
        if exchange.status is None:
            raise httpx.RemoteProtocolError("the app ended without an answer", request=request)
        return exchange.make_response(exchange.status)


def _make_scope(request: httpx.Request) -> Message:
    url = request.url
    raw_path, _, query = url.raw_path.partition(b"?")
    path = raw_path.decode("ascii")
    return {
        "type": "http",
        "asgi": _ASGI,
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": unquote(path) if "%" in path else path,
        "raw_path": raw_path,
        "query_string": query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in _list_headers(request)],
        "client": _CLIENT,
        "server": ("fake-host", None),
    }


def _list_headers(request: httpx.Request) -> list[tuple[bytes, bytes]]:
    return request.pairs if isinstance(request, PlainRequest) else request.headers.raw


class PlainRequest(httpx.Request):
    """A request of just these headers, made without what httpx works out of a URL and a body."""

    def __init__(
        self,
        method: str,
        url: httpx.URL,
        pairs: list[tuple[bytes, bytes]],
        stream: httpx.SyncByteStream | httpx.AsyncByteStream,
    ) -> None:
        self.method = method
        self.url = url
        self.pairs = pairs
        self.stream = stream
        self.extensions = {}

    @functools.cached_property
    def headers(self) -> httpx.Headers:  # type: ignore[override] # an attribute there
        return httpx.Headers(self.pairs)


class _ReadResponse(httpx.Response):
    """An answer that has been read and that nothing encodes: made in a tenth of the time."""

    is_closed = True
    is_stream_consumed = True
    default_encoding = "utf-8"

    def __init__(
        self, status: int, pairs: list[tuple[bytes, bytes]], body: bytes, extensions: dict[str, Any]
    ) -> None:
        self.status_code = status
        self.extensions = extensions
        self._pairs = pairs
        self._body = body

    @functools.cached_property
    def headers(self) -> httpx.Headers:  # type: ignore[override] # an attribute there
        return httpx.Headers(self._pairs)

    @property
    def content(self) -> bytes:
        return self._body

    async def aread(self) -> bytes:
        return self._body

    async def aiter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        step = chunk_size or max(len(self._body), 1)
        for start in range(0, len(self._body), step):
            yield self._body[start : start + step]

    async def aclose(self) -> None:
        return


class _CutResponse(_ReadResponse):
    """An answer that breaks off after what there is of its body."""

    async def aread(self) -> bytes:
        raise httpx.RemoteProtocolError("the connection was cut before the end of the body")

    async def aiter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        async for chunk in super().aiter_bytes(chunk_size):
            yield chunk
        await self.aread()


class _Exchange:
    """One request and its answer, seen from the app."""

    def __init__(self, stream: httpx.SyncByteStream | httpx.AsyncByteStream) -> None:
        self._stream = stream
        self._chunks: AsyncIterator[bytes] | None = None
        self._is_sent = False
        self._parts: list[bytes] = []
        self.status: int | None = None
        self.failure: Exception | None = None
        self.is_cut = False
        """The app has ended the connection, as an emulator does that was asked for such a fault."""
        self.headers: list[tuple[bytes, bytes]] = []
        self.reason: bytes | None = None

    async def receive(self) -> Message:
        if self._is_sent:
            # who asks again waits for the client to go away, which it does not
            await asyncio.get_running_loop().create_future()
        if isinstance(self._stream, httpx.ByteStream):
            self._is_sent = True
            return {"type": "http.request", "body": b"".join(self._stream), "more_body": False}
        if self._chunks is None:
            assert isinstance(self._stream, httpx.AsyncByteStream)  # noqa: S101 - nobody sends another kind
            self._chunks = self._stream.__aiter__()
        try:
            async for chunk in self._chunks:
                return {"type": "http.request", "body": chunk, "more_body": True}
        except Exception as error:  # noqa: BLE001 - for who sent the body
            self.failure = error
            self._is_sent = True
            return {"type": "http.disconnect"}
        self._is_sent = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = list(message.get("headers", ()))
            # uvicorn cannot send a reason phrase, so that the app says it beside the status
            self.reason = message.get("reason")
        elif message["type"] == "http.response.body" and (body := message.get("body")):
            self._parts.append(body)

    def make_response(self, status: int) -> httpx.Response:
        body = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
        extensions = {} if self.reason is None else {"reason_phrase": self.reason}
        if self.is_cut:
            return _CutResponse(status, self.headers, body, extensions)
        if any(name.lower() == b"content-encoding" for name, _ in self.headers):
            return httpx.Response(status, headers=self.headers, content=body, extensions=extensions)
        return _ReadResponse(status, self.headers, body, extensions)
