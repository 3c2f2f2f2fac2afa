"""A Worker's own modules: what it may import, and where they live so that nobody else meets them.

Own are the files beside the main file and those in `python_modules`. They carry their plain names
(`entry`, not `src.entry`), also in `sys.modules`, where frameworks look modules up by name, as long as
nobody else holds the name there; a name held by another Worker stays in this Worker's registry alone.
The standard library does not give way: as on Cloudflare, a file cannot shadow it.

How that is done: CPython's import statement looks into `sys.modules` before it asks a finder, so for the time
of an import a Worker's modules are put there and everybody else's of the same names taken out (`in_place`).
The import statements of a Worker's modules come here because each has its own `__builtins__` with our
`__import__`.
"""

import builtins
import functools
import importlib
import importlib.util
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.machinery import FileFinder, ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

from fakeflare.worker.javascript.language.worker_state import WorkerState
from fakeflare.worker.runtime.load.host_modules import HOST_MODULE_NAMES
from fakeflare.worker.runtime.load.module_files import is_better_installed, is_package
from fakeflare.worker.runtime.load.module_finder import FINDER, import_plainly

VENDOR_FOLDER = "python_modules"

_taking_place = threading.RLock()
"""Held by who changes `sys.modules` for a while: Workers may run in loops of several threads."""

# workerd/src/pyodide/python-entrypoint-helper.ts
_SRC_NOTE = (
    "If your main module is inside the '{0}' directory then your import statement "
    "shouldn't include a '{0}.' prefix"
)


class WorkerModules:
    """Hold and import the modules of one Worker. `root` is the folder of its main file, `project` its
    configuration's."""

    def __init__(
        self,
        root: Path,
        project: Path,
        worker_state: WorkerState | None = None,
        on_import: Callable[[str, Mapping[str, object] | None], None] | None = None,
    ) -> None:
        vendor = project / VENDOR_FOLDER
        self.root = root
        self.worker_state = worker_state
        self.folders = [str(root), *([str(vendor)] if vendor.is_dir() else [])]
        self.registry: dict[str, ModuleType] = {}
        self._builtins = {**vars(builtins), "__import__": self._import}
        self._on_import = on_import
        self._depth = 0
        """How many imports are under way, one inside the other."""
        self._unnamed: ModuleType | None = None
        """The main module, where its name is another's."""
        self.owns = functools.cache(self._find_own)
        FINDER.add(self)

    def load(self, path: Path) -> ModuleType:
        """Get the module of a file below `root`; it is imported where it is not yet."""
        name = ".".join(path.relative_to(self.root).with_suffix("").parts)
        if not self.owns(name):
            # called like a module of the standard library: nobody else can import it by that name
            return self._load_unnamed(name, path)
        if name not in self.registry:
            with self.in_place():
                importlib.import_module(name)
        return self.registry[name]

    def _load_unnamed(self, name: str, path: Path) -> ModuleType:
        if self._unnamed is None:
            loader = self._make_loader(name, str(path))
            spec = importlib.util.spec_from_file_location(name, path, loader=loader)
            assert spec is not None  # noqa: S101 - a location was given
            module = importlib.util.module_from_spec(spec)
            with self.in_place():
                loader.exec_module(module)
            self._unnamed = module
        return self._unnamed

    def forget(self) -> None:
        """Drop every module: the next import reads the files again."""
        with _taking_place:
            for name, module in self.registry.items():
                if sys.modules.get(name) is module:
                    del sys.modules[name]
            self.registry.clear()
        self._unnamed = None
        self.owns.cache_clear()
        importlib.invalidate_caches()

    def remove(self) -> None:
        """Forget the modules, and that this Worker was there."""
        self.forget()
        FINDER.remove(self)

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """While inside, `sys.modules` and every import show this Worker's modules under their names."""
        if self._depth:
            yield
            return
        with _taking_place:
            yield from self._take_place()

    # The lock is held from taking the names to giving them back: a Worker that another thread loads meanwhile
    # would find this one's modules under its own names.
    def _take_place(self) -> Iterator[None]:
        others = {
            name: module
            for name, module in list(sys.modules.items())
            if self.owns(name) and self.registry.get(name) is not module
        }
        for name in others:
            del sys.modules[name]
        sys.modules.update(self.registry)
        self._depth += 1
        FINDER.begin(self)
        try:
            yield
        finally:
            FINDER.end(self)
            self._depth -= 1
            # names go back to who held them; names that were free stay ours, so that pickle, dataclasses and
            # frameworks find a class's module
            sys.modules.update(others)

    def find_spec(self, fullname: str, path: Sequence[str] | None) -> ModuleSpec | None:
        """Find the file of one of our modules; None where the name is none of ours."""
        if not self.owns(fullname):
            return None
        for folder in self.folders if path is None else path:
            spec = FileFinder(
                folder,
                (self._make_loader, [".py"]),  # type: ignore[arg-type] # typeshed wants a class
            ).find_spec(fullname)
            if spec is not None:
                return spec
        return None

    def _make_loader(self, name: str, path: str) -> "WorkerLoader":
        return WorkerLoader(name, path, self)

    def is_listed(self, name: str) -> bool:
        """Tell whether everybody finds this module of ours under its name in `sys.modules`."""
        return name in self.registry and sys.modules.get(name) is self.registry[name]

    def get_builtins(self) -> dict[str, Any]:
        """Get the `__builtins__` of the Worker's modules: Python's, but for `__import__`."""
        return self._builtins

    def _import(
        self,
        name: str,
        globals: Mapping[str, object] | None = None,  # the protocol's own words
        locals: Mapping[str, object] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        """Import as the statement does, for code of the Worker."""
        # What is not ours takes the shortest way: this runs for every import inside a function.
        if level == 0 and not self.owns(name.partition(".")[0]):
            self._refuse_folder_name(name)
            if self._on_import is not None:
                self._on_import(name, globals)
            return builtins.__import__(name, globals, locals, fromlist or (), 0)
        # Most imports inside functions find their module where it belongs: then nothing has to be put in
        # place.
        target = _resolve("." * level + name, str((globals or {}).get("__package__") or ""))
        if self._depth or self._is_clear(target, fromlist or ()):
            return builtins.__import__(name, globals, locals, fromlist or (), level)
        with self.in_place():
            return builtins.__import__(name, globals, locals, fromlist or (), level)

    def import_module(self, name: str, package: str | None = None) -> ModuleType:
        """Import as `importlib.import_module` does, while this Worker runs."""
        target = _resolve(name, package or "")
        if self._depth or not self.owns(target) or self.is_listed(target):
            return import_plainly(name, package)
        with self.in_place():
            return import_plainly(name, package)

    def _is_clear(self, name: str, members: Sequence[str]) -> bool:
        """Tell whether `sys.modules` has this module of ours, and nobody else's under the names of its
        members. Without members, it is the first package that an import gives."""
        if not self.is_listed(name) or not (members or self.is_listed(name.partition(".")[0])):
            return False
        # of `*` it is not known which members there are
        return not any(member == "*" or self._is_taken(f"{name}.{member}") for member in members)

    def _is_taken(self, name: str) -> bool:
        held = sys.modules.get(name)
        return held is not None and held is not self.registry.get(name) and self.owns(name)

    def _refuse_folder_name(self, name: str) -> None:
        """Raise ModuleNotFoundError for `import src.x`, which finds the folder where fakeflare is started in
        the project, and nothing on Cloudflare."""
        top = name.partition(".")[0]
        if top != self.root.name or top in sys.modules:
            return
        spec = PathFinder.find_spec(top)
        places = list(spec.submodule_search_locations or ()) if spec is not None else []
        if spec is None or str(self.root) in places:
            error = ModuleNotFoundError(f"No module named {top!r}", name=top)
            error.add_note(_SRC_NOTE.format(top))
            raise error

    def _find_own(self, name: str) -> bool:
        top = name.partition(".")[0]
        if top != name:
            return self.owns(top) and self._find_folder(name) is not None
        if top in sys.stdlib_module_names or top in HOST_MODULE_NAMES:
            return False
        folder = self._find_folder(name)
        if folder is None:
            return False
        return folder == str(self.root) or not is_better_installed(os.path.join(folder, top))

    def _find_folder(self, name: str) -> str | None:
        """Find which of our folders has a module of this name."""
        for folder in self.folders:
            base = os.path.join(folder, *name.split("."))
            if os.path.isfile(f"{base}.py") or is_package(base):
                return folder
        return None


def _resolve(name: str, package: str) -> str:
    """Get the full name of a module; "" where there is none, of which Python tells when it imports."""
    try:
        return importlib.util.resolve_name(name, package)
    except ImportError:
        return ""


class WorkerLoader(SourceFileLoader):
    """Run a module with the Worker's own `__import__`, and write it into the Worker's registry."""

    def __init__(self, name: str, path: str, modules: WorkerModules) -> None:
        super().__init__(name, path)
        self._modules = modules

    def exec_module(self, module: ModuleType) -> None:
        """Run the module's code. What it raises takes the module out of the registry again."""
        # before the code runs: CPython takes `__import__` from the globals' `__builtins__`
        module.__dict__["__builtins__"] = self._modules.get_builtins()
        name, registry = module.__name__, self._modules.registry
        if sys.modules.get(name) is not module:
            # the main file under a name that is another's: nobody may find it by that
            super().exec_module(module)
            return
        # before the code runs too: modules that import each other find what there is of this one
        registry[name] = module
        try:
            super().exec_module(module)
        except BaseException:
            registry.pop(name, None)
            raise
        # a module may put another object in its place (`sys.modules[__name__] = …`)
        registry[name] = sys.modules.get(name, module)
