"""The modules `pyodide` and `pyodide.*` of one Worker."""

from types import ModuleType

from worker.javascript.fetching import Fetch
from worker.javascript.missing import make_module
from worker.pyodide import ffi, http, webloop

VERSION = "0.28.2"
"""Pyodide of every compatibility date since 2025-09-29 (python_workers_20250116)."""


def make_pyodide(fetch: Fetch) -> dict[str, ModuleType]:
    """The modules by their full names."""
    inner = {
        "ffi": make_module("pyodide.ffi", ffi.NAMES),
        "http": make_module("pyodide.http", http.NAMES | {"pyfetch": http.make_pyfetch(fetch)}),
        "webloop": make_module("pyodide.webloop", webloop.NAMES),
    }
    pyodide = make_module("pyodide", {"__version__": VERSION, "__path__": [], **inner})
    return {"pyodide": pyodide, **{f"pyodide.{name}": module for name, module in inner.items()}}
