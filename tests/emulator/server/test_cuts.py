"""Connections that a fault cuts, over real sockets."""

import asyncio
import logging
from collections.abc import AsyncIterator

import httpx
import pytest

from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.server.serving import running
from fakeflare.emulator.server.sockets import bind
from fakeflare.emulator.service.values import bring
from tests.bench import Bench, at

VALUE = bytes(range(256)) * 40


@pytest.fixture
async def address(bench: Bench) -> AsyncIterator[tuple[str, int]]:
    """Of the emulator, on a port."""
    with bind("127.0.0.1", 0) as sock:
        async with running((bench.app, sock)):
            yield sock.getsockname()[:2]


@pytest.fixture
async def client(bench: Bench, address: tuple[str, int]) -> AsyncIterator[httpx.AsyncClient]:
    host, port = address
    async with httpx.AsyncClient(
        base_url=f"http://{host}:{port}", headers={"Authorization": "Bearer t"}, trust_env=False
    ) as client:
        yield client


@pytest.fixture
async def value(bench: Bench, namespace: Namespace) -> str:
    """Where a value is."""
    await bench.kv.values.put(namespace, b"k", bring(VALUE))
    return at(namespace, "/values/k")


@pytest.mark.parametrize("drop", ["before", "after"])
async def test_a_dropped_request_has_no_answer(
    bench: Bench, client: httpx.AsyncClient, value: str, drop: str, caplog: pytest.LogCaptureFixture
) -> None:
    bench.add_fault(operation="put", drop=drop, times=1)
    with pytest.raises(httpx.TransportError):
        await client.put(value, content=b"new")
    assert (await client.get(value)).content == (VALUE if drop == "before" else b"new")
    [dropped, read] = bench.emulator.journal
    assert (dropped.kind, dropped.status, dropped.sent, dropped.fault) == ("put", None, 0, "fault-1")
    assert (read.status, read.fault) == (200, None)
    assert [record.message for record in caplog.records if record.levelno > logging.INFO] == []


async def ask_raw(address: tuple[str, int], *requests: bytes) -> bytes:
    """All that the server sends until it closes the connection."""
    reader, writer = await asyncio.open_connection(*address)
    writer.write(b"".join(requests))
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    await writer.wait_closed()
    return answer


def make_request(path: str, method: str = "GET") -> bytes:
    return f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer t\r\n\r\n".encode()


@pytest.mark.parametrize(
    ("truncate", "sent"),
    [(0, 0), (0.25, len(VALUE) // 4), (1, 1), (100, 100), (0.9999, len(VALUE) - 2)],
)
async def test_a_truncated_answer_announces_more_than_it_has(
    bench: Bench,
    address: tuple[str, int],
    value: str,
    truncate: float,
    sent: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    bench.add_fault(truncate=truncate)
    head, _, body = (await ask_raw(address, make_request(value))).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"content-length: %d" % len(VALUE) in head
    assert body == VALUE[:sent]
    [record] = bench.emulator.journal
    assert (record.status, record.sent, record.fault) == (200, sent, "fault-1")
    assert [record.message for record in caplog.records if record.levelno > logging.INFO] == []


async def test_all_that_is_left_of_a_large_answer_arrives(
    bench: Bench, address: tuple[str, int], namespace: Namespace
) -> None:
    large = b"x" * 20_000_000
    await bench.kv.values.put(namespace, b"k", bring(large))
    bench.add_fault(truncate=15_000_000)
    answer = await ask_raw(address, make_request(at(namespace, "/values/k")))
    assert len(answer.partition(b"\r\n\r\n")[2]) == 15_000_000


async def test_a_client_sees_that_an_answer_was_truncated_and_goes_on(
    bench: Bench, client: httpx.AsyncClient, value: str
) -> None:
    assert (await client.get(value)).content == VALUE  # on a connection that is then used again
    bench.add_fault(truncate=0.5, times=1)
    with pytest.raises(httpx.RemoteProtocolError):
        await client.get(value)
    assert (await client.get(value)).content == VALUE


async def test_an_answer_that_is_shorter_is_left_alone(
    bench: Bench, client: httpx.AsyncClient, value: str
) -> None:
    rule = bench.add_fault(truncate=1_000_000)
    for _ in range(2):
        assert (await client.get(value)).content == VALUE
    assert rule.hits == 2


async def test_an_answer_without_a_body_is_left_alone(
    bench: Bench, client: httpx.AsyncClient, value: str
) -> None:
    bench.add_fault(truncate=0)
    response = await client.head(value)
    assert (response.status_code, response.headers["content-length"]) == (200, str(len(VALUE)))


async def test_what_was_asked_after_a_cut_is_not_answered(
    bench: Bench, address: tuple[str, int], value: str
) -> None:
    """Pipelined requests on the same connection."""
    bench.add_fault(truncate=10, times=1)
    answer = await ask_raw(address, make_request(value), make_request(value))
    assert answer.partition(b"\r\n\r\n")[2] == VALUE[:10]
    bench.add_fault(drop=True, times=1)
    assert await ask_raw(address, make_request(value), make_request(value)) == b""
