"""A Worker's own modules: what it may import, and where they live so that nobody else meets them.

Own are the files beside the main file and those in `python_modules`. They carry their plain names
(`entry`, not `src.entry`), also in `sys.modules`, where frameworks look modules up by name, as long as
nobody else holds the name there; a name held by another Worker stays in this Worker's registry alone.
The standard library does not give way: as on Cloudflare, a file cannot shadow it.
"""

import builtins
import functools
import glob
import importlib
import importlib.util
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import FileFinder, ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

from fakeflare.worker.javascript.realm import Realm, find_realm
from fakeflare.worker.runtime.load.host_modules import HOST_MODULE_NAMES

VENDOR_FOLDER = "python_modules"

_taking_place = threading.RLock()
"""Held by who changes `sys.modules` for a while: Workers may run in loops of several threads."""

# workerd/src/pyodide/python-entrypoint-helper.ts
_SRC_NOTE = (
    "If your main module is inside the '{0}' directory then your import statement "
    "shouldn't include a '{0}.' prefix"
)


class WorkerModules:
    """The modules of one Worker. `root` is the folder of its main file, `project` its configuration's."""

    def __init__(
        self,
        root: Path,
        project: Path,
        realm: Realm | None = None,
        on_import: Callable[[str, Mapping[str, object] | None], None] | None = None,
    ) -> None:
        vendor = project / VENDOR_FOLDER
        self.root = root
        self.realm = realm
        self.folders = [str(root), *([str(vendor)] if vendor.is_dir() else [])]
        self.registry: dict[str, ModuleType] = {}
        self._builtins = {**vars(builtins), "__import__": self._import}
        self._on_import = on_import
        self._depth = 0
        self._unnamed: ModuleType | None = None
        self.owns = functools.cache(self._find_own)
        _finder.add(self)

    def load(self, path: Path) -> ModuleType:
        """The module of a file below `root`, imported when it is not yet."""
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
        _finder.remove(self)

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """While inside, `sys.modules` and every import show this Worker's modules under their names."""
        if self._depth:
            yield
            return
        with _taking_place:
            yield from self._take_place()

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
        _finder.begin(self)
        try:
            yield
        finally:
            _finder.end(self)
            self._depth -= 1
            # names go back to who held them; names that were free stay ours
            sys.modules.update(others)

    def find_spec(self, fullname: str, path: Sequence[str] | None) -> ModuleSpec | None:
        """The file of one of our modules."""
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
        """True when everybody finds this module of ours under its name."""
        return name in self.registry and sys.modules.get(name) is self.registry[name]

    def get_builtins(self) -> dict[str, Any]:
        return self._builtins

    def _import(
        self,
        name: str,
        globals: Mapping[str, object] | None = None,  # the protocol's own words
        locals: Mapping[str, object] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        """`__import__` of the Worker's modules."""
        if level == 0 and not self.owns(name.partition(".")[0]):
            self._refuse_folder_name(name)
            if self._on_import is not None:
                self._on_import(name, globals)
            return builtins.__import__(name, globals, locals, fromlist or (), 0)
        target = _resolve("." * level + name, str((globals or {}).get("__package__") or ""))
        if self._depth or self._is_clear(target, fromlist or ()):
            return builtins.__import__(name, globals, locals, fromlist or (), level)
        with self.in_place():
            return builtins.__import__(name, globals, locals, fromlist or (), level)

    def import_module(self, name: str, package: str | None = None) -> ModuleType:
        """`importlib.import_module` while this Worker runs."""
        target = _resolve(name, package or "")
        if self._depth or not self.owns(target) or self.is_listed(target):
            return _import_module(name, package)
        with self.in_place():
            return _import_module(name, package)

    def _is_clear(self, name: str, members: Sequence[str]) -> bool:
        """True when `sys.modules` has this module of ours, and nobody else's under the names of its members.
        Without members, it is the first package that an import gives."""
        if not self.is_listed(name) or not (members or self.is_listed(name.partition(".")[0])):
            return False
        return not any(member == "*" or self._is_taken(f"{name}.{member}") for member in members)

    def _is_taken(self, name: str) -> bool:
        held = sys.modules.get(name)
        return held is not None and held is not self.registry.get(name) and self.owns(name)

    def _refuse_folder_name(self, name: str) -> None:
        """`import src.x` finds the folder when it is run from the project, and nothing on Cloudflare."""
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
        return folder == str(self.root) or not _is_better_installed(os.path.join(folder, top))

    def _find_folder(self, name: str) -> str | None:
        """Which of our folders has a module of this name."""
        for folder in self.folders:
            base = os.path.join(folder, *name.split("."))
            if os.path.isfile(f"{base}.py") or _is_package(base):
                return folder
        return None


_import_module = importlib.import_module


def _import_for_running(name: str, package: str | None = None) -> ModuleType:
    """`importlib.import_module`, which knows no caller: the Worker that runs is meant."""
    modules = _finder.find_running()
    return _import_module(name, package) if modules is None else modules.import_module(name, package)


def _resolve(name: str, package: str) -> str:
    """The full name of a module; "" where there is none, of which Python tells when it imports."""
    try:
        return importlib.util.resolve_name(name, package)
    except ImportError:
        return ""


def _is_package(base: str) -> bool:
    """A folder with modules in it, or with packages that have some."""
    if not os.path.isdir(base):
        return False
    if glob.glob(f"{glob.escape(base)}/*.py"):
        return True
    return os.path.basename(base).isidentifier() and bool(glob.glob(f"{glob.escape(base)}/*/*.py"))


def _is_better_installed(folder: str) -> bool:
    """True for a vendored package with compiled parts, which are WebAssembly, when a native one is there."""
    if not os.path.isdir(folder) or not any(Path(folder).rglob("*.so")):
        return False
    return PathFinder.find_spec(os.path.basename(folder)) is not None


class WorkerLoader(SourceFileLoader):
    """Runs a module with the Worker's own `__import__`, and writes it into the Worker's registry."""

    def __init__(self, name: str, path: str, modules: WorkerModules) -> None:
        super().__init__(name, path)
        self._modules = modules

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__["__builtins__"] = self._modules.get_builtins()
        name, registry = module.__name__, self._modules.registry
        if sys.modules.get(name) is not module:
            super().exec_module(module)
            return
        registry[name] = module
        try:
            super().exec_module(module)
        except BaseException:
            registry.pop(name, None)
            raise
        # a module may put another object in its place (`sys.modules[__name__] = …`)
        registry[name] = sys.modules.get(name, module)


class _Finder(MetaPathFinder):
    """Asks the Worker that is being loaded, else the one that runs, else each of them in turn."""

    def __init__(self) -> None:
        self._all: list[WorkerModules] = []
        self._loading: list[WorkerModules] = []

    def add(self, modules: WorkerModules) -> None:
        self._all.append(modules)
        if self not in sys.meta_path:
            # before the search of sys.path, behind who rewrites tests
            places = [place for place, finder in enumerate(sys.meta_path) if finder is PathFinder]
            sys.meta_path.insert(places[0] if places else 0, self)
            importlib.import_module = _import_for_running

    def remove(self, modules: WorkerModules) -> None:
        if modules in self._all:
            self._all.remove(modules)
        if not self._all and self in sys.meta_path:
            sys.meta_path.remove(self)
            if importlib.import_module is _import_for_running:
                importlib.import_module = _import_module

    def find_running(self) -> WorkerModules | None:
        """The modules of the Worker whose code runs here."""
        realm = find_realm()
        return next((modules for modules in self._all if realm is not None and modules.realm is realm), None)

    def begin(self, modules: WorkerModules) -> None:
        self._loading.append(modules)

    def end(self, modules: WorkerModules) -> None:
        self._loading.remove(modules)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Part of the import protocol."""
        del target
        for modules in self._order():
            spec = modules.find_spec(fullname, path)
            if spec is not None:
                return spec
        return None

    def _order(self) -> Iterator[WorkerModules]:
        if self._loading:
            yield self._loading[-1]
            return
        realm = find_realm()
        yield from sorted(self._all, key=lambda modules: modules.realm is not realm)


_finder = _Finder()
