"""The seed as a user meets it: one command, two requests, the value over REST, and a restart."""

import contextlib
import json
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fakeflare.emulator.settings import DEFAULT_ACCOUNT_ID

ROOT = Path(__file__).resolve().parents[2]
VALUE_PATH = (
    f"/client/v4/accounts/{DEFAULT_ACCOUNT_ID}/storage/kv/namespaces/CACHE_KV/values/cache-json-example"
)


@dataclass(frozen=True)
class Run:
    """A `fakeflare dev` that has said it is ready."""

    worker: str
    api: str
    process: subprocess.Popen[str]

    def ask(self) -> Any:
        with urllib.request.urlopen(f"{self.worker}/", timeout=10) as answer:
            return json.load(answer)

    def read_value(self) -> tuple[Any, int]:
        request = urllib.request.Request(f"{self.api}{VALUE_PATH}", headers={"Authorization": "Bearer x"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer), int(answer.headers["expiration"])

    def stop(self, number: int) -> str:
        self.process.send_signal(number)
        began = time.monotonic()
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        said, errors = self.process.stdout.read(), self.process.stderr.read()
        assert (self.process.wait(timeout=10), errors) == (0, "")
        assert time.monotonic() - began < 3  # about 0.2; a busy machine takes its time
        return said


@contextlib.contextmanager
def started(data: Path) -> Iterator[Run]:
    command = [
        sys.executable,
        "-m",
        "fakeflare",
        "dev",
        "--port",
        "0",
        "--api-port",
        "0",
        "--data",
        str(data),
    ]
    command += ["--outbound", "https://example.com=worker/seed/site"]
    with subprocess.Popen(
        command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline().split()
            assert line[::2] == ["ready", "api"], process.communicate(timeout=10)[1]
            yield Run(line[1], line[3], process)
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_page_is_cached_and_survives_a_restart(tmp_path: Path, number: int) -> None:
    with started(tmp_path / "data") as run:
        before = int(time.time())
        first, second = run.ask(), run.ask()
        assert (first["fromCache"], second["fromCache"]) == (False, True)
        assert first["data"] == second["data"]
        assert first["data"]["title"] == "A page to cache"
        assert first["data"]["content"].startswith("A page to cache fakeflare serves this file")
        value, expiration = run.read_value()
        assert value == first["data"]
        assert before + 60 <= expiration <= before + 70
        said = run.stop(number)
        assert "env.CACHE_KV (CACHE_KV)" in said
        assert f"CLOUDFLARE_API_BASE_URL={run.api}/client/v4 " in said
        assert f"CLOUDFLARE_ACCOUNT_ID={DEFAULT_ACCOUNT_ID}\n" in said
        assert "not cached: fetching https://example.com" in said

    with started(tmp_path / "data") as run:
        assert run.ask() == {"data": first["data"], "fromCache": True}
        run.stop(number)
