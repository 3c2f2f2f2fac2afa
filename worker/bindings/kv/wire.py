"""Sends a call to the KV service as workerd would, byte for byte, through any httpx client or transport.

The service may sit in this process (`fakeflare.worker.bindings.transport`) or behind a socket.
"""

from collections.abc import AsyncIterable, AsyncIterator

import httpx

from fakeflare.worker.bindings.caller_headers import Location, list_headers
from fakeflare.worker.bindings.kv.calls import Call
from fakeflare.worker.bindings.transport import AppTransport, PlainRequest
from fakeflare.worker.javascript.fetch.statuses import get_phrase
from fakeflare.worker.javascript.language.kernel.errors import JsException

MAX_SENTENCE = 512
"""workers-sdk: miniflare/src/workers/shared/router.worker.ts cuts a reason phrase there."""

Carrier = httpx.AsyncClient | httpx.AsyncBaseTransport

_HOST = "fake-host"
_BASE = httpx.URL(f"http://{_HOST}")
_HOST_HEADER = (b"Host", _HOST.encode())
_EMPTY = httpx.ByteStream(b"")


class WireURL(httpx.URL):
    """A URL whose request target stays as it is written: httpx would quote `|` and `^` once more."""

    def __init__(self, base: httpx.URL, target: str) -> None:
        super().__init__(base)
        self._target = target.encode("ascii")

    @property
    def raw_path(self) -> bytes:
        return self._target

    @property
    def query(self) -> bytes:
        return self._target.partition(b"?")[2]


class _Chunks(httpx.AsyncByteStream):
    """A body that is read while it is sent."""

    def __init__(self, chunks: AsyncIterable[bytes]) -> None:
        self._chunks = chunks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._chunks:
            yield chunk


class KvService:
    """One namespace of the service, reached by a client (at its `base_url`) or a bare transport."""

    def __init__(self, carrier: Carrier, namespace_id: str, location: Location | None = None) -> None:
        self._carrier = carrier
        self._location = location or Location()
        self.is_here = isinstance(carrier, AppTransport)
        """True for a service in this process, which answers without waiting where it can."""
        self._base = carrier.base_url if isinstance(carrier, httpx.AsyncClient) else _BASE
        self._namespace_header = (b"CF-KV-Namespace", namespace_id.encode())

    async def send(self, call: Call) -> httpx.Response:
        """The reply, whatever its status, read whole; JsException when there is none."""
        try:
            reply = await self._send(call)
            await reply.aread()
        except httpx.HTTPError:
            raise JsException("Network connection lost.") from None
        return reply

    async def open(self, call: Call) -> httpx.Response:
        """The reply with its body still to be read, unless it is an error."""
        try:
            reply = await self._send(call)
            if not reply.is_success:
                await reply.aread()
        except httpx.HTTPError:
            raise JsException("Network connection lost.") from None
        return reply

    async def _send(self, call: Call) -> httpx.Response:
        request = self._make_request(call)
        carrier = self._carrier
        if isinstance(carrier, httpx.AsyncClient):
            return await carrier.send(request, stream=True, follow_redirects=False)
        return await carrier.handle_async_request(request)

    def _make_request(self, call: Call) -> httpx.Request:
        shown = call.target if call.target != "/" and not call.target.startswith("/?") else call.target[1:]
        headers = [
            _HOST_HEADER,
            *call.headers,
            (b"CF-KV-FLPROD-405", f"https://{_HOST}{shown}".encode()),
            self._namespace_header,
            *list_headers(self._location),
        ]
        return PlainRequest(call.method, WireURL(self._base, call.target), headers, _make_body(call, headers))


def _make_body(
    call: Call, headers: list[tuple[bytes, bytes]]
) -> httpx.SyncByteStream | httpx.AsyncByteStream:
    """The body, and the header that frames it."""
    if call.body is None:
        return _EMPTY
    if isinstance(call.body, bytes):
        headers.append((b"Content-Length", b"%d" % len(call.body)))
        return httpx.ByteStream(call.body)
    if call.length is None:
        headers.append((b"Transfer-Encoding", b"chunked"))
    else:
        headers.append((b"Content-Length", b"%d" % call.length))
    return _Chunks(call.body)


async def iterate_body(reply: httpx.Response) -> AsyncIterator[bytes]:
    """The body of an opened reply; leaving the iteration ends the connection."""
    try:
        async for chunk in reply.aiter_bytes(65_536):
            yield chunk
    except httpx.HTTPError:
        raise JsException("Network connection lost.") from None
    finally:
        await reply.aclose()


def check_reply(call: Call, reply: httpx.Response) -> None:
    """Raise what workerd makes of a status outside 2xx: the text is the reason phrase. Some errors are
    Cloudflare's runtime's own, which has not asked KV; the emulator says of which this is true.
    """
    if 200 <= reply.status_code < 300:
        return
    sentence = read_sentence(reply)
    if reply.headers.get("fakeflare-error") == "runtime":
        raise JsException(sentence)
    raise JsException(f"KV {call.verb} failed: {reply.status_code} {sentence}")


def read_sentence(reply: httpx.Response) -> str:
    """The reason phrase; where the transport carries none (ASGI), the body, which says the same."""
    phrase: bytes | None = reply.extensions.get("reason_phrase")
    text = phrase.decode("utf-8", "replace") if phrase else reply.text
    return (text or get_phrase(reply.status_code))[:MAX_SENTENCE]
