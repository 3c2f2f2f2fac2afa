"""A web server of a few lines, and an Outbound that asks it."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import h11

from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.runtime.outbound.outbound import Outbound

Pair = tuple[str, str]


class Site:
    """A web server of a few lines: `answers` maps paths to the bytes or the function that answer."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {"/echo": self._echo}
        self.seen: list[tuple[str, str, list[tuple[bytes, bytes]], bytes]] = []
        self.is_left = asyncio.Event()
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _echo(self) -> bytes:
        method, target, headers, body = self.seen[-1]
        pairs = [[name.decode(), value.decode("latin-1")] for name, value in headers]
        return answer(json.dumps([method, target, pairs, body.decode()]).encode())

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        parser = h11.Connection(h11.SERVER)
        try:
            while True:
                request, body = await self._read(parser, reader)
                if request is None:
                    break
                target = request.target.decode()
                self.seen.append((request.method.decode(), target, list(request.headers), body))
                found = self.answers[target.partition("?")[0]]
                found = found() if callable(found) else found
                if isinstance(found, bytes):
                    writer.write(found)
                else:
                    async for piece in found:
                        writer.write(piece)
                        await writer.drain()
                if b"HTTP/1.1" not in (found if isinstance(found, bytes) else b""):
                    break
                parser = h11.Connection(h11.SERVER)
        except (ConnectionError, GeneratorExit):
            pass
        finally:
            self.is_left.set()
            writer.close()

    async def _read(
        self, parser: h11.Connection, reader: asyncio.StreamReader
    ) -> tuple[h11.Request | None, bytes]:
        request, body = None, b""
        while True:
            event = parser.next_event()
            if event is h11.NEED_DATA:
                parser.receive_data(await reader.read(65536))
            elif isinstance(event, h11.Request):
                request = event
            elif isinstance(event, h11.Data):
                body += bytes(event.data)
            elif isinstance(event, h11.EndOfMessage):
                return request, body
            else:
                return None, b""


def answer(body: bytes = b"", status: str = "200 OK", headers: tuple[Pair, ...] = ()) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", *(f"{a}: {b}" for a, b in headers)]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


@asynccontextmanager
async def opened() -> AsyncIterator[tuple[Site, Outbound]]:
    site, outbound = Site(), Outbound({})
    server = await asyncio.start_server(site.serve, "127.0.0.1", 0)
    site.port = server.sockets[0].getsockname()[1]
    try:
        yield site, outbound
    finally:
        await outbound.close()
        server.close()


Fetch = Callable[..., Awaitable[Response]]


async def read_echo(response: Response) -> tuple[str, str, dict[str, str], str]:
    method, target, pairs, body = json.loads(await response.take_bytes())
    assert len({name for name, _ in pairs}) == len(pairs)
    return method, target, dict(pairs), body


async def make_stream(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


def move(status: int, location: str) -> bytes:
    return answer(b"moved", f"{status} Moved", (("location", location),))
