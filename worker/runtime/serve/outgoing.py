"""A js Response sent over ASGI: its headers, its body, and the coding that its headers promise."""

import asyncio
import logging
import zlib
from collections.abc import AsyncIterator
from contextlib import aclosing
from http import HTTPStatus

from fakeflare.worker.javascript.fetch.bodies import Source
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.fetch.statuses import NULL_BODY_STATUSES
from fakeflare.worker.javascript.streams.readable import ReadableStream
from fakeflare.worker.runtime.serve.asgi import Send
from fakeflare.worker.runtime.serve.incoming import Client

log = logging.getLogger("fakeflare.worker")

# The server writes these itself.
_FRAMING = frozenset({"content-length", "transfer-encoding", "connection", "keep-alive"})

_UNDONE = frozenset({"br", "zstd"})
"""Codings that workerd applies, and that are left away here: the body is sent as the Worker made it."""


class BodyBroken(Exception):
    """A body ended before its end: the connection is to be cut."""


async def send_response(response: Response, source: Source, method: str, client: Client, send: Send) -> None:
    """Send it all. Raises BodyBroken when the body's stream fails; a client that leaves ends the stream."""
    pairs, coding = _choose_coding(response, client)
    source = _compress(source) if coding else source
    has_body = method != "HEAD" and response.status not in NULL_BODY_STATUSES
    start = {
        "type": "http.response.start",
        "status": response.status,
        "headers": _make_headers(pairs, response.status, source, method),
    }
    if response.statusText != _PHRASES.get(response.status, "") and _is_sendable(response.statusText):
        start["reason"] = response.statusText.encode("latin-1")
    await send(start)
    if isinstance(source, ReadableStream) and has_body:
        await _send_stream(source, client, send)
        source = None
    body = source if has_body and isinstance(source, bytes) else b""
    await send({"type": "http.response.body", "body": body, "more_body": False})


_PHRASES = {int(status): status.phrase for status in HTTPStatus}


def _is_sendable(phrase: str) -> bool:
    return phrase.isprintable() and phrase.isascii()


def _make_headers(
    pairs: list[tuple[str, str]], status: int, source: Source, method: str
) -> list[tuple[bytes, bytes]]:
    headers = [
        (name.encode("latin-1", "replace"), value.encode("latin-1", "replace"))
        for name, value in pairs
        if name not in _FRAMING
    ]
    length = _find_length(pairs, source, method)
    if length is not None and status not in NULL_BODY_STATUSES:
        headers.append((b"content-length", str(length).encode()))
    return headers


def _find_length(pairs: list[tuple[str, str]], source: Source, method: str) -> int | None:
    if isinstance(source, ReadableStream):
        return source.expected_length
    if source is None and method == "HEAD":
        # there is no body to count: what the Worker says counts
        named = [value for name, value in pairs if name == "content-length" and value.isdecimal()]
        return int(named[0]) if named else 0
    return len(source or b"")


async def _send_stream(stream: ReadableStream, client: Client, send: Send) -> None:
    sending = asyncio.ensure_future(_send_chunks(stream, send))
    leaving = asyncio.ensure_future(client.wait_gone())
    try:
        await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
    finally:
        leaving.cancel()
        if not sending.done():
            # the stream's source learns that nobody wants the rest
            sending.cancel()
    try:
        await sending
    except asyncio.CancelledError:
        if not client.is_gone:
            raise
    except Exception as error:
        raise BodyBroken from error


async def _send_chunks(stream: ReadableStream, send: Send) -> None:
    async with aclosing(stream.iterate()) as chunks:  # type: ignore[type-var] # an async generator
        async for chunk in chunks:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})


def _choose_coding(response: Response, client: Client) -> tuple[list[tuple[str, str]], bool]:
    """The headers to send, and whether the body is to be compressed. With `encodeBody: "automatic"` a
    Worker's body is plain, and workerd does what `content-encoding` says
    (workerd/src/workerd/api/http.c++, `Response::send`)."""
    pairs = response.headers.list_pairs()
    coding = next((value.lower() for name, value in pairs if name == "content-encoding"), None)
    if coding is None or response.encode_body == "manual":
        return pairs, False
    if coding == "gzip" and client.accepts("gzip"):
        return pairs, True
    if coding != "gzip" and coding not in _UNDONE:
        return pairs, False
    # miniflare: src/workers/core/entry.worker.ts `ensureAcceptableEncoding` sends the plain body to a
    # client that does not take the coding
    if coding in _UNDONE:
        log.warning("content-encoding %s is not applied by fakeflare: the body is sent plain", coding)
    return [pair for pair in pairs if pair[0] != "content-encoding"], False


def _compress(source: Source) -> Source:
    if isinstance(source, ReadableStream):
        return ReadableStream(_compress_chunks(source))
    if source is None:
        return None
    packer = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
    return packer.compress(source) + packer.flush()


async def _compress_chunks(stream: ReadableStream) -> AsyncIterator[bytes]:
    """Every chunk leaves at once: a stream of events must not wait for a full block."""
    packer = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
    async with aclosing(stream.iterate()) as chunks:  # type: ignore[type-var] # an async generator
        async for chunk in chunks:
            yield packer.compress(chunk) + packer.flush(zlib.Z_SYNC_FLUSH)
    yield packer.flush()
