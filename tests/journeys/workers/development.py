"""`fakeflare dev` as a process, for the journeys of Workers: started, talked to, listened to, ended."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import httpx

from fakeflare.emulator.settings import DEFAULT_ACCOUNT_ID

ROOT = Path(__file__).resolve().parents[3]
PROJECTS = Path(__file__).resolve().parent
DEADLINE_SECONDS = 20.0


class Hearing:
    """What a process says on one of its outputs, read as it comes."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._lines: list[str] = []
        self._is_over = False
        self._changed = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        for line in self._stream:
            with self._changed:
                self._lines.append(line)
                self._changed.notify_all()
        with self._changed:
            self._is_over = True
            self._changed.notify_all()

    def read(self) -> str:
        """All that was said until now."""
        with self._changed:
            return "".join(self._lines)

    def wait_for(self, text: str) -> str:
        """Wait until `text` was said, or nothing more can come; returns all that was said."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._is_over or text in "".join(self._lines), timeout=DEADLINE_SECONDS
            )
            said = "".join(self._lines)
        assert text in said, f"never said {text!r}, but: {said}"
        return said

    def wait_for_end(self) -> str:
        """Everything, once the process has ended."""
        self._reader.join(DEADLINE_SECONDS)
        return self.read()


@dataclass
class Development:
    """A `dev` that has said that it is ready."""

    url: str
    api: str
    process: subprocess.Popen[str]
    out: Hearing
    err: Hearing
    client: httpx.Client = field(repr=False)

    def read_value(self, namespace: str, key: str) -> httpx.Response:
        """A value over REST, as any other client sees it."""
        path = f"/client/v4/accounts/{DEFAULT_ACCOUNT_ID}/storage/kv/namespaces/{namespace}/values/{key}"
        return self.client.get(f"{self.api}{path}", headers={"Authorization": "Bearer any"})

    def stop(self) -> int:
        """End it as Ctrl-C does; returns the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(DEADLINE_SECONDS)


def build_environment(variables: dict[str, str]) -> dict[str, str]:
    """This process's variables without any that configure fakeflare or name a proxy, and these."""
    foreign = ("FAKEFLARE_", "CLOUDFLARE_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    kept = {name: value for name, value in kept.items() if not name.lower().endswith("_proxy")}
    return kept | {"PYTHONPATH": str(ROOT)} | variables


def build_command(projects: tuple[str, ...], arguments: tuple[str, ...]) -> list[str]:
    """`dev` over the projects' configurations; the first is the main Worker's."""
    command = [sys.executable, "-m", "fakeflare", "dev", "--port", "0", "--api-port", "0", "--memory"]
    for project in projects:
        command += ["--config", str(PROJECTS / project / "wrangler.jsonc")]
    return [*command, *arguments]


def developing(
    *projects: str, arguments: tuple[str, ...] = (), **variables: str
) -> contextlib.AbstractContextManager[Development]:
    """`dev` for these folders of `tests/journeys/workers`."""
    return running(build_command(projects, arguments), ROOT, variables)


@contextlib.contextmanager
def running(command: list[str], folder: Path, variables: dict[str, str]) -> Iterator[Development]:
    """A `dev` started in a folder by a command, ended after the block."""
    with (
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=folder,
            env=build_environment(variables),
        ) as process,
        httpx.Client(timeout=DEADLINE_SECONDS, trust_env=False) as client,
    ):
        assert process.stdout is not None
        assert process.stderr is not None
        out, err = Hearing(process.stdout), Hearing(process.stderr)
        try:
            words = find_ready(out, err)
            client.base_url = httpx.URL(words[1])
            yield Development(words[1], words[3], process, out, err, client)
        finally:
            end(process, out, err)


def end(process: subprocess.Popen[str], out: Hearing, err: Hearing) -> None:
    """End the process, if it has not ended, and read the rest."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(DEADLINE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    out.wait_for_end()
    err.wait_for_end()


def find_ready(out: Hearing, err: Hearing) -> list[str]:
    """The words of the line `ready WORKER api API`; fails with what stderr says where there is none."""
    with contextlib.suppress(AssertionError):
        lines = out.wait_for("ready ").splitlines()
        return next(line.split() for line in lines if line.startswith("ready "))
    raise AssertionError(f"did not start: {err.wait_for_end()}")
