"""From the start of the process to its first answer, and what it then holds of the memory."""

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from benchmarks.report import Bar, Row
from benchmarks.servers import BARE, IN_MEMORY, on_disk, running
from benchmarks.wire import NAMESPACES, Connection, build_request, create_namespace

_SLOWER = Bar(1.4)
_MEMORY = Bar(60, unit=" MB")
_MEGABYTE = 1_000_000


def measure_start(folder: Path, rounds: int) -> list[Row]:
    """Rows for an emulator in memory and for one that makes its folder; starts take turns."""
    bare, memory, disk = [], [], []
    for number in range(rounds + 1):
        bare.append(_time_start(BARE, "/x"))
        memory.append(_time_start(IN_MEMORY, NAMESPACES))
        disk.append(_time_start(on_disk(folder / f"start-{number}"), NAMESPACES))
    # The first start of each reads the modules from the disk, or even compiles them.
    return [
        _build_start_row("first answer, --memory", memory[1:], bare[1:]),
        _build_start_row("first answer, --data", disk[1:], bare[1:]),
    ]


def _time_start(command: tuple[str, ...], target: str) -> float:
    before = time.perf_counter()
    with running(command) as server, Connection(server.port) as connection:
        connection.ask(build_request("GET", target))
        return time.perf_counter() - before


def _build_start_row(what: str, ours: list[float], bare: list[float]) -> Row:
    mine, theirs = median(ours), median(bare)
    return Row(what, f"{mine * 1000:.0f} ms", f"{theirs * 1000:.0f} ms", mine / theirs, _SLOWER)


def measure_memory(folder: Path) -> list[Row]:
    """Rows for the resident memory of emulators that have answered each kind of request once."""
    bare = _weigh(BARE, lambda connection: connection.ask(build_request("GET", "/x")))
    if bare is None:
        return []
    rows = []
    for where, command in (("--memory", IN_MEMORY), ("--data", on_disk(folder / "memory"))):
        ours = _weigh(command, _use_once) or 0.0
        rows.append(Row(f"resident when idle, {where}", f"{ours:.1f} MB", f"{bare:.1f} MB", ours, _MEMORY))
    return rows


def _weigh(command: tuple[str, ...], use: Callable[[Connection], object]) -> float | None:
    with running(command) as server:
        with Connection(server.port) as connection:
            use(connection)
        resident = server.read_resident_bytes()
    return None if resident is None else resident / _MEGABYTE


def _use_once(connection: Connection) -> None:
    namespace = create_namespace(connection, "memory")
    values = f"{NAMESPACES}/{namespace}/values/key"
    connection.ask(build_request("PUT", values, b"v" * 100))
    connection.ask(build_request("GET", values))
    connection.ask(build_request("GET", f"{NAMESPACES}/{namespace}/keys"))
    connection.ask(build_request("DELETE", values))
