"""The modules `pyodide` and `pyodide.*`."""

from types import ModuleType

from fakeflare.worker.javascript.fetch.fetching import fetch
from fakeflare.worker.javascript.language.kernel.missing import make_module
from fakeflare.worker.pyodide import code, ffi, http, webloop, wrappers

VERSION = "0.28.2"
"""Pyodide of every compatibility date since 2025-09-29 (python_workers_20250116)."""


def make_pyodide() -> dict[str, ModuleType]:
    """The modules by their full names."""
    ffi_wrappers = make_module("pyodide.ffi.wrappers", wrappers.NAMES)
    inner = {
        "code": make_module("pyodide.code", code.NAMES),
        "console": make_module("pyodide.console", {}),
        "ffi": make_module("pyodide.ffi", {"__path__": [], "wrappers": ffi_wrappers, **ffi.NAMES}),
        "http": make_module("pyodide.http", http.NAMES | {"pyfetch": http.make_pyfetch(fetch)}),
        "webloop": make_module("pyodide.webloop", webloop.NAMES),
    }
    pyodide = make_module("pyodide", {"__version__": VERSION, "__path__": [], **inner})
    return {
        "pyodide": pyodide,
        **{f"pyodide.{name}": module for name, module in inner.items()},
        "pyodide.ffi.wrappers": ffi_wrappers,
    }
