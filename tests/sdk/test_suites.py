"""The tests that Cloudflare ships in the sources of its SDK, unmodified, in a process that is the Worker.

On Cloudflare they run inside workerd. `scripts/sdk.sh` fetches the sources, and the oldest release of the SDK
that fakeflare supports.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

HERE = Path(__file__).parent
RELEASES = HERE / "releases"
DATE = "2026-08-01"


@dataclass(frozen=True)
class Suite:
    """One folder of tests, and the Worker that they run in."""

    folder: str
    main: str = "worker.py"
    tests: Sequence[str] = ("tests",)
    services: Sequence[str] = ()
    """Bindings to the Worker itself."""
    outbound: str | None = None
    """The main file of the Worker that answers every `fetch`."""
    least: int = 1
    """So many tests have to pass."""
    conftest: str = ""
    """More fixtures: what the SDK's own runner hands to its plugins."""


APP = "import pytest\n\n\n@pytest.fixture\ndef {0}():\n    from worker import {1}\n\n    return {1}\n"

SUITES = {
    "kv": Suite("bindings-test", "src/worker.py", ("src/test_kv.py",), least=27),
    "assets": Suite("bindings-test", "src/worker.py", ("src/test_assets.py",), least=5),
    "version": Suite("bindings-test", "src/worker.py", ("src/test_version_metadata.py",), least=3),
    "sdk": Suite("workerd-test/sdk", services=("SELF",), outbound="server.py", least=21),
    "asgi": Suite("workerd-test/asgi", services=("SELF", "ASGI_HTTP"), least=30),
    "asgi-disconnect": Suite("workerd-test/asgi-ws-disconnect", services=("SELF",), least=7),
    "wsgi": Suite("workerd-test/wsgi", services=("SELF", "WSGI_HTTP"), least=18),
    "http-clients": Suite("workerd-test/http-client", outbound="origin.py", least=23),
    "fastapi": Suite(
        "web-frameworks-test/fastapi-tests",
        "src/worker.py",
        ("src",),
        least=78,
        conftest=APP.format("fastapi_app", "app"),
    ),
    "django": Suite(
        "web-frameworks-test/django-async",
        "src/worker.py",
        ("src",),
        least=73,
        conftest=APP.format("django_asgi_app", "django_asgi_app"),
    ),
}


def find_sources() -> Path:
    found = sorted(RELEASES.glob("workers_runtime_sdk-*.tar.gz"))
    if not found:
        refuse("the sources of workers-runtime-sdk are not there: run scripts/sdk.sh")
    return found[-1]


def find_oldest() -> Path:
    found = [folder for folder in RELEASES.glob("[0-9]*") if folder.is_dir()]
    if not found:
        refuse("the oldest workers-runtime-sdk is not there: run scripts/sdk.sh")
    return found[0]


def refuse(reason: str) -> None:
    if os.environ.get("FAKEFLARE_REQUIRE_SDK") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder `tests` of the newest release."""
    folder = tmp_path_factory.mktemp("sdk")
    with tarfile.open(find_sources()) as archive:
        archive.extractall(folder, filter="data")
    return next(folder.iterdir()) / "tests"


def set_up(suite: Suite, sources: Path, project: Path) -> None:
    """A project of the suite's own files, with a configuration for them."""
    shutil.copytree(sources / suite.folder, project)
    configs = [write_config(project, suite.main, "main", suite.services)]
    if suite.outbound is not None:
        configs.append(write_config(project, suite.outbound, "outbound", ()))
    lines = [
        "[pytest]",
        f"fakeflare_config = {' '.join(configs)}",
        f"pythonpath = {HERE}",
        "asyncio_default_fixture_loop_scope = function",
    ]
    if suite.outbound is not None:
        lines.append("fakeflare_outbound = *=worker:outbound")
    (project / "pytest.ini").write_text("\n".join(lines) + "\n")
    if suite.conftest:
        (project / "conftest.py").write_text(suite.conftest)


def write_config(project: Path, main: str, name: str, services: Sequence[str]) -> str:
    """Add our Worker to the suite's own configuration; returns the file's name."""
    own = project / "wrangler.jsonc"
    text = re.sub(r"//[^\n\"]*\n", "\n", own.read_text()) if own.is_file() else "{}"
    config = json.loads(re.sub(r",(\s*[}\]])", r"\1", text.replace("%COMPAT_DATE", DATE)))
    config |= {"name": name, "main": main, "compatibility_date": DATE}
    config["services"] = [{"binding": binding, "service": name} for binding in services]
    (project / f"{name}.json").write_text(json.dumps(config))
    return f"{name}.json"


def run(suite: Suite, project: Path, path: Path | None = None) -> None:
    """Run the suite in a pytest of its own."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    if path is not None:
        environment["PYTHONPATH"] = str(path)
    finished = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *suite.tests],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    passed = re.search(r"(\d+) passed", finished.stdout)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert passed is not None
    assert int(passed[1]) >= suite.least, finished.stdout


@pytest.mark.parametrize("name", SUITES)
def test_newest_sdk(name: str, sources: Path, tmp_path: Path) -> None:
    set_up(SUITES[name], sources, tmp_path / "project")
    run(SUITES[name], tmp_path / "project")


def test_oldest_sdk(sources: Path, tmp_path: Path) -> None:
    """The tests are the newest release's: those of KV hold for both."""
    set_up(SUITES["kv"], sources, tmp_path / "project")
    run(SUITES["kv"], tmp_path / "project", find_oldest())
