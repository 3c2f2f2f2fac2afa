"""Wrangler configurations, read and checked: no network, no server, quick to import.

As a library: `fakeflare.worker.config.check("wrangler.jsonc")` lists what is wrong with a file, and
`fakeflare.worker.config.load("wrangler.jsonc", "staging")` reads it.
"""

import os
from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime

    from fakeflare.worker.config.config import Config
    from fakeflare.worker.config.diagnostics import Diagnostic
    from fakeflare.worker.config.errors import ConfigError

__all__ = ["Config", "ConfigError", "Diagnostic", "check", "load"]

_TYPES = {
    "Config": "fakeflare.worker.config.config",
    "ConfigError": "fakeflare.worker.config.errors",
    "Diagnostic": "fakeflare.worker.config.diagnostics",
}


def check(
    path: "str | os.PathLike[str]",
    *,
    environments: Iterable[str] | None = None,
    files: bool = True,
    today: "datetime.date | None" = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
) -> "list[Diagnostic]":
    """What is wrong with a configuration, in the order of the file. Never raises for what a file may hold.

    `path` may be a folder: the configuration that wrangler would use there. `environments` are those to check
    besides the top level, None for all; without `files` the disk around the file is not looked at; `today` is
    the day that dates are compared with, by default this day in UTC; `select` and `ignore` are codes of
    rules, their beginnings, or names (`UnknownRule` where there is none).
    """
    from pathlib import Path

    from fakeflare.worker.config.checking import check_document
    from fakeflare.worker.config.reading import read_file
    from fakeflare.worker.config.selection import make_selection
    from fakeflare.worker.config.sources import find_file, look_around

    selection = make_selection(select, ignore)
    file, shown = find_file(os.fspath(path), Path.cwd())
    document = read_file(file, shown)
    surroundings = look_around(file if files else None, environments, today)
    return [found for found in check_document(document, surroundings) if selection.keeps(found)]


def load(path: "str | os.PathLike[str]", env: str | None = None) -> "Config":
    """What a configuration says to a local run of the Worker, in one environment; None is the top level.

    `path` may be a folder, as for `check`. Raises `ConfigError`, whose `diagnostics` are the errors in what
    such a run reads; what else the check finds stands in `Config.findings`.
    """
    from pathlib import Path

    from fakeflare.worker.config.config import load_config

    start = Path(path)
    return load_config(None, env, start) if start.is_dir() else load_config(start, env, start.parent)


def __getattr__(name: str) -> object:
    """The types of what is given and raised, without their imports for who only checks."""
    module = _TYPES.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(module), name)
