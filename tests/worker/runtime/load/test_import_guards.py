"""What Cloudflare would refuse or lack, told while developing."""

import logging
from pathlib import Path

import httpx
import pytest

from fakeflare.worker.config.model.config import load_config
from fakeflare.worker.runtime.load.import_guards import compile_glob
from fakeflare.worker.runtime.workers.isolate import LoadError
from fakeflare.worker.runtime.workers.workers import WorkersOptions, open_workers
from tests.worker.runtime.projects import HEADER, write

EMPTY = "class Default(WorkerEntrypoint):\n    def fetch(self):\n        pass\n"


async def load(config: Path, is_strict: bool = True) -> None:
    options = WorkersOptions(is_strict=is_strict)
    async with (
        httpx.AsyncClient() as unused,
        open_workers([load_config(config, None, config.parent)], unused, options) as workers,
    ):
        workers.main.load()


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "import random\nrandom.random()",
            "RuntimeError: Cannot use random.random() outside of request context",
        ),
        ("from random import choice\nchoice([1])", "Cannot use random.choice() outside of request context"),
        ("import os\nos.urandom(1)", "OSError: [Errno 29] Cannot get entropy outside of request context"),
        ("import uuid\nuuid.uuid4()", "OSError: [Errno 29] Cannot get entropy outside of request context"),
        ("import secrets\nsecrets.token_hex()", "OSError: [Errno 29] Cannot get entropy outside of request"),
        ("import js\njs.fetch('http://x/')", "Error: Disallowed operation called within global scope."),
        (
            "from workers import env\nenv.KV.get('k')",
            "Error: Disallowed operation called within global scope.",
        ),
        ("import js\njs.setTimeout(print, 1)", "Error: Disallowed operation called within global scope."),
        ("import js\njs.crypto.randomUUID()", "Error: Disallowed operation called within global scope."),
    ],
)
async def test_entropy_and_io_at_import_are_errors_as_in_production(
    tmp_path: Path, source: str, message: str
) -> None:
    kv = [{"binding": "KV", "id": "x"}]
    config = write(tmp_path, {"src/entry.py": HEADER + source}, kv_namespaces=kv)
    with pytest.raises(LoadError) as caught:
        await load(config)
    assert message in caught.value.traceback
    assert f'{tmp_path}/src/entry.py", line 3' in caught.value.traceback


async def test_entropy_is_free_inside_a_package_in_a_handler_and_with_loose(tmp_path: Path) -> None:
    source = HEADER + "import random, tempfile\nX = random.Random(1).random()\n" + EMPTY
    await load(write(tmp_path / "a", {"src/entry.py": source}))
    await load(write(tmp_path / "b", {"src/entry.py": HEADER + "import os\nos.urandom(1)\n" + EMPTY}), False)


async def test_modules_that_cloudflare_lacks_are_warned_about(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    source = HEADER + "import json\nimport fcntl\nfrom threading import Thread\n" + EMPTY
    await load(write(tmp_path, {"src/entry.py": source}))
    assert [record.getMessage() for record in caplog.records] == [
        f"{tmp_path}/src/entry.py:3: the module fcntl does not exist on Cloudflare",
        f"{tmp_path}/src/entry.py:4: the module threading can be imported but does not work on Cloudflare",
    ]
    assert caplog.records[0].levelno == logging.WARNING


async def test_files_that_are_not_deployed_are_warned_about(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    read = "from pathlib import Path\nHERE = Path(__file__).parent\n"
    read += "for name in ('a.txt', 'b.json', 'b.json', 'c.css'):\n    (HERE / name).read_text()\n"
    files = {f"src/{name}": "" for name in ("a.txt", "b.json", "c.css")}
    rules = [{"type": "Text", "globs": ["**/*.css"]}]
    await load(write(tmp_path, {"src/entry.py": HEADER + read + EMPTY, **files}, rules=rules))
    assert [record.getMessage() for record in caplog.records] == [
        f"{tmp_path}/src/entry.py:5: reads b.json, which is not deployed with the Worker: "
        'add a glob for it to "rules"'
    ]


@pytest.mark.parametrize(
    ("glob", "path", "fits"),
    [
        ("**/*.txt", "a.txt", True),
        ("**/*.txt", "a/b.txt", True),
        ("*.txt", "a/b.txt", False),
        ("data/?.json", "data/a.json", True),
        ("data/**", "data/a/b.c", True),
        ("a.txt", "aXtxt", False),
    ],
)
def test_globs(glob: str, path: str, fits: bool) -> None:
    assert bool(compile_glob(glob).fullmatch(path)) == fits
