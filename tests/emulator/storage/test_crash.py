"""`kill -9` in the middle of write storms: what was acknowledged is there, whole, and nothing is torn."""

import asyncio
import base64
import contextlib
import hashlib
import itertools
import json
import random
import sqlite3
import subprocess
import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

STORMS = 20
WRITERS = 16
BULK_PAIRS = 50
SIZES = (10, 100, 1000, 10_000, 200_000)
SIZE_WEIGHTS = (8, 8, 6, 3, 1)
NAMESPACES = "/client/v4/accounts/0123456789abcdef0123456789abcdef/storage/kv/namespaces"


class Write:
    """One write of one key as the client saw it; `number=None` deletes. Moments only count up."""

    def __init__(self, number: int | None, sent: int, acknowledged: int | None = None) -> None:
        self.number = number
        self.sent = sent
        self.acknowledged = acknowledged


class Storm:
    """All that was sent and acknowledged between a start and a kill."""

    def __init__(self, namespace: str) -> None:
        self.namespace = namespace
        self.acknowledged = 0
        self._moments = itertools.count(1)
        # Every key begins as deleted, before the storm.
        self.histories: dict[str, list[Write]] = defaultdict(lambda: [Write(None, 0, 0)])

    def send(self, key: str, number: int | None) -> Write:
        write = Write(number, next(self._moments))
        self.histories[key].append(write)
        return write

    def acknowledge(self, *writes: Write) -> None:
        moment = next(self._moments)
        for write in writes:
            write.acknowledged = moment
        self.acknowledged += len(writes)

    def find_possible(self, key: str) -> set[int | None]:
        """What `key` may hold: any write but those that ended before an acknowledged one was sent."""
        history = self.histories[key]
        latest = max(write.sent for write in history if write.acknowledged is not None)
        return {
            write.number for write in history if write.acknowledged is None or write.acknowledged >= latest
        }


def build_value(key: str, number: int, size: int) -> bytes:
    """A value that tells its key, its number and its own checksum."""
    filling = random.Random(number).randbytes(size)
    return f"{key} {number} {hashlib.sha256(filling).hexdigest()}\n".encode() + filling


def read_number(key: str, value: bytes) -> int:
    """The number of a value that belongs to `key` and is whole."""
    head, _, filling = value.partition(b"\n")
    named, number, checksum = head.decode().split(" ")
    assert (named, checksum) == (key, hashlib.sha256(filling).hexdigest())
    return int(number)


class Client:
    """One HTTP connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """Status and body. Raises `ConnectionError` or `IncompleteReadError` when the server is gone."""
        head = (
            f"{method} {NAMESPACES}{path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer token\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        self._writer.write(head.encode() + body)
        await self._writer.drain()
        answer = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = answer.partition("\r\ncontent-length: ")[2].partition("\r\n")[0]
        return int(answer.split(" ")[1]), await self._reader.readexactly(int(length))

    async def ask_json(self, method: str, path: str, body: object = None) -> Any:
        """The parsed body of a 200."""
        status, answer = await self.ask(method, path, json.dumps(body).encode())
        assert status == 200, answer
        return json.loads(answer)


@contextlib.asynccontextmanager
async def connect(port: int) -> AsyncIterator[Client]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield Client(reader, writer)
    finally:
        writer.transport.abort()


@contextlib.contextmanager
def emulator(folder: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A process over `folder`, and its port. Nothing ends it but a signal: the caller's, or SIGTERM."""
    command = [sys.executable, "-m", "fakeflare", "serve", "--port", "0", "--data", str(folder)]
    root = Path(__file__).parents[3]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        try:
            assert process.stdout is not None
            ready = process.stdout.readline()
            assert ready.startswith("ready "), f"the database does not open again: {ready}"
            yield process, urlsplit(ready.split()[1]).port or 0
        finally:
            process.terminate()


async def write_until_killed(storm: Storm, port: int, name: str, numbers: Iterator[int], seed: int) -> None:
    """One writer: puts, overwrites, deletes and bulk puts, of its own keys and of keys that all share."""
    choices = random.Random(seed)
    operations = (put_one, put_one, put_one, put_one, put_one, put_one, delete_one, put_bulk)
    async with connect(port) as client:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                key = choices.choice((f"shared-{choices.randrange(4)}", f"{name}-{choices.randrange(20)}"))
                await choices.choice(operations)(storm, client, key, numbers, choices)


async def put_one(
    storm: Storm, client: Client, key: str, numbers: Iterator[int], choices: random.Random
) -> None:
    number = next(numbers)
    [size] = choices.choices(SIZES, SIZE_WEIGHTS)
    value = build_value(key, number, size)
    write = storm.send(key, number)
    status, _ = await client.ask("PUT", f"/{storm.namespace}/values/{key}", value)
    assert status == 200
    storm.acknowledge(write)


async def delete_one(storm: Storm, client: Client, key: str, *unused: object) -> None:
    write = storm.send(key, None)
    status, _ = await client.ask("DELETE", f"/{storm.namespace}/values/{key}")
    assert status == 200
    storm.acknowledge(write)


async def put_bulk(
    storm: Storm, client: Client, key: str, numbers: Iterator[int], choices: random.Random
) -> None:
    """50 pairs under one number; what they hold afterwards must be one number too."""
    number = next(numbers)
    pairs = [f"bulk-{key}-{index}" for index in range(BULK_PAIRS)]
    size = choices.choice(SIZES[:3])
    body = [
        {
            "key": pair,
            "value": base64.b64encode(build_value(pair, number, size)).decode(),
            "base64": True,
        }
        for pair in pairs
    ]
    writes = [storm.send(pair, number) for pair in pairs]
    await client.ask_json("PUT", f"/{storm.namespace}/bulk", body)
    storm.acknowledge(*writes)


async def rage(process: subprocess.Popen[str], port: int, seed: int) -> Storm:
    """A storm of 16 writers in a namespace of its own; the process is killed at a random moment of it."""
    async with connect(port) as client:
        created = await client.ask_json("POST", "", {"title": f"storm {seed}"})
    storm = Storm(created["result"]["id"])
    numbers = itertools.count(1)
    moment = random.Random(seed).uniform(0.02, 0.4)
    asyncio.get_running_loop().call_later(moment, process.kill)
    await asyncio.gather(
        *(
            write_until_killed(storm, port, f"writer{writer}", numbers, seed * WRITERS + writer)
            for writer in range(WRITERS)
        )
    )
    return storm


async def find_numbers(storm: Storm, port: int) -> dict[str, int | None]:
    """What every key of the storm holds now; each value is checked to be whole."""
    keys = iter(list(storm.histories))
    found: dict[str, int | None] = {}

    async def read_some() -> None:
        async with connect(port) as client:
            for key in keys:
                status, body = await client.ask("GET", f"/{storm.namespace}/values/{key}")
                assert status in (200, 404)
                found[key] = read_number(key, body) if status == 200 else None

    await asyncio.gather(*(read_some() for _ in range(8)))
    return found


async def list_names(storm: Storm, port: int) -> set[str]:
    names: set[str] = set()
    cursor = ""
    async with connect(port) as client:
        while True:
            page = await client.ask_json("GET", f"/{storm.namespace}/keys?cursor={cursor}")
            names.update(listed["name"] for listed in page["result"])
            cursor = page["result_info"]["cursor"]
            if not cursor:
                return names


def check_bulks(found: dict[str, int | None]) -> None:
    """A bulk put is there with all of its pairs or with none."""
    bulks: dict[str, set[int | None]] = defaultdict(set)
    for key, number in found.items():
        if key.startswith("bulk-"):
            bulks[key.rpartition("-")[0]].add(number)
    assert {bulk: numbers for bulk, numbers in bulks.items() if len(numbers) > 1} == {}


async def check_storm(storm: Storm, port: int) -> None:
    found = await find_numbers(storm, port)
    wrong = {key: number for key, number in found.items() if number not in storm.find_possible(key)}
    assert wrong == {}
    check_bulks(found)
    assert await list_names(storm, port) == {key for key, number in found.items() if number is not None}


@pytest.mark.slow
async def test_no_acknowledged_write_is_lost_or_torn_by_kill_9(tmp_path: Path) -> None:
    storms: list[Storm] = []
    for seed in range(STORMS + 1):
        with emulator(tmp_path) as (process, port):
            if storms:
                await check_storm(storms[-1], port)
            if seed < STORMS:
                storms.append(await rage(process, port, seed))
            else:
                await check_storm(storms[0], port)

    assert sum(storm.acknowledged for storm in storms) > STORMS * WRITERS
    with contextlib.closing(sqlite3.connect(tmp_path / "kv.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
