"""A bulk put of 10,000 pairs of 100 B over REST, beside one plain sqlite3 transaction of the same rows."""

import json
import sqlite3
import time
from pathlib import Path
from statistics import median

from benchmarks.report import Bar, Row
from benchmarks.servers import on_disk, running
from benchmarks.wire import NAMESPACES, Connection, build_request, create_namespace

_PAIRS = [(f"key-{number:09}", "v" * 100) for number in range(10_000)]
_PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "cache_size = -8000")


def measure_bulk(folder: Path, rounds: int) -> list[Row]:
    """One row; each round writes into a new namespace and a new table."""
    ours, plain = [], []
    reference = _open_plain(folder / "plain.sqlite3")
    body = json.dumps([{"key": key, "value": value} for key, value in _PAIRS]).encode()
    with running(on_disk(folder)) as server, Connection(server.port) as connection:
        for number in range(rounds):
            namespace = create_namespace(connection, f"bulk {number}")
            request = build_request("PUT", f"{NAMESPACES}/{namespace}/bulk", body)
            before = time.perf_counter()
            connection.ask(request)
            ours.append(time.perf_counter() - before)
            plain.append(_write_plain(reference, f"pairs_{number}"))
    reference.close()
    mine, theirs = median(ours), median(plain)
    what = "bulk put of 10,000 x 100 B"
    return [Row(what, f"{mine * 1000:.0f} ms", f"{theirs * 1000:.0f} ms sqlite3", mine / theirs, Bar(10))]


def _open_plain(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _write_plain(connection: sqlite3.Connection, table: str) -> float:
    """The seconds that one transaction takes, from the rows as text to the synced commit."""
    connection.execute(f"CREATE TABLE {table} (key BLOB PRIMARY KEY, value BLOB)")
    before = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    rows = ((key.encode(), value.encode()) for key, value in _PAIRS)
    connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?)", rows)
    connection.execute("COMMIT")
    return time.perf_counter() - before
