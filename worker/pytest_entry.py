"""The pytest plugin `fakeflare`, installed as the module `fakeflare_pytest`.

With `fakeflare_config = wrangler.jsonc` in pytest's configuration, the tests run as if they were inside that
Worker: `js`, `pyodide` and `workers` can be imported, `workers.env` is bound, and the Worker's own modules
carry their names. Without it nothing happens.

It has a name of its own, and finds fakeflare's packages itself, because a Worker's main file is often called
`worker.py`: started in its folder, Python would take that for the package `worker`.
"""

import importlib.util
import os
import sys
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini(
        "fakeflare_config",
        "the wrangler configuration of the Worker that the tests run in; further ones are Workers for its "
        "service bindings and for fakeflare_outbound",
        type="args",
    )
    parser.addini("fakeflare_env", "the environment in the wrangler configuration", type="string")
    parser.addini(
        "fakeflare_outbound",
        "ORIGIN=FOLDER, ORIGIN=URL or ORIGIN=worker:NAME: what answers the Worker's fetch of an origin, "
        "* being every one",
        type="linelist",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Before the first conftest is imported, which may import `workers` already."""
    names = early_config.getini("fakeflare_config") or os.environ.get("FAKEFLARE_CONFIG", "").split()
    if not names:
        return
    home = find_home()
    for package in ("worker", "emulator"):
        load_package(package, home)
    from worker.testing_session import TestSession

    base = early_config.inipath.parent if early_config.inipath is not None else early_config.rootpath
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


def find_home() -> Path:
    """The folder that holds fakeflare's packages."""
    for entry in sys.path:
        home = Path(entry or ".").resolve()
        if (home / "worker" / "testing_session.py").is_file() and (home / "emulator").is_dir():
            return home
    raise pytest.UsageError("fakeflare_config: the packages of fakeflare are not installed")


def load_package(name: str, home: Path) -> None:
    """Make `name` mean fakeflare's package, whatever comes first on the path."""
    folder = home / name
    loaded = sys.modules.get(name)
    if loaded is not None and list(getattr(loaded, "__path__", ())) == [str(folder)]:
        return
    spec = importlib.util.spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None  # noqa: S101 - a location was given
    assert spec.loader is not None  # noqa: S101
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
