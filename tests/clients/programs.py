"""The real clients from npm: where they are, and how each is run.

`scripts/clients.sh` installs them into `tests/clients/npm`, or into the folder that FAKEFLARE_CLIENTS names.
"""

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import httpx

HERE = Path(__file__).parent

MODULES = Path(os.environ.get("FAKEFLARE_CLIENTS", HERE / "npm")).resolve() / "node_modules"

LEAST_NODE = (22, 12)
"""What wrangler 4.164 and Miniflare 5 ask for."""

_COMMAND_SECONDS = 60

Table = Sequence[tuple[str, Any]]
"""JavaScript expressions, and what the script that runs them sees (`outcomes.mjs`)."""

Bindings = Mapping[str, str]
"""Names in a Worker's `env`, each with capnp's options of the HTTP that leads to its namespace."""


class NotInstalled(Exception):
    """A client is not there; `str()` says which."""


def find_program(name: str) -> Path:
    """The file that starts the client `name`. Raises `NotInstalled`."""
    pattern = {
        "wrangler": "wrangler/bin/wrangler.js",
        "workerd": "@cloudflare/workerd-*/bin/workerd",
        "miniflare": "miniflare/package.json",
        "miniflare-4": "miniflare-4/package.json",
        "typescript": "cloudflare/package.json",
    }[name]
    found = next(MODULES.glob(pattern), None)
    if found is None:
        raise NotInstalled(f"the client {name} is not installed: run scripts/clients.sh")
    if name != "workerd":
        find_node()
    return found


@cache
def find_node() -> Path:
    """A Node that is new enough: the machine's, else the one from npm. Raises `NotInstalled`."""
    candidates = [Path(machine)] if (machine := shutil.which("node")) else []
    for node in [*candidates, *MODULES.glob("node-*/bin/node")]:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
        if tuple(map(int, re.findall(r"\d+", version)[:2])) >= LEAST_NODE:
            return node
    raise NotInstalled("no Node of 22.12 or later is installed: run scripts/clients.sh")


def run_script(script: str, table: Table, **options: str) -> list[tuple[str, Any]]:
    """Run the expressions of `table` in a script of this folder; returns the table of what it saw."""
    expressions = [expression for expression, _ in table]
    task = {"modules": str(MODULES), "expressions": expressions, **options}
    done = subprocess.run(
        [find_node(), HERE / script],
        input=json.dumps(task),
        env=_build_environment(),
        capture_output=True,
        text=True,
        timeout=_COMMAND_SECONDS,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return list(zip(expressions, json.loads(done.stdout), strict=True))


def _build_environment() -> dict[str, str]:
    """No proxy, no credentials and no settings of the machine reach a client."""
    return {"PATH": f"{find_node().parent}{os.pathsep}{os.environ['PATH']}"}


@dataclass(frozen=True)
class Done:
    """How a command ended; `said` and `complained` are its two outputs, without colours and blank lines."""

    code: int
    output: bytes
    said: list[str]
    complained: list[str]


_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def _read_lines(output: bytes) -> list[str]:
    lines = _COLOUR.sub("", output.decode("utf-8", "replace")).splitlines()
    return [line.strip() for line in lines if line.strip()]


@dataclass(frozen=True)
class Wrangler:
    """wrangler in a folder of its own, pointed at an emulator by environment variables alone."""

    base_url: str
    folder: Path
    token: str
    account: str | None = None

    def run(self, *arguments: str) -> Done:
        """One command, to its end."""
        variables = {
            "CLOUDFLARE_API_BASE_URL": self.base_url,
            "CLOUDFLARE_API_TOKEN": self.token,
            "WRANGLER_SEND_METRICS": "false",
            "WRANGLER_HIDE_BANNER": "true",
            "WRANGLER_WRITE_LOGS": "false",
            "HOME": str(self.folder),
            "CI": "1",
        }
        if self.account is not None:
            variables["CLOUDFLARE_ACCOUNT_ID"] = self.account
        done = subprocess.run(
            [find_node(), find_program("wrangler"), *arguments],
            cwd=self.folder,
            env=_build_environment() | variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_COMMAND_SECONDS,
            check=False,
        )
        return Done(done.returncode, done.stdout, _read_lines(done.stdout), _read_lines(done.stderr))


@dataclass(frozen=True)
class Worker:
    """A Worker that runs expressions (`worker.mjs`), with its bindings as variables."""

    url: str

    def run(self, table: Table) -> list[tuple[str, Any]]:
        """The table of what the Worker saw."""
        expressions = [expression for expression, _ in table]
        response = httpx.post(self.url, json=expressions, timeout=_COMMAND_SECONDS, trust_env=False)
        assert response.status_code == 200, response.text
        return list(zip(expressions, response.json(), strict=True))


_CONFIG = """\
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [
        (name = "worker.mjs", esModule = embed "worker.mjs"),
        (name = "outcomes.mjs", esModule = embed "outcomes.mjs"),
      ],
      compatibilityDate = "2026-07-01",
      bindings = [(name = "UNSAFE_EVAL", unsafeEval = void), %(bindings)s],
    )),
    %(services)s,
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
"""


@contextmanager
def run_workerd(address: str, bindings: Bindings) -> Iterator[Worker]:
    """A workerd whose KV bindings are served at `address` (host and port)."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+") as log:
        for script in ("worker.mjs", "outcomes.mjs"):
            shutil.copy(HERE / script, folder)
        config = _CONFIG % {
            "bindings": ", ".join(f'(name = "{name}", kvNamespace = "{name}")' for name in bindings),
            "services": ", ".join(
                f'(name = "{name}", external = (address = "{address}", http = ({options})))'
                for name, options in bindings.items()
            ),
        }
        Path(folder, "config.capnp").write_text(config)
        command = [str(find_program("workerd")), "serve", "config.capnp", "--experimental", "--control-fd=1"]
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            log.seek(0)
            assert line, log.read()
            yield Worker(f"http://127.0.0.1:{json.loads(line)['port']}/")
        finally:
            process.terminate()
            process.communicate(timeout=30)


def inject(**headers: str) -> str:
    """The HTTP options that add headers to every request of a binding; `_` stands for `-`."""
    pairs = (f'(name = "{name.replace("_", "-")}", value = "{value}")' for name, value in headers.items())
    return f"injectRequestHeaders = [{', '.join(pairs)}]"
