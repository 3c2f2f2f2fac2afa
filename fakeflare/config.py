"""Read and check a wrangler configuration: `check` lists what is wrong with a file, `load` reads it.

No network, no server, and quick to import: what stands behind a name is imported when it is asked for.
"""

import os
from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime

    from fakeflare.worker.config.document.diagnostics import Diagnostic
    from fakeflare.worker.config.model.config import Config
    from fakeflare.worker.config.model.errors import ConfigError

__all__ = ("Config", "ConfigError", "Diagnostic", "check", "load")

_TYPES = {
    "Config": "fakeflare.worker.config.model.config",
    "ConfigError": "fakeflare.worker.config.model.errors",
    "Diagnostic": "fakeflare.worker.config.document.diagnostics",
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
    """Return what is wrong with a configuration, in the order of the file. Never raises for what a file may
    hold.

    `path` may be a folder: the configuration that wrangler would use there. `environments` are those to check
    besides the top level, None for all; without `files` the disk around the file is not looked at; `today` is
    the day that dates are compared with, by default this day in UTC; `select` and `ignore` are codes of
    rules, their beginnings, or names (`UnknownRule` where there is none).
    """
    from pathlib import Path  # start-up: who only mentions this module need not load it, nor the rules

    # start-up: as above
    from fakeflare.worker.config.check.pipeline import check_document
    from fakeflare.worker.config.check.selection import make_selection
    from fakeflare.worker.config.check.sources import find_file, look_around
    from fakeflare.worker.config.document.reading import read_file

    selection = make_selection(select, ignore)
    file, shown = find_file(os.fspath(path), Path.cwd())
    document = read_file(file, shown)
    project_files = look_around(file if files else None, environments, today)
    return [found for found in check_document(document, project_files) if selection.keeps(found)]


def load(path: "str | os.PathLike[str]", env: str | None = None) -> "Config":
    """Return what a configuration says to a local run of the Worker, in one environment; None is the top
    level.

    `path` may be a folder, as for `check`. Raises `ConfigError`, whose `diagnostics` are the errors in what
    such a run reads; what else the check finds stands in `Config.findings`.
    """
    from pathlib import Path  # start-up: as above

    # start-up: as above
    from fakeflare.worker.config.model.config import load_config

    start = Path(path)
    return load_config(None, env, start) if start.is_dir() else load_config(start, env, start.parent)


def __getattr__(name: str) -> object:
    """Import the type of what is given or raised, which who only checks need not have."""
    module = _TYPES.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(module), name)
