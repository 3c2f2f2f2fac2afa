"""A run of pytest that does not use the plugin pays nothing for it, and one that does keeps its modules."""

from pathlib import Path

from tests.pytest.projects import PLUGINS, check_passed, run_pytest, write_project

CONFTEST = """
import sys

HEAVY = (
    "fakeflare.emulator",
    "fakeflare.worker",
    "fakeflare.testing",
    "httpx",
    "starlette",
    "uvicorn",
    "asyncio",
    "ssl",
    "http.client",
)


def pytest_unconfigure():
    print("heavy:", [name for name in HEAVY if name in sys.modules])
"""


def test_nothing_is_imported_before_it_is_asked_for(tmp_path: Path) -> None:
    write_project(tmp_path, {"conftest.py": CONFTEST, "test_it.py": "def test_it():\n    pass\n"})
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    finished = run_pytest(tmp_path, "-s", plugins=PLUGINS[:1])
    assert finished.returncode == 0, finished.stdout
    assert "heavy: []" in finished.stdout


def test_libraries_that_are_imported_late_are_intercepted(tmp_path: Path) -> None:
    tests = """
import asyncio
import importlib.util
import sys

import pytest

URL = "https://api.cloudflare.com/client/v4/accounts"
HEADERS = {"Authorization": "Bearer t"}


def test_requests(fakeflare_intercept):
    assert "urllib3.connection" not in sys.modules
    import requests

    assert requests.get(URL, headers=HEADERS, timeout=10).status_code == 200


def test_aiohttp(fakeflare_intercept):
    assert "aiohttp" not in sys.modules
    aiohttp = pytest.importorskip("aiohttp")

    async def read():
        async with aiohttp.ClientSession() as session, session.get(URL, headers=HEADERS) as answer:
            return answer.status

    assert asyncio.run(read()) == 200


def test_modules_are_found_as_before(fakeflare_intercept):
    assert importlib.util.find_spec("urllib3.connection").loader is not None


def test_the_finder_is_gone():
    assert [finder for finder in sys.meta_path if "post_import" in type(finder).__module__] == []
"""
    check_passed(run_pytest(write_project(tmp_path, {"test_it.py": tests})), "4 passed")
