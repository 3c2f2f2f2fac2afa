"""Patching a module when it is imported, or at once where it was imported before."""

import sys
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType

Patch = Callable[[ModuleType], None]


class _PatchingFinder(MetaPathFinder):
    """Lets others find a module, and wraps how it is loaded."""

    def __init__(self) -> None:
        self.patches: dict[str, Patch] = {}
        self._searching: set[str] = set()

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Answer the import system for modules that are waited for, and for no other."""
        del path, target
        # the search below comes back to this finder
        if name not in self.patches or name in self._searching:
            return None
        self._searching.add(name)
        try:
            spec = find_spec(name)
        finally:
            self._searching.discard(name)
        if spec is not None and spec.loader is not None:
            spec.loader = _PatchingLoader(spec.loader, self.patches[name])
        return spec


class _PatchingLoader(Loader):
    def __init__(self, inner: Loader, patch: Patch) -> None:
        self._inner = inner
        self._patch = patch

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Leave it to the module's own loader."""
        return self._inner.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Run the module, then patch it."""
        # what reads the module's files later asks for the loader that knows them
        if module.__spec__ is not None:
            module.__spec__.loader = self._inner
        module.__loader__ = self._inner
        self._inner.exec_module(module)
        self._patch(module)


_finder = _PatchingFinder()


def patch_after_import(name: str, patch: Patch) -> None:
    """Call `patch` with the module `name`, now if it is imported, and whenever it is imported from now on. Of
    two patches of one module the later counts."""
    if name in sys.modules:
        patch(sys.modules[name])
    _finder.patches[name] = patch
    if _finder not in sys.meta_path:
        sys.meta_path.insert(0, _finder)


def forget_patch(name: str) -> None:
    """Wait for the module `name` no more; what is patched stays so."""
    _finder.patches.pop(name, None)
    if not _finder.patches and _finder in sys.meta_path:
        sys.meta_path.remove(_finder)
