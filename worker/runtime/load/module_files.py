"""Which files are modules that a Worker may import. Looks at folders, imports nothing."""

import glob
import os
from importlib.machinery import PathFinder
from pathlib import Path


def is_package(base: str) -> bool:
    """Tell whether this is a folder with modules in it, or with packages that have some."""
    if not os.path.isdir(base):
        return False
    if glob.glob(f"{glob.escape(base)}/*.py"):
        return True
    return os.path.basename(base).isidentifier() and bool(glob.glob(f"{glob.escape(base)}/*/*.py"))


def is_better_installed(folder: str) -> bool:
    """Tell whether a vendored package has compiled parts, which are WebAssembly, and a native one is
    installed."""
    if not os.path.isdir(folder) or not any(Path(folder).rglob("*.so")):
        return False
    return PathFinder.find_spec(os.path.basename(folder)) is not None
