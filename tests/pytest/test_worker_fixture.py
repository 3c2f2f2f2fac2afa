"""`fakeflare_worker`: the project's Worker on the store of `fakeflare`."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from fakeflare.pytest.fixture import Fakeflare
from fakeflare.pytest.worker_test import HeldWorker
from fakeflare.testing import Worker
from tests.pytest.projects import check_passed, run_pytest, write_worker


@pytest.fixture(scope="session")
def fakeflare_config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_worker(tmp_path_factory.mktemp("worker"), {}) / "wrangler.json"


@pytest.fixture(scope="session")
def fakeflare_worker_options() -> dict[str, Any]:
    return {
        "vars": {"NAME": "overridden"},
        "outbound": {"https://outside.example": lambda request: "outside"},
    }


async def fetch(worker: HeldWorker, path: str = "/") -> str:
    text: str = await (await worker.fetch(path)).text()
    return text


async def test_worker_and_test_see_the_same_store(fakeflare_worker: HeldWorker, fakeflare: Fakeflare) -> None:
    namespace = fakeflare.namespace("KV")
    namespace.put("greeting", "hello")
    assert await fetch(fakeflare_worker, "/p") == "hello"
    assert (namespace.id, namespace.get_text("seen")) == ("kv-id", "http://example.com/p")


async def test_env_and_scheduled(fakeflare_worker: HeldWorker, fakeflare: Fakeflare) -> None:
    await fakeflare_worker.env.KV.put("k", "v")
    assert (await fakeflare_worker.scheduled(cron="* * * * *")).outcome == "ok"
    assert fakeflare.namespace("KV").entries() == {"k": b"v", "cron": b"* * * * *"}
    assert fakeflare_worker.env.NAME == "overridden"


async def test_clock_and_faults_hold_for_the_worker(
    fakeflare_worker: HeldWorker, fakeflare: Fakeflare
) -> None:
    fakeflare.namespace("KV").put("greeting", "hello", expiration_ttl=60)
    assert await fetch(fakeflare_worker) == "hello"
    fakeflare.clock.advance(61)
    assert await fetch(fakeflare_worker) == "none"
    fakeflare.faults.add(operation="get", door="binding", status=503)
    with pytest.raises(Exception, match="KV GET failed: 503"):
        await fetch(fakeflare_worker)
    fakeflare.faults.clear()
    fakeflare.faults.add(operation="put", drop=True)
    with pytest.raises(Exception, match="Network connection lost"):
        await fetch(fakeflare_worker)


async def test_the_journal_has_what_the_worker_asked(
    fakeflare_worker: HeldWorker, fakeflare: Fakeflare
) -> None:
    await fetch(fakeflare_worker)
    entries = fakeflare.journal.list(door="binding")
    assert [(entry["operation"], entry["key"]) for entry in entries] == [("put", "seen"), ("get", "greeting")]


async def test_places_of_the_worker(fakeflare_worker: HeldWorker, fakeflare: Fakeflare) -> None:
    fakeflare.consistency.configure(enabled=True)
    fakeflare_worker.location = "ams"
    assert await fetch(fakeflare_worker) == "none"
    fakeflare.namespace("KV").put("greeting", "hello")
    assert await fetch(fakeflare_worker) == "none"
    fakeflare.clock.advance(60)
    assert await fetch(fakeflare_worker) == "hello"


async def test_large_values_and_streams(fakeflare_worker: HeldWorker, fakeflare: Fakeflare) -> None:
    from workers import Response

    text = "é" * 1_000_000
    await fakeflare_worker.env.KV.put("k", Response(text).js_object.body)
    assert fakeflare.namespace("KV").get_text("k") == text
    assert await fakeflare_worker.env.KV.get("k") == text


async def test_outbound_options(fakeflare_worker: HeldWorker) -> None:
    assert await fetch(fakeflare_worker, "/outside") == "outside"


@pytest.mark.fakeflare(intercept=True)
async def test_the_workers_own_requests_are_intercepted(
    fakeflare_worker: HeldWorker, fakeflare: Fakeflare
) -> None:
    assert fakeflare.account_id in await fetch(fakeflare_worker, "/api")


@pytest.fixture
async def used(fakeflare_worker: HeldWorker, fakeflare: Fakeflare) -> AsyncIterator[Fakeflare]:
    await fakeflare_worker.env.KV.put("greeting", "fixture")
    yield fakeflare
    assert fakeflare.namespace("KV").get_text("background") == "done"


async def test_asynchronous_fixtures_may_use_it(used: Fakeflare, fakeflare_worker: HeldWorker) -> None:
    assert await fetch(fakeflare_worker) == "fixture"
    # waited for when the test ends
    await fetch(fakeflare_worker, "/background")


async def test_a_worker_on_the_url_of_an_emulator(fakeflare: Fakeflare, fakeflare_config: Path) -> None:
    async with Worker(fakeflare_config, emulator=fakeflare.url) as worker:
        await worker.env.KV.put("k", "v")
    assert fakeflare.namespace("kv-id").entries() == {"k": b"v"}


def test_a_namespace_is_that_of_the_binding_before_the_worker_is_used(
    fakeflare: Fakeflare, fakeflare_worker: HeldWorker
) -> None:
    assert fakeflare.namespace("KV").id == "kv-id"


def test_no_binding_is_left_for_the_next_test(fakeflare: Fakeflare) -> None:
    assert fakeflare.namespace("KV").id != "kv-id"


TESTS = """
import pytest


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.mark.anyio
async def test_anyio(fakeflare_worker, fakeflare):
    fakeflare.namespace("KV").put("greeting", "hello")
    assert await (await fakeflare_worker.fetch("/")).text() == "hello"


class TestClass:
    @pytest.mark.asyncio
    @pytest.mark.parametrize("number", [1, 2])
    async def test_asyncio(self, number, fakeflare_worker, fakeflare):
        assert await (await fakeflare_worker.fetch("/")).text() == "none"


@pytest.mark.asyncio
@pytest.mark.fakeflare(intercept=True)
async def test_intercepted(fakeflare_worker):
    response = await fakeflare_worker.fetch("/")
    assert response.status == 200
"""


def test_asyncio_anyio_classes_and_parameters(tmp_path: Path) -> None:
    check_passed(run_pytest(write_worker(tmp_path, {"tests/test_it.py": TESTS})), "4 passed")


def test_a_project_keeps_its_own_module_called_worker(tmp_path: Path) -> None:
    tests = (
        "import pytest\n\n\n@pytest.mark.asyncio\nasync def test_it(fakeflare_worker):\n"
        "    await fakeflare_worker.fetch('/')\n    import worker\n    assert worker.MINE\n"
    )
    write_worker(tmp_path, {"worker.py": "MINE = True\n", "test_it.py": tests})
    check_passed(run_pytest(tmp_path), "1 passed")


def test_another_configuration_by_option_and_by_fixture(tmp_path: Path) -> None:
    tests = (
        "import pytest\n\n\n@pytest.mark.asyncio\nasync def test_it(fakeflare_worker):\n"
        "    assert fakeflare_worker.env.NAME == 'configured'\n"
    )
    fixture = (
        "import pytest\n\n\n@pytest.fixture(scope='session')\ndef fakeflare_config():\n"
        "    return 'app/wrangler.json'\n\n\n"
    )
    write_worker(tmp_path / "app", {})
    (tmp_path / "app" / "pytest.ini").unlink()
    (tmp_path / "wrangler.json").write_text("broken")
    (tmp_path / "test_it.py").write_text(tests)
    ini = "[pytest]\nasyncio_default_fixture_loop_scope = function\n"
    (tmp_path / "pytest.ini").write_text(f"{ini}fakeflare_worker_config = app/wrangler.json\n")
    check_passed(run_pytest(tmp_path), "1 passed")
    (tmp_path / "pytest.ini").write_text(ini)
    (tmp_path / "test_it.py").write_text(fixture + tests)
    check_passed(run_pytest(tmp_path), "1 passed")


def test_beside_tests_that_run_inside_a_worker(tmp_path: Path) -> None:
    tests = """
import pytest
import entry
from pyodide.ffi import run_sync
from workers import env


def test_inside(fakeflare):
    fakeflare.namespace("KV").put("greeting", "outside")
    assert run_sync(env.KV.get("greeting")) is None


@pytest.mark.asyncio
async def test_both(fakeflare_worker, fakeflare):
    fakeflare.namespace("KV").put("greeting", "outside")
    await env.KV.put("greeting", "inside")
    assert await (await fakeflare_worker.fetch("/")).text() == "outside"
    assert await env.KV.get("greeting") == "inside"
    assert entry.__file__.endswith("src/entry.py")
"""
    write_worker(tmp_path, {"test_it.py": tests}, "fakeflare_config = wrangler.json\n")
    check_passed(run_pytest(tmp_path), "2 passed")


def test_a_wrong_configuration_fails_with_its_error(tmp_path: Path) -> None:
    tests = (
        "import pytest\n\n\n@pytest.mark.asyncio\nasync def test_it(fakeflare_worker):\n    pass\n\n\n"
        "@pytest.mark.fakeflare(real=True)\n@pytest.mark.asyncio\n"
        "async def test_there(fakeflare_worker):\n    pass\n"
    )
    write_worker(tmp_path, {"test_it.py": tests})
    (tmp_path / "src" / "entry.py").write_text("1 / 0\n")
    finished = run_pytest(tmp_path)
    assert finished.stdout.splitlines()[-1].startswith("2 failed, 1 skipped"), finished.stdout
    assert "cannot be imported: ZeroDivisionError" in finished.stdout


def test_it_does_not_run_on_cloudflare(tmp_path: Path, fakeflare: Fakeflare) -> None:
    tests = (
        "import pytest\n\n\n@pytest.mark.fakeflare(real=True)\n@pytest.mark.asyncio\n"
        "async def test_it(fakeflare_worker):\n    pass\n"
    )
    finished = run_pytest(write_worker(tmp_path, {"test_it.py": tests}), "--fakeflare-real", **fakeflare.env)
    assert finished.stdout.splitlines()[-1].startswith("1 passed, 1 error"), finished.stdout
    assert "fakeflare_worker runs on the emulator, not on Cloudflare" in finished.stdout


def test_a_worker_that_a_fixture_opened_for_nothing_is_closed(tmp_path: Path) -> None:
    tests = """
import pytest
import pytest_asyncio


@pytest_asyncio.fixture
async def used(fakeflare_worker):
    await fakeflare_worker.env.KV.put("k", "v")


@pytest.fixture
def broken(used):
    pytest.skip("not today")


@pytest.mark.asyncio
async def test_skipped(broken):
    pass


def test_nothing_of_its_world_is_left():
    with pytest.raises(ImportError):
        import js
"""
    check_passed(run_pytest(write_worker(tmp_path, {"test_it.py": tests})), "1 passed, 1 skipped")
