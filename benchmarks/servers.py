"""Servers in processes of their own: started, asked what they use of the machine, ended."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[1]

BARE = ("benchmarks.bare",)
IN_MEMORY = ("emulator", "--port", "0", "--memory")


def on_disk(folder: Path) -> tuple[str, ...]:
    """The emulator over a folder."""
    return ("emulator", "--port", "0", "--data", str(folder))


@dataclass(frozen=True)
class Server:
    """A server that answers on the loopback interface."""

    pid: int
    port: int

    def read_cpu_seconds(self) -> float | None:
        """What the process has computed so far; None where there is no `/proc`."""
        fields = _read_proc(self.pid, "stat").rpartition(")")[2].split()
        if not fields:
            return None
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def read_resident_bytes(self) -> int | None:
        """What the process holds of the memory; None where there is no `/proc`."""
        for line in _read_proc(self.pid, "status").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        return None


def _read_proc(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text()
    except FileNotFoundError:
        return ""


@contextlib.contextmanager
def running(command: tuple[str, ...]) -> Iterator[Server]:
    """A module run as a server which announces itself with `ready URL`; ended after the block."""
    process = subprocess.Popen([sys.executable, "-m", *command], stdout=subprocess.PIPE, cwd=ROOT)
    try:
        assert process.stdout is not None
        line = process.stdout.readline().decode()
        if not line.startswith("ready "):
            raise RuntimeError(f"{' '.join(command)} did not start")
        yield Server(process.pid, urlsplit(line.split()[1]).port or 80)
    finally:
        process.terminate()
        process.communicate()
