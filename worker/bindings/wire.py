"""Sends a call to the KV service as workerd would, byte for byte, through any httpx client.

The service may sit in this process (`httpx.ASGITransport`) or behind a socket; only the client differs.
"""

from collections.abc import AsyncIterator

import httpx

from worker.bindings.calls import Call
from worker.javascript.errors import JsException
from worker.javascript.statuses import get_phrase

MAX_SENTENCE = 512
"""workers-sdk: miniflare/src/workers/shared/router.worker.ts cuts a reason phrase there."""

_HOST = "fake-host"


class WireURL(httpx.URL):
    """A URL whose request target stays as it is written: httpx would quote `|` and `^` once more."""

    def __init__(self, base: httpx.URL, target: str) -> None:
        super().__init__(base)
        self._target = target

    @property
    def raw_path(self) -> bytes:
        return self._target.encode("ascii")

    @property
    def query(self) -> bytes:
        return self.raw_path.partition(b"?")[2]


class KvService:
    """One namespace of the service."""

    def __init__(self, client: httpx.AsyncClient, namespace_id: str) -> None:
        self._client = client
        self._namespace_id = namespace_id

    async def send(self, call: Call) -> httpx.Response:
        """The reply, whatever its status, read whole; JsException when there is none."""
        request = self._make_request(call)
        try:
            return await self._client.send(request, follow_redirects=False)
        except httpx.HTTPError:
            raise JsException("Network connection lost.") from None

    def _make_request(self, call: Call) -> httpx.Request:
        # Built directly: a client's default headers (User-Agent, Accept …) are none of workerd's.
        shown = call.target if call.target != "/" and not call.target.startswith("/?") else call.target[1:]
        headers: list[tuple[bytes, bytes]] = [
            (b"Host", _HOST.encode()),
            *((name.encode(), value) for name, value in call.headers),
            (b"CF-KV-FLPROD-405", f"https://{_HOST}{shown}".encode()),
            (b"CF-KV-Namespace", self._namespace_id.encode()),
        ]
        if call.body == b"":
            headers.append((b"Content-Length", b"0"))
        body = call.body if isinstance(call.body, bytes) or call.body is None else _yield_bytes(call)
        request = httpx.Request(call.method, self._client.base_url, headers=headers, content=body)
        request.url = WireURL(self._client.base_url, call.target)
        return request


async def _yield_bytes(call: Call) -> AsyncIterator[bytes]:
    if isinstance(call.body, bytes) or call.body is None:
        return
    async for chunk in call.body:
        yield chunk


def check_reply(call: Call, reply: httpx.Response) -> None:
    """Raise what workerd makes of a status outside 2xx: the text is the reason phrase."""
    if not 200 <= reply.status_code < 300:
        raise JsException(f"KV {call.verb} failed: {reply.status_code} {read_sentence(reply)}")


def read_sentence(reply: httpx.Response) -> str:
    """The reason phrase; where the transport carries none (ASGI), the body, which says the same."""
    phrase: bytes | None = reply.extensions.get("reason_phrase")
    text = phrase.decode("utf-8", "replace") if phrase else reply.text
    return (text or get_phrase(reply.status_code))[:MAX_SENTENCE]
