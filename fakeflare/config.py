"""Read and check a wrangler configuration: `check` lists what is wrong with a file, `load` reads it.

What stands behind a name is imported when it is first asked for (see `fakeflare.worker.config`).
"""

from typing import TYPE_CHECKING

import fakeflare.worker.config as _config

if TYPE_CHECKING:
    from fakeflare.worker.config import Config, ConfigError, Diagnostic, check, load

__all__ = ("Config", "ConfigError", "Diagnostic", "check", "load")


def __getattr__(name: str) -> object:
    if name in __all__:
        return getattr(_config, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
