"""Worker projects written into a folder, and opened."""

import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

from fakeflare.testing import Worker

HEADER = "from workers import Response, WorkerEntrypoint\n"
FLAGS = {"compatibility_date": "2026-08-01", "compatibility_flags": ["python_workers"]}


def write(folder: Path, files: Mapping[str, str], **fields: Any) -> Path:
    """Write a project; main is `src/entry.py` unless a field says otherwise. Returns its configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    config = folder / "wrangler.json"
    config.write_text(json.dumps({"name": "main", "main": "src/entry.py", **FLAGS, **fields}))
    return config


def write_config(folder: Path, name: str, **fields: object) -> Path:
    """Write the configuration of a Worker of this name, in a folder called so, with an empty main file."""
    path = folder / name / "wrangler.json"
    path.parent.mkdir(parents=True)
    (path.parent / "entry.py").write_text("")
    document = {"name": name, "main": "entry.py", **FLAGS, **fields}
    path.write_text(json.dumps(document))
    return path


@contextlib.asynccontextmanager
async def opened(
    folder: Path, source: str, others: Mapping[str, str] | None = None, **fields: Any
) -> AsyncIterator[Worker]:
    """A project whose main file is `source` behind the usual imports."""
    config = write(folder, {"src/entry.py": HEADER + source, **(others or {})}, **fields)
    async with Worker(config) as worker:
        yield worker


async def read(worker: Worker, resource: str = "/", **options: Any) -> str:
    """The text of a response."""
    text: str = await (await worker.fetch(resource, **options)).text()
    return text
