"""A Worker's own modules, in a registry of their own.

The folder of the main file becomes a package with a private name; inside it, `import x` looks for a
sibling first. So a main file may be called `worker.py` or `emulator.py`, and two Workers in one process
may have modules of the same name. As in production, the standard library cannot be shadowed.
"""

import builtins
import importlib
import itertools
import sys
from collections.abc import Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import FileFinder, ModuleSpec, SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

from worker.runtime.world import WORLD_NAMES

_numbers = itertools.count(1)


class WorkerModules(MetaPathFinder):
    """Finds and holds the modules below one folder."""

    def __init__(self, folder: Path) -> None:
        self._package = f"_fakeflare_worker_{next(_numbers)}"
        self._folder = folder
        self._builtins = {**vars(builtins), "__import__": self._import}
        package = ModuleType(self._package)
        package.__path__ = [str(folder)]
        sys.modules[self._package] = package
        sys.meta_path.insert(0, self)

    def load_main(self, path: Path) -> ModuleType:
        """The main module, by its location: what it is called does not matter."""
        return importlib.import_module(f"{self._package}.{path.stem}")

    def remove(self) -> None:
        """Forget every module of this Worker."""
        sys.meta_path.remove(self)
        for name in [name for name in sys.modules if name.partition(".")[0] == self._package]:
            del sys.modules[name]

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Part of the import protocol: modules of our package only."""
        if not fullname.startswith(f"{self._package}.") or path is None:
            return None
        for folder in path:
            spec = FileFinder(
                folder,
                (self._make_loader, [".py"]),  # type: ignore[arg-type] # typeshed wants a class
            ).find_spec(fullname, target)
            if spec is not None:
                return spec
        return None

    def _make_loader(self, name: str, path: str) -> "WorkerLoader":
        return WorkerLoader(name, path, self._builtins)

    def _import(
        self,
        name: str,
        globals: Mapping[str, object] | None = None,  # the protocol's own words
        locals: Mapping[str, object] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        """`__import__` of the Worker's modules."""
        if level == 0 and self._is_own(name.partition(".")[0]):
            name = f"{self._package}.{name}"
            if not fromlist:
                # `import a.b` binds `a`
                importlib.import_module(name)
                return sys.modules[".".join(name.split(".")[:2])]
        return builtins.__import__(name, globals, locals, fromlist or (), level)

    def _is_own(self, top: str) -> bool:
        if top in sys.stdlib_module_names or top in WORLD_NAMES:
            return False
        return (self._folder / f"{top}.py").is_file() or any((self._folder / top).glob("*.py"))


class WorkerLoader(SourceFileLoader):
    """Runs a module with the Worker's own `__import__`."""

    def __init__(self, name: str, path: str, its_builtins: dict[str, Any]) -> None:
        super().__init__(name, path)
        self._builtins = its_builtins

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__["__builtins__"] = self._builtins
        super().exec_module(module)
