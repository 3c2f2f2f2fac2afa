"""The pytest plugin `fakeflare`: its options, hooks and fixtures.

Its fixtures are a started emulator and what goes with it (docs/testing.md); what they do is imported when a
test asks for one.

With `fakeflare_config = wrangler.jsonc` in pytest's configuration, the tests run as if they were inside that
Worker: `js`, `pyodide` and `workers` can be imported, `workers.env` is bound, and the Worker's own modules
carry their names. Without it nothing happens.
"""

import contextlib
import os
from collections.abc import Generator, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

_REAL = "real"

_HELD = pytest.StashKey[Any]()
"""The emulator of a test that has one."""

_OPTIONS = {
    "fakeflare_config": (
        "args",
        "the wrangler configuration of the Worker that the tests run in; further ones are Workers for its "
        "service bindings and for fakeflare_outbound",
    ),
    "fakeflare_worker_config": (
        "args",
        "the wrangler configurations of the fixture fakeflare_worker; by default those of fakeflare_config, "
        "else the one that is found from pytest's root folder",
    ),
    "fakeflare_env": ("string", "the environment in the wrangler configuration"),
    "fakeflare_outbound": (
        "linelist",
        "ORIGIN=FOLDER, ORIGIN=URL or ORIGIN=worker:NAME: what answers the Worker's fetch of an origin, "
        "* being every one",
    ),
    "fakeflare_seed": ("args", "files whose pairs each test of the fixture fakeflare begins with"),
    "fakeflare_freeze": ("string", "where the clock stands when a test begins: true, a second or ISO 8601"),
    "fakeflare_limits": ("string", "the limits that hold: true, names, or JSON"),
    "fakeflare_consistency": ("string", "eventual consistency: true, names of locations, or JSON"),
    "fakeflare_intercept": ("bool", "lead all tests' requests to api.cloudflare.com to the emulator"),
    "fakeflare_real": ("bool", "run the tests of real=True and fakeflare_real, as --fakeflare-real does"),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    for name, (kind, text) in _OPTIONS.items():
        parser.addini(name, text, type=kind)  # type: ignore[arg-type] # a Literal there
    group = parser.getgroup("fakeflare")
    group.addoption(
        "--fakeflare-only",
        action="store_true",
        help="where requests to api.cloudflare.com are intercepted, refuse those to other hosts",
    )
    group.addoption(
        "--fakeflare-real",
        action="store_true",
        help="run the tests that are meant for Cloudflare too, with CLOUDFLARE_API_TOKEN and "
        "CLOUDFLARE_ACCOUNT_ID",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "fakeflare(seed, freeze, limits, consistency, faults, intercept, real): what a test asks of the "
        "emulator of the fixture fakeflare",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Before the first conftest is imported, which may import `workers` already."""
    names = _read_inside(early_config)
    if not names:
        return
    # start-up: a run without a Worker around its tests needs none of it
    from fakeflare.pytest.session import TestSession

    base = find_base(early_config)
    try:
        session = TestSession(
            [base / name for name in names],
            early_config.getini("fakeflare_env") or None,
            [*early_config.getini("fakeflare_outbound"), *os.environ.get("FAKEFLARE_OUTBOUND", "").split()],
            base,
        )
    except Exception as error:
        raise pytest.UsageError(f"fakeflare_config: {error}") from error
    early_config.pluginmanager.register(session, "fakeflare-session")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that is meant for Cloudflare twice: here, and there."""
    if not _read_argument(metafunc.definition, "real"):
        return
    _request_fixture(metafunc.definition, "fakeflare")
    metafunc.parametrize("fakeflare", ["emulator", _REAL], indirect=True, scope="function")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Give a test that is marked what the mark speaks of."""
    if item.get_closest_marker("fakeflare") is not None:
        _request_fixture(item, "fakeflare")
    if _read_argument(item, "intercept", item.config.getini("fakeflare_intercept")):
        _request_fixture(item, "fakeflare_intercept")


def _read_argument(item: pytest.Item, name: str, default: object = None) -> object:
    """An argument of the nearest mark that has it."""
    markers = item.iter_markers("fakeflare")
    return next((marker.kwargs[name] for marker in markers if name in marker.kwargs), default)


def _request_fixture(item: pytest.Item, name: str) -> None:
    names = getattr(item, "fixturenames", None)
    if isinstance(names, list) and name not in names:
        names.insert(0, name)


@pytest.fixture(scope="session")
def fakeflare_settings() -> Mapping[str, object]:
    """To be overridden: `account_id` and `token` of the emulator, and what the marker fakeflare can say, for
    all tests."""
    return {}


@pytest.fixture(scope="session")
def fakeflare_server(fakeflare_settings: Mapping[str, object]) -> Iterator[Any]:
    """The emulator beneath the tests of this process, with `.url .api_url .account_id .token .env`; what it
    holds is gone with each next test."""
    with import_module("fakeflare.pytest.fixtures.server").serving(fakeflare_settings) as server:
        yield server


@pytest.fixture
def fakeflare(request: pytest.FixtureRequest, fakeflare_settings: Mapping[str, object]) -> Any:
    """A started emulator, empty when the test begins: `.url .api_url .account_id .token .env`,
    `.namespace("TITLE")`, `.clock .faults .limits .consistency .journal`, `.seed .snapshot .restore`."""
    if getattr(request, "param", None) == _REAL:
        return request.getfixturevalue("fakeflare_real")
    fixtures = import_module("fakeflare.pytest.fixtures.preparation")
    server = request.getfixturevalue("fakeflare_server")
    held = fixtures.begin_test(server, find_base(request.config))
    if "fakeflare_worker" in request.fixturenames:
        held.bind(request.getfixturevalue("_fakeflare_unopened").list_bindings())
    fixtures.arrange(request, held, fakeflare_settings)
    request.node.stash[_HELD] = held
    return held


@pytest.fixture
def fakeflare_intercept(request: pytest.FixtureRequest, fakeflare: Any) -> Iterator[Any]:
    """Requests of this process to https://api.cloudflare.com reach the emulator; gives `fakeflare`."""
    with import_module("fakeflare.pytest.fixtures.preparation").intercepted(fakeflare, request.config):
        yield fakeflare


@pytest.fixture
def fakeflare_real(request: pytest.FixtureRequest) -> Iterator[Any]:
    """Cloudflare itself, in the shape of `fakeflare`; skipped without --fakeflare-real and credentials.
    Every namespace that it makes is deleted."""
    with import_module("fakeflare.pytest.fixtures.preparation").opened_account(request.config) as account:
        yield account


@pytest.fixture(scope="session")
def fakeflare_config(request: pytest.FixtureRequest) -> str | Path | Sequence[str | Path] | None:
    """To be overridden: the wrangler configuration of `fakeflare_worker`, relative to pytest's; of several
    the first is its own. None is wrangler's search."""
    names: list[str] = request.config.getini("fakeflare_worker_config") or _read_inside(request.config)
    return names or None


@pytest.fixture(scope="session")
def fakeflare_worker_options() -> Mapping[str, object]:
    """To be overridden: further arguments of `fakeflare.testing.Worker`, such as `vars` and `outbound`."""
    return {}


@pytest.fixture
def _fakeflare_unopened(
    request: pytest.FixtureRequest,
    fakeflare_server: Any,
    fakeflare_config: str | Path | Sequence[str | Path] | None,
    fakeflare_worker_options: Mapping[str, object],
) -> Iterator[Any]:
    config, names = request.config, fakeflare_config or ()
    options = {
        "environment": config.getini("fakeflare_env") or None,
        "outbound": config.getini("fakeflare_outbound"),
        **fakeflare_worker_options,
    }
    configs = [names] if isinstance(names, str | Path) else list(names)
    worker = import_module("fakeflare.pytest.fixtures.worker").make_worker(
        fakeflare_server, configs, find_base(config), options
    )
    yield worker
    worker.abandon()


@pytest.fixture
def fakeflare_worker(fakeflare: Any, _fakeflare_unopened: Any) -> Any:
    """The Worker of the project's configuration on the store of `fakeflare`, for asynchronous tests:
    `await .fetch(path or URL, **init)`, `await .scheduled(cron=…)`, `.env`."""
    if fakeflare.is_real:
        pytest.fail("fakeflare_worker runs on the emulator, not on Cloudflare", pytrace=False)
    return _fakeflare_unopened


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Open and close the Worker within the loop of the test."""
    worker = getattr(item, "funcargs", {}).get("fakeflare_worker")
    if worker is None or not isinstance(item, pytest.Function):
        return (yield)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(item, "obj", import_module("fakeflare.pytest.fixtures.worker").wrap(worker, item.obj))
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failed test shows its last requests."""
    report = yield
    held = item.stash.get(_HELD, None)
    if held is None or not report.failed:
        return report
    with contextlib.suppress(Exception):
        # whatever has become of the emulator, the test's own failure is what counts
        if lines := import_module("fakeflare.pytest.fixtures.preparation").describe_journal(held):
            report.sections.append(("fakeflare journal", lines))
    return report


def find_base(config: pytest.Config) -> Path:
    """The folder that names in pytest's configuration are relative to."""
    return config.rootpath if config.inipath is None else config.inipath.parent


def _read_inside(config: pytest.Config) -> list[str]:
    """The configurations of the Worker that all tests run in."""
    names: list[str] = config.getini("fakeflare_config") or os.environ.get("FAKEFLARE_CONFIG", "").split()
    return names
