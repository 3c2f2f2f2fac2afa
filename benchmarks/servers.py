"""Servers in processes of their own: started, asked what they use of the machine, ended."""

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeVar
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[1]

Number = TypeVar("Number", int, float)

BARE = ("benchmarks.bare",)
IN_MEMORY = ("fakeflare", "serve", "--port", "0", "--memory")


def on_disk(folder: Path) -> tuple[str, ...]:
    """The emulator over a folder."""
    return ("fakeflare", "serve", "--port", "0", "--data", str(folder))


@dataclass(frozen=True)
class Server:
    """A server that answers on the loopback interface."""

    pid: int
    port: int
    api_port: int | None = None
    """Where `dev` answers for the emulator."""

    def read_cpu_seconds(self) -> float | None:
        """What the process and its descendants have computed so far; None where there is no `/proc`."""
        return _sum_up(_read_cpu_seconds, self.pid)

    def read_resident_bytes(self) -> int | None:
        """What the process and its descendants hold of the memory; None where there is no `/proc`."""
        return _sum_up(_read_resident_bytes, self.pid)


def _sum_up(read: Callable[[int], Number | None], pid: int) -> Number | None:
    found = [read(member) for member in _list_tree(pid)]
    known = [number for number in found if number is not None]
    return sum(known[1:], known[0]) if known else None


def _list_tree(pid: int) -> list[int]:
    """The process and its descendants."""
    children: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*"):
        children += map(int, _read_proc(pid, f"task/{task.name}/children").split())
    return [pid, *(member for child in children for member in _list_tree(child))]


def _read_cpu_seconds(pid: int) -> float | None:
    fields = _read_proc(pid, "stat").rpartition(")")[2].split()
    if not fields:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _read_resident_bytes(pid: int) -> int | None:
    for line in _read_proc(pid, "status").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return None


def _read_proc(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def running(command: tuple[str, ...]) -> contextlib.AbstractContextManager[Server]:
    """A module run as a server."""
    return running_program((sys.executable, "-m", *command))


def _drain(output: IO[bytes]) -> None:
    with output:
        while output.read(65_536):
            pass


@contextlib.contextmanager
def running_program(command: tuple[str, ...]) -> Iterator[Server]:
    """A server which announces itself with `ready URL` or `ready URL api URL`; ended after the block."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)
    try:
        assert process.stdout is not None
        line = process.stdout.readline().decode()
        if not line.startswith("ready "):
            raise RuntimeError(f"{' '.join(command)} did not start")
        ports = [urlsplit(word).port for word in line.split()[1::2]]
        # `dev` prints a line per request: somebody has to read them
        threading.Thread(target=_drain, args=(process.stdout,)).start()
        yield Server(process.pid, ports[0] or 80, *ports[1:])
    finally:
        process.terminate()
        process.wait()
