"""`fakeflare dev` as a process over a project that a test writes into a folder of its own."""

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx

from tests.journeys.workers.development import (
    DEADLINE_SECONDS,
    Development,
    Hearing,
    build_environment,
    end,
    find_ready,
)

HEADER = "from workers import Response, WorkerEntrypoint\n"


def write_worker(body: str) -> str:
    """An entrypoint whose `fetch` is these lines."""
    lines = "".join(f"        {line}\n" for line in body.splitlines())
    return f"{HEADER}class Default(WorkerEntrypoint):\n    async def fetch(self, request):\n{lines}"


def write_project(folder: Path, files: dict[str, str], **fields: object) -> Path:
    """A wrangler configuration for `src/entry.py`, with these fields, and the files; returns its path."""
    document = {
        "name": folder.name,
        "main": "src/entry.py",
        "compatibility_date": "2026-08-01",
        "compatibility_flags": ["python_workers"],
        **fields,
    }
    for name, text in {"wrangler.json": json.dumps(document), **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder / "wrangler.json"


@contextlib.contextmanager
def developing(
    folder: Path, *arguments: str, storage: tuple[str, ...] = ("--memory",), **variables: str
) -> Iterator[Development]:
    """`dev` in this folder; `storage` are the flags about the data."""
    command = [sys.executable, "-m", "worker.cli", "dev", "--port", "0", "--api-port", "0"]
    with (
        subprocess.Popen(
            [*command, *storage, *arguments],
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


def run_command(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A command that ends by itself."""
    return subprocess.run(
        [sys.executable, "-m", "worker.cli", *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        timeout=DEADLINE_SECONDS,
        env=build_environment({}),
        check=False,
    )


def wait_until(is_so: Callable[[], bool]) -> None:
    """Look again and again, for as long as a slow machine may need."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.01)


def stop_quickly(worker: Development) -> int:
    """End it as Ctrl-C does; the exit code. It may take a second, and more on a busy machine."""
    started = time.monotonic()
    code = worker.stop()
    assert time.monotonic() - started < 4
    return code
