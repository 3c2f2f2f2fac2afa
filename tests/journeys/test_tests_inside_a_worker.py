"""Tests written to run inside a Worker, run as they are: the ini option `fakeflare_config`."""

from pathlib import Path

from tests.pytest.projects import run_pytest
from tests.worker.runtime.projects import HEADER, write

TESTS = """
import asyncio
import importlib
import unittest

import js
import pytest
import worker
from helper import double
from pyodide.ffi import run_sync
from worker import set_handler
from workers import Response, env, fetch


@pytest.mark.asyncio
async def test_a_handler_set_here_answers_there():
    @set_handler
    async def handle(request):
        return Response(f"{double('x')} {request.url}")

    response = await env.SELF.fetch("http://example.com/path")
    assert await response.text() == "xx http://example.com/path"


@pytest.mark.asyncio
async def test_env_and_kv():
    await env.KV.put("k", "v", expirationTtl=60)
    assert await env.KV.get("k") == "v"
    assert env.NAME == "value"


def test_synchronous_code_waits():
    run_sync(env.KV.put("sync", "s"))
    assert run_sync(env.KV.get("sync")) == "s"


@pytest.mark.asyncio
async def test_synchronous_code_below_tasks_waits():
    async def inner():
        return run_sync(asyncio.sleep(0, "slept"))

    assert await asyncio.gather(inner(), asyncio.create_task(inner())) == ["slept", "slept"]


@pytest.mark.asyncio
async def test_outbound_goes_to_the_other_worker():
    assert await (await fetch("https://anywhere.example/")).text() == "other"


@pytest.fixture
def seeded():
    run_sync(env.KV.put("seed", "s"))
    yield "seed"
    run_sync(env.KV.delete("seed"))


def test_plain_fixtures_wait(seeded):
    assert run_sync(env.KV.get(seeded)) == "s"


def test_plain_fixtures_wait_at_their_end():
    assert run_sync(env.KV.get("seed")) is None


class TestSetup:
    def setup_method(self):
        run_sync(env.KV.put("setup", "s"))

    @pytest.fixture
    def mine(self):
        self.found = run_sync(env.KV.get("setup"))

    def test_setup_waits(self, mine):
        assert self.found == "s"

    @pytest.mark.asyncio
    async def test_setup_waits_before_a_coroutine(self, mine):
        assert self.found == await env.KV.get("setup")


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        run_sync(env.KV.put("class", "c"))

    def setUp(self):
        run_sync(env.KV.put("case", "s"))

    def test_setup_waits(self):
        self.assertEqual([run_sync(env.KV.get(name)) for name in ("class", "case")], ["c", "s"])


def test_modules_are_the_workers_own():
    assert importlib.import_module("worker") is worker
    assert worker.__file__.endswith("src/worker.py")
    assert js.Response.new("x").status == 200
"""

FILES = {
    "src/worker.py": HEADER
    + "import helper\nHANDLER = None\ndef set_handler(handler):\n    global HANDLER\n    HANDLER = handler\n"
    "    return handler\nclass Default(WorkerEntrypoint):\n    async def fetch(self, request):\n"
    "        return await HANDLER(request)\n",
    "src/helper.py": "def double(text):\n    from worker import HANDLER\n    assert HANDLER\n"
    "    return text * 2\n",
    "tests/conftest.py": "from workers import env\nassert env.NAME == 'value'\n",
    "tests/test_inside.py": TESTS,
    "pytest.ini": "[pytest]\nfakeflare_config = wrangler.json other/wrangler.json\n"
    "fakeflare_outbound = *=worker:other\nasyncio_default_fixture_loop_scope = function\n"
    "filterwarnings = error\n",
}


def set_up(folder: Path) -> None:
    write(
        folder,
        FILES,
        main="src/worker.py",
        vars={"NAME": "value"},
        services=[{"binding": "SELF", "service": "main"}],
        kv_namespaces=[{"binding": "KV", "id": "x"}],
    )
    source = "class Default(WorkerEntrypoint):\n    def fetch(self):\n        return Response('other')\n"
    write(folder / "other", {"src/entry.py": HEADER + source}, name="other")


def test_tests_run_as_if_inside_the_worker(tmp_path: Path) -> None:
    set_up(tmp_path)
    finished = run_pytest(tmp_path)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "11 passed" in finished.stdout


def test_started_beside_a_main_file_called_worker(tmp_path: Path) -> None:
    set_up(tmp_path)
    finished = run_pytest(tmp_path / "src", "-c", "../pytest.ini", "--rootdir", "..", "../tests")
    assert "11 passed" in finished.stdout, finished.stdout + finished.stderr


def test_a_wrong_configuration_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\nfakeflare_config = none.json\n")
    finished = run_pytest(tmp_path)
    assert finished.returncode == 4
    assert finished.stderr.startswith("ERROR: fakeflare_config: ")
    assert len(finished.stderr.strip().splitlines()) == 1


def test_without_the_option_the_project_keeps_its_own_module_called_worker(tmp_path: Path) -> None:
    (tmp_path / "worker.py").write_text("NAME = 'mine'\n")
    (tmp_path / "test_it.py").write_text(
        "import worker\n\ndef test_it():\n    assert worker.NAME == 'mine'\n"
    )
    assert "1 passed" in run_pytest(tmp_path).stdout
