"""Large uploads: many at once are held once each, and one that is too large is refused while it comes in."""

import asyncio
import contextlib
import itertools
import json
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

MIB = 1024 * 1024
MAX_VALUE_BYTES = 25 * MIB
UPLOADS = 64
BASE_BYTES = 100_000_000
"""What the process may hold besides the uploads: itself, and one value on its way into the database."""

NAMESPACES = "/client/v4/accounts/0123456789abcdef0123456789abcdef/storage/kv/namespaces"
BLOCK = bytes(range(256)) * 4096
FORM = "multipart/form-data; boundary=border"
FORM_HEAD = b'--border\r\nContent-Disposition: form-data; name="value"\r\n\r\n'
FORM_TAIL = b"\r\n--border--\r\n"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc"),
]


@dataclass(frozen=True)
class Emulator:
    pid: int
    port: int
    namespace: str

    def read_peak_bytes(self) -> int:
        """The most that the process has ever held of the memory."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024

    def build_path(self, key: str) -> str:
        return f"{NAMESPACES}/{self.namespace}/values/{key}"


class Client:
    """One HTTP connection, which sends a body and listens for the answer at the same time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.sent = 0

    async def send_head(self, method: str, path: str, *headers: str) -> None:
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Authorization: Bearer token", *headers]
        self._writer.write("\r\n".join([*lines, "", ""]).encode())
        await self._writer.drain()

    async def send(self, *pieces: bytes) -> None:
        for piece in pieces:
            self._writer.write(piece)
            await self._writer.drain()
            self.sent += len(piece)

    async def send_until_answered(self, pieces: Iterator[bytes]) -> tuple[int, bytes]:
        """The answer that stops the sending; the server may close the connection after it."""
        answer = asyncio.create_task(self.read_answer())
        with contextlib.suppress(ConnectionError):
            for piece in pieces:
                await self.send(piece)
                if answer.done():
                    break
        return await answer

    async def read_answer(self) -> tuple[int, bytes]:
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = head.partition("\r\ncontent-length: ")[2].partition("\r\n")[0]
        return int(head.split(" ")[1]), await self._reader.readexactly(int(length or 0))


@contextlib.asynccontextmanager
async def connect(port: int) -> AsyncIterator[Client]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield Client(reader, writer)
    finally:
        writer.transport.abort()


@contextlib.contextmanager
def started(folder: str) -> Iterator[tuple[int, int]]:
    """The process id and the port of an emulator over `folder`."""
    command = [sys.executable, "-m", "fakeflare", "serve", "--port", "0", "--data", folder]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        try:
            assert process.stdout is not None
            yield process.pid, urlsplit(process.stdout.readline().split()[1]).port or 0
        finally:
            process.terminate()


@pytest.fixture
async def emulator() -> AsyncIterator[Emulator]:
    """An emulator of its own, over a folder that is removed at once: it may hold gigabytes."""
    with tempfile.TemporaryDirectory(prefix="fakeflare-") as folder, started(folder) as (pid, port):
        yield Emulator(pid, port, await create_namespace(port))


async def create_namespace(port: int) -> str:
    body = json.dumps({"title": "uploads"}).encode()
    async with connect(port) as client:
        await client.send_head("POST", NAMESPACES, f"Content-Length: {len(body)}")
        await client.send(body)
        _, answer = await client.read_answer()
    return str(json.loads(answer)["result"]["id"])


async def upload(emulator: Emulator, number: int) -> int:
    """Send the largest value there is, which begins with its number. Returns the status."""
    async with connect(emulator.port) as client:
        path = emulator.build_path(f"upload-{number}")
        await client.send_head("PUT", path, f"Content-Length: {MAX_VALUE_BYTES}")
        await client.send(b"%08d" % number + BLOCK[8:], *[BLOCK] * 24)
        status, _ = await client.read_answer()
    return status


async def download(emulator: Emulator, number: int) -> tuple[int, bytes]:
    async with connect(emulator.port) as client:
        await client.send_head("GET", emulator.build_path(f"upload-{number}"))
        return await client.read_answer()


async def test_64_uploads_of_25_mib_at_once_are_held_once_each_and_stored(emulator: Emulator) -> None:
    statuses = await asyncio.gather(*(upload(emulator, number) for number in range(UPLOADS)))

    assert statuses == [200] * UPLOADS
    assert emulator.read_peak_bytes() <= 1.25 * UPLOADS * MAX_VALUE_BYTES + BASE_BYTES
    for number in range(UPLOADS):
        assert await download(emulator, number) == (200, b"%08d" % number + BLOCK[8:] + BLOCK * 24)


async def assert_nothing_stored(emulator: Emulator) -> None:
    async with connect(emulator.port) as client:
        await client.send_head("GET", f"{NAMESPACES}/{emulator.namespace}/keys")
        status, body = await client.read_answer()
    assert (status, json.loads(body)["result"]) == (200, [])


def chunk(data: bytes) -> bytes:
    """One piece of a body with `Transfer-Encoding: chunked`."""
    return b"%x\r\n%b\r\n" % (len(data), data)


@pytest.mark.parametrize(
    ("content_type", "beginning"), [("text/plain", b""), (FORM, FORM_HEAD)], ids=["plain", "form"]
)
async def test_a_chunked_body_is_refused_as_soon_as_it_passes_25_mib(
    emulator: Emulator, content_type: str, beginning: bytes
) -> None:
    endless = itertools.repeat(chunk(BLOCK), 200)
    pieces = itertools.chain([chunk(beginning)] if beginning else [], endless)
    async with connect(emulator.port) as client:
        await client.send_head(
            "PUT", emulator.build_path("key"), f"Content-Type: {content_type}", "Transfer-Encoding: chunked"
        )
        status, body = await client.send_until_answered(pieces)

    assert status == 413
    assert json.loads(body)["errors"][0]["code"] == 10022
    # What is more than 25 MiB was on its way in the sockets' buffers.
    assert MAX_VALUE_BYTES < client.sent < 100 * MIB
    assert emulator.read_peak_bytes() < 2 * MAX_VALUE_BYTES + BASE_BYTES
    await assert_nothing_stored(emulator)


async def test_the_rest_of_a_refused_body_is_not_held(emulator: Emulator) -> None:
    """A client that does not listen goes on sending; that costs it time and nobody memory."""
    async with connect(emulator.port) as client:
        await client.send_head("PUT", emulator.build_path("key"), "Transfer-Encoding: chunked")
        with contextlib.suppress(ConnectionError):
            await client.send(*[chunk(BLOCK)] * 400)

    assert emulator.read_peak_bytes() < 2 * MAX_VALUE_BYTES + BASE_BYTES
    await assert_nothing_stored(emulator)


@pytest.mark.parametrize(
    ("content_type", "length"),
    [("text/plain", MAX_VALUE_BYTES + 1), (FORM, 100_000_001)],
    ids=["plain", "form"],
)
async def test_a_too_large_announced_length_is_refused_before_the_body(
    emulator: Emulator, content_type: str, length: int
) -> None:
    async with connect(emulator.port) as client:
        await client.send_head(
            "PUT",
            emulator.build_path("key"),
            f"Content-Type: {content_type}",
            f"Content-Length: {length}",
            "Expect: 100-continue",
        )
        status, _ = await asyncio.wait_for(client.read_answer(), 10)

    assert status == 413


@pytest.mark.parametrize(
    ("content_type", "head", "tail"),
    [("text/plain", b"", b""), (FORM, FORM_HEAD, FORM_TAIL)],
    ids=["plain", "form"],
)
async def test_a_chunked_body_of_25_mib_is_stored(
    emulator: Emulator, content_type: str, head: bytes, tail: bytes
) -> None:
    pieces = [piece for piece in (head, *[BLOCK] * 25, tail) if piece]
    async with connect(emulator.port) as client:
        await client.send_head(
            "PUT",
            emulator.build_path("upload-0"),
            f"Content-Type: {content_type}",
            "Transfer-Encoding: chunked",
        )
        await client.send(*map(chunk, pieces), b"0\r\n\r\n")
        status, _ = await client.read_answer()

    assert status == 200
    assert await download(emulator, 0) == (200, BLOCK * 25)
