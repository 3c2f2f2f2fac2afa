"""A page of 1,000 keys: in small and large namespaces, at a far prefix, and over heavy values."""

import asyncio
import random
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from benchmarks.report import Bar, Row
from benchmarks.servers import on_disk, running
from benchmarks.wire import ACCOUNT, NAMESPACES, Connection, build_request
from fakeflare.emulator.domain.values import Pair
from fakeflare.emulator.storage.sqlite.store import SqliteStore, open_sqlite

_PAGE = 1000
_HEAVY_VALUE_BYTES = 100_000
_BAR = Bar(1.5)


def measure_listing(folder: Path, many: int, heavy: int, repeats: int) -> list[Row]:
    """Rows for `many` keys with light values and `heavy` keys with values of 100 KB."""
    asyncio.run(_fill(folder, many, heavy))
    last_thousand = _name(many - 1)[:-3]
    small, targets = (
        "small",
        {
            f"page of 1,000 keys of {many:,}": ("large", ""),
            f"page of 1,000 keys of {many:,}, far prefix": ("large", f"?prefix={last_thousand}"),
            f"page of 1,000 keys of {heavy:,} x 100 KB": ("heavy", ""),
        },
    )
    with running(on_disk(folder)) as server, Connection(server.port) as connection:
        pages = {what: _build_page(*target) for what, target in targets.items()}
        times = _time_by_turns(connection.ask, {small: _build_page(small), **pages}, repeats)
    return [_build_row(what, times[what], times[small]) for what in pages]


async def _fill(folder: Path, many: int, heavy: int) -> None:
    """Straight into the store: a million pairs over HTTP would take minutes."""
    store = await open_sqlite(folder)
    try:
        await _fill_namespace(store, "small", _PAGE, b"v" * 10, 1000)
        await _fill_namespace(store, "large", many, b"v" * 10, 10_000)
        await _fill_namespace(store, "heavy", heavy, random.Random(1).randbytes(_HEAVY_VALUE_BYTES), 100)
    finally:
        await store.close()


async def _fill_namespace(store: SqliteStore, name: str, count: int, value: bytes, step: int) -> None:
    namespace = await store.namespaces.insert(ACCOUNT, name, name)
    for first in range(0, count, step):
        pairs = [Pair(_name(number).encode(), value) for number in range(first, min(first + step, count))]
        await store.pairs.put_many(namespace.number, pairs)


def _name(number: int) -> str:
    return f"key-{number:09}"


def _build_page(namespace: str, query: str = "") -> bytes:
    return build_request("GET", f"{NAMESPACES}/{namespace}/keys{query}")


def _time_by_turns(
    ask: Callable[[bytes], bytes], requests: dict[str, bytes], repeats: int
) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {what: [] for what in requests}
    for what, request in requests.items():
        _check_page(what, ask(request))
    for _ in range(repeats):
        for what, request in requests.items():
            before = time.perf_counter()
            ask(request)
            times[what].append(time.perf_counter() - before)
    return times


def _check_page(what: str, answer: bytes) -> None:
    if answer.count(b'"name":') != _PAGE:
        raise RuntimeError(f"{what}: not {_PAGE} keys")


def _build_row(what: str, ours: list[float], reference: list[float]) -> Row:
    mine, theirs = median(ours), median(reference)
    return Row(what, f"{mine * 1000:.2f} ms", f"{theirs * 1000:.2f} ms of 1,000", mine / theirs, _BAR)
