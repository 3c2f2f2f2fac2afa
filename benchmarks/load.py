"""The load generator: keep-alive connections that send their next request when an answer is complete."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.servers import Server
from benchmarks.wire import measure_answer

CONNECTIONS = 16


@dataclass(frozen=True)
class Round:
    """What one round of load came to; the shares are of one core."""

    per_second: float
    client_share: float
    server_share: float | None


class _Load:
    """Hands out requests and counts answers."""

    def __init__(self, requests: Iterator[bytes]) -> None:
        self.requests = requests
        self.answered = 0
        self.is_over = False


class _Connection(asyncio.Protocol):
    """One request at a time. All answers of a load are equally long, so most are counted by length alone."""

    def __init__(self, load: _Load) -> None:
        self._load = load
        self._buffer = b""
        self._usual_length = 0
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send_next()

    def data_received(self, data: bytes) -> None:
        if len(data) == self._usual_length and data.startswith(b"HTTP/1.1 200 ") and not self._buffer:
            self._load.answered += 1
            self._send_next()
        else:
            self._collect(data)

    def _collect(self, data: bytes) -> None:
        self._buffer += data
        length = measure_answer(self._buffer)
        if length is not None and len(self._buffer) >= length:
            self._usual_length = length
            self._buffer = b""
            self._load.answered += 1
            self._send_next()

    def _send_next(self) -> None:
        if self._load.is_over:
            self._transport.close()
        else:
            self._transport.write(next(self._load.requests))

    def connection_lost(self, error: Exception | None) -> None:
        if self._load.is_over:
            self.closed.set_result(None)
        else:
            self.closed.set_exception(error or ConnectionError("the server closed the connection"))


def run_load(server: Server, requests: Iterator[bytes], seconds: float) -> Round:
    """One round against `server`; every request sent is answered before it ends."""
    return asyncio.run(_run(server, requests, seconds))


async def _run(server: Server, requests: Iterator[bytes], seconds: float) -> Round:
    load = _Load(requests)
    loop = asyncio.get_running_loop()
    loop.call_later(seconds, setattr, load, "is_over", True)
    server_before = server.read_cpu_seconds()
    client_before, before = time.process_time(), time.perf_counter()
    connections = [
        (await loop.create_connection(lambda: _Connection(load), "127.0.0.1", server.port))[1]
        for _ in range(CONNECTIONS)
    ]
    await asyncio.gather(*(connection.closed for connection in connections))
    elapsed = time.perf_counter() - before
    client_share = (time.process_time() - client_before) / elapsed
    server_after = server.read_cpu_seconds()
    if server_before is None or server_after is None:
        return Round(load.answered / elapsed, client_share, None)
    return Round(load.answered / elapsed, client_share, (server_after - server_before) / elapsed)
