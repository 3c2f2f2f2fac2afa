"""`fakeflare dev` as a process over a project that a test writes into a folder of its own."""

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.journeys.workers.development import (
    DEADLINE_SECONDS,
    Development,
    build_environment,
    running,
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
    # without a pyproject.toml a check warns that the SDK would not be deployed
    for name, text in {"wrangler.json": json.dumps(document), "pyproject.toml": "", **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder / "wrangler.json"


def developing(
    folder: Path, *arguments: str, storage: tuple[str, ...] = ("--memory",), **variables: str
) -> contextlib.AbstractContextManager[Development]:
    """`dev` in this folder; `storage` are the flags about the data."""
    command = [sys.executable, "-m", "fakeflare", "dev", "--port", "0", "--api-port", "0"]
    return running([*command, *storage, *arguments], folder, variables)


def run_command(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A command that ends by itself."""
    return subprocess.run(
        [sys.executable, "-m", "fakeflare", *arguments],
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
