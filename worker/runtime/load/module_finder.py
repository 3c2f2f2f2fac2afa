"""Which Worker is asked for a module, in a process that holds several. Knows of each only what `Modules`
says."""

import importlib
import sys
from collections.abc import Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Protocol

from fakeflare.worker.javascript.language.worker_state import WorkerState, find_worker_state


class Modules(Protocol):
    """What is asked of the modules of one Worker."""

    worker_state: WorkerState | None

    def find_spec(self, fullname: str, path: Sequence[str] | None) -> ModuleSpec | None:
        """Find the file of one of its modules."""

    def import_module(self, name: str, package: str | None = None) -> ModuleType:
        """Import as `importlib.import_module` does, for this Worker's code."""


import_plainly = importlib.import_module
"""`importlib.import_module` as Python has it."""


def _import_for_running(name: str, package: str | None = None) -> ModuleType:
    """Import for the Worker that runs: unlike `__import__`, `importlib.import_module` is not told who
    calls."""
    modules = FINDER.find_running()
    return import_plainly(name, package) if modules is None else modules.import_module(name, package)


class ModuleFinder(MetaPathFinder):
    """Asks the Worker that is being loaded, else the one that runs, else each of them in turn."""

    def __init__(self) -> None:
        self._all: list[Modules] = []
        self._loading: list[Modules] = []

    def add(self, modules: Modules) -> None:
        """Ask this Worker too, from now on."""
        self._all.append(modules)
        if self not in sys.meta_path:
            # before the search of sys.path, behind who rewrites tests
            places = [place for place, finder in enumerate(sys.meta_path) if finder is PathFinder]
            sys.meta_path.insert(places[0] if places else 0, self)
            importlib.import_module = _import_for_running

    def remove(self, modules: Modules) -> None:
        """Ask this Worker no more; with the last one, the import system is as it was before the first."""
        if modules in self._all:
            self._all.remove(modules)
        if not self._all and self in sys.meta_path:
            sys.meta_path.remove(self)
            if importlib.import_module is _import_for_running:
                importlib.import_module = import_plainly

    def find_running(self) -> Modules | None:
        """Find the modules of the Worker whose code runs in this context; None outside of all."""
        state = find_worker_state()
        if state is None:
            return None
        return next((modules for modules in self._all if modules.worker_state is state), None)

    def begin(self, modules: Modules) -> None:
        """Ask this Worker alone, until `end`: it is importing. Imports nest, also of one Worker in
        another's."""
        self._loading.append(modules)

    def end(self, modules: Modules) -> None:
        """Undo the latest `begin` of this Worker."""
        self._loading.remove(modules)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a module's file for the import system; None leaves it to `sys.path`."""
        del target
        for modules in self._order():
            spec = modules.find_spec(fullname, path)
            if spec is not None:
                return spec
        return None

    # A name that several Workers have belongs to who asks. Outside of every Worker, as in a test's own import
    # of a Worker's module, the first that has it answers.
    def _order(self) -> Iterator[Modules]:
        if self._loading:
            yield self._loading[-1]
            return
        worker_state = find_worker_state()
        yield from sorted(self._all, key=lambda modules: modules.worker_state is not worker_state)


FINDER = ModuleFinder()
