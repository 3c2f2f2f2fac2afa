"""Starts a project: a wrangler configuration, a small Python Worker with a KV namespace, and a test of it."""

import os
import re
from pathlib import Path

from fakeflare.worker.config.document.search import SEARCHED_NAMES

COMPATIBILITY_DATE = "2026-08-01"
MAX_NAME_LENGTH = 63
"""What a host name's part may have; the Worker's name is one on workers.dev."""

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\Z")

_CONFIGURATION = """\
{
  "$schema": "https://unpkg.com/wrangler/config-schema.json",
  "name": "@NAME@",

  // A Python Worker; its folder is where its imports look first.
  "main": "src/entry.py",
  "compatibility_date": "@DATE@",
  "compatibility_flags": ["python_workers"],

  "observability": { "enabled": true },

  // `self.env.CACHE_KV` in the Worker. wrangler creates the namespace with the first deploy;
  // for one that exists, add its "id".
  "kv_namespaces": [{ "binding": "CACHE_KV" }]
}
"""

_WORKER = '''\
"""A Worker that keeps what it has made in KV for a minute."""

import json
from datetime import UTC, datetime

from workers import Response, WorkerEntrypoint

KEY = "greeting"
EXPIRATION_TTL = 60  # seconds; KV takes nothing shorter


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        greeting = await self.env.CACHE_KV.get(KEY, type="json")
        from_cache = greeting is not None
        if not from_cache:
            greeting = make_greeting()
            await self.env.CACHE_KV.put(KEY, json.dumps(greeting), expirationTtl=EXPIRATION_TTL)
        return Response.json({"data": greeting, "fromCache": from_cache})


def make_greeting():
    return {"text": "Hello, World!", "madeAt": datetime.now(UTC).isoformat(timespec="seconds")}
'''

_TEST = '''\
"""Runs the Worker with a store of its own in memory: no network, no server."""

from pathlib import Path

import pytest
from fakeflare.testing import Worker

CONFIGURATION = Path(__file__).parent.parent / "wrangler.jsonc"


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.mark.anyio
async def test_the_second_visit_comes_from_the_cache():
    async with Worker(CONFIGURATION) as worker:
        first = await (await worker.fetch("/")).json()
        second = await (await worker.fetch("/")).json()
        assert (first["fromCache"], second["fromCache"]) == (False, True)
        assert first["data"] == second["data"]
        assert await worker.env.CACHE_KV.get("greeting", type="json") == first["data"]
'''

_PROJECT = """\
[project]
name = "@NAME@"
version = "0.1.0"
requires-python = ">=3.12"
dependencies = []

[dependency-groups]
dev = ["workers-py", "workers-runtime-sdk"]
"""

_IGNORED = """\
.dev.vars*
!.dev.vars.example
.env*
!.env.example
.fakeflare/
.venv-workers/
.wrangler/
__pycache__/
node_modules/
python_modules/
"""

_FILES = {"wrangler.jsonc": _CONFIGURATION, "src/entry.py": _WORKER, "tests/test_entry.py": _TEST}
_EXTRA_FILES = {"pyproject.toml": _PROJECT, ".gitignore": _IGNORED}
"""Those that a project may have already."""


class CannotStart(Exception):
    """A project cannot be started here. The message says why."""


def init(folder: Path, name: str | None = None) -> list[Path]:
    """Write a project that passes `fakeflare check --strict` and its own test, and runs with `fakeflare
    dev`. Returns what was written. The Worker is called `name`, or after the folder.

    Raises `CannotStart`, with nothing written, if there is a configuration or one of the files already,
    or the name is no Worker's; a `pyproject.toml` and a `.gitignore` that are there stay as they are.
    """
    _check_room(folder)
    worker = make_name(folder) if name is None else _check_name(name)
    extra = {path: text for path, text in _EXTRA_FILES.items() if not os.path.lexists(folder / path)}
    texts = {folder / path: _fill(text, worker) for path, text in {**_FILES, **extra}.items()}
    for target, text in texts.items():
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
        except OSError as error:
            raise CannotStart(f"{target} cannot be written: {error.strerror}") from error
    return list(texts)


def _fill(text: str, worker: str) -> str:
    return text.replace("@NAME@", worker).replace("@DATE@", COMPATIBILITY_DATE)


def make_name(folder: Path) -> str:
    """A Worker's name from a folder's."""
    words = re.sub(r"[^a-z0-9]+", "-", Path(os.path.abspath(folder)).name.lower())
    return words.strip("-")[:MAX_NAME_LENGTH].strip("-") or "my-worker"


def _check_room(folder: Path) -> None:
    taken = [path for path in (*SEARCHED_NAMES, *_FILES) if os.path.lexists(folder / path)]
    if taken:
        names = ", ".join(dict.fromkeys(taken))
        raise CannotStart(f"{folder} has {names} already: nothing was written")
    for path in (folder, folder / "src", folder / "tests"):
        if os.path.lexists(path) and not path.is_dir():
            raise CannotStart(f"{path} is no folder: nothing was written")


def _check_name(name: str) -> str:
    """workers-utils: src/worker-name.ts `checkWorkerNameValidity`."""
    if not _NAME.match(name) or len(name) > MAX_NAME_LENGTH:
        raise CannotStart(
            f'"{name}" is no name for a Worker: that has at most {MAX_NAME_LENGTH} lower-case letters, '
            "digits and dashes, with no dash at its beginning or end"
        )
    return name
