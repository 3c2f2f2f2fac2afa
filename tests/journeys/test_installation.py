"""What an installation brings: `fakeflare` alone, so that users' `worker.py` and `emulator.py` are theirs."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.pytest.projects import WRANGLER, check_passed, run_pytest, write_project

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]

WORKER = """
from workers import Response, WorkerEntrypoint

NAME = "mine"


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        await self.env.KV.put("seen", NAME)
        return Response(NAME)
"""

WORKER_TESTS = """
import pytest
import fakeflare


@pytest.mark.anyio
async def test_worker(fakeflare, fakeflare_worker):
    assert await (await fakeflare_worker.fetch("/")).text() == "mine"
    assert fakeflare.namespace("KV").get_text("seen") == "mine"


@pytest.fixture
def anyio_backend():
    return "asyncio"


def test_installed():
    assert INSTALLED in fakeflare.__file__
"""

OWN_TESTS = """
import pytest
from emulator import started
from worker import app
from fakeflare.testing import Worker


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.mark.anyio
async def test_both():
    assert (app, started) == ("celery", True)
    async with Worker("edge/wrangler.json") as worker:
        assert await (await worker.fetch("/")).text() == "mine"
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which a wheel of this repository is installed."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_a_wheel_brings_nothing_but_fakeflare(installed: Path) -> None:
    names = sorted(path.name for path in installed.iterdir())
    assert names[0] == "fakeflare"
    assert [name.partition("-")[2].partition(".")[2][-9:] for name in names[1:]] == ["dist-info"]
    assert (installed / "fakeflare/worker/__init__.py").is_file()
    assert (installed / "fakeflare/emulator/__init__.py").is_file()


def test_a_worker_called_worker_at_the_root_is_the_users(installed: Path, tmp_path: Path) -> None:
    wrangler = WRANGLER.replace("src/entry.py", "worker.py")
    tests = WORKER_TESTS.replace("INSTALLED", repr(str(installed)))
    write_project(tmp_path, {"wrangler.json": wrangler, "worker.py": WORKER, "test_it.py": tests})
    check_passed(run_pytest(tmp_path, PYTHONPATH=os.fspath(installed)), "2 passed")


def test_tests_inside_a_worker_import_it_by_its_name(installed: Path, tmp_path: Path) -> None:
    wrangler = WRANGLER.replace("src/entry.py", "worker.py")
    tests = "from worker import NAME, Default\n\n\ndef test_it():\n    assert NAME == 'mine' and Default\n"
    files = {"wrangler.json": wrangler, "worker.py": WORKER, "test_it.py": tests}
    write_project(tmp_path, files, "fakeflare_config = wrangler.json\n")
    check_passed(run_pytest(tmp_path, PYTHONPATH=os.fspath(installed)), "1 passed")


def test_modules_called_worker_and_emulator_are_the_users(installed: Path, tmp_path: Path) -> None:
    files = {
        "worker.py": 'app = "celery"\n',
        "emulator.py": "started = True\n",
        "edge/wrangler.json": WRANGLER,
        "edge/src/entry.py": WORKER,
        "test_it.py": OWN_TESTS,
    }
    write_project(tmp_path, files)
    check_passed(run_pytest(tmp_path, PYTHONPATH=os.fspath(installed)), "1 passed")
