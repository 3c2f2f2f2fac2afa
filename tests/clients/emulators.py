"""The emulator as its users start it: a process, known by the URL on its first line."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]

TOKEN = "local-token"


@dataclass(frozen=True)
class Emulator:
    """A running emulator."""

    url: str

    @property
    def base_url(self) -> str:
        """What every client of the REST API is told."""
        return f"{self.url}/client/v4"

    def open_rest(self, account: str, token: str = TOKEN) -> httpx.Client:
        """A plain HTTP client at the account's KV."""
        return httpx.Client(
            base_url=f"{self.base_url}/accounts/{account}/storage/kv",
            headers={"Authorization": f"Bearer {token}"},
            trust_env=False,
        )


@contextmanager
def run_emulator(*flags: str) -> Iterator[Emulator]:
    """`python -m fakeflare serve` in memory on a port of its own.

    It must end with exit code 0, and without a traceback in its log.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FAKEFLARE_")}
    command = [sys.executable, "-m", "fakeflare", "serve", "--port", "0", "--memory", *flags]
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=log, text=True
        )
        try:
            assert process.stdout is not None
            ready, _, url = process.stdout.readline().strip().partition(" ")
            log.seek(0)
            assert ready == "ready", log.read()
            yield Emulator(url)
        finally:
            process.terminate()
            process.communicate(timeout=30)
        log.seek(0)
        complaints = log.read()
        assert process.returncode == 0, complaints
        assert "Traceback" not in complaints, complaints
