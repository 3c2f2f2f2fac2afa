"""Members of a library replaced while somebody needs it, and put back then."""

import contextlib
import threading
import weakref
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from fakeflare.worker.http_clients.post_import import forget_patch, patch_after_import

_lock = threading.RLock()

_replacements: "weakref.WeakSet[Any]" = weakref.WeakSet()
"""What stands in a library and is ours."""


class LibraryPatch:
    """The replaced members of one module, of which `patch` tells with `replace`."""

    def __init__(self, module: str, patch: Callable[["LibraryPatch", ModuleType], None]) -> None:
        self._module = module
        self._patch = patch
        self._users = 0
        # Weak, and without the originals: a class of a Worker that is loaded again must not be held by us.
        # Each original is the replacement's `__wrapped__`.
        self._places: weakref.WeakKeyDictionary[Any, set[str]] = weakref.WeakKeyDictionary()
        self._added: list[tuple[Any, str]] = []

    @contextlib.contextmanager
    def applied(self) -> Iterator[None]:
        """While inside, in every thread, the library is patched, also one that is imported only then."""
        with _lock:
            self._users += 1
            if self._users == 1:
                patch_after_import(self._module, lambda module: self._patch(self, module))
        try:
            yield
        finally:
            with _lock:
                self._users -= 1
                if self._users == 0:
                    forget_patch(self._module)
                    self._undo()

    def replace(self, owner: Any, name: str, make: Callable[[Any], Any]) -> None:
        """Put what `make` makes of a member in its place. It has to be a function that `functools.wraps` the
        original."""
        with _lock:
            current = getattr(owner, name)
            if current in _replacements:
                return
            replacement = make(current)
            _replacements.add(replacement)
            setattr(owner, name, replacement)
            self._places.setdefault(owner, set()).add(name)

    def add(self, owner: Any, name: str, member: object) -> None:
        """Give a class a member that it inherits until now."""
        with _lock:
            setattr(owner, name, member)
            self._added.append((owner, name))

    def _undo(self) -> None:
        for owner, names in self._places.items():
            for name in names:
                current = vars(owner).get(name)
                # what others have put over ours stays, and leads to ours, which does nothing without hooks
                if current in _replacements:
                    setattr(owner, name, current.__wrapped__)
        self._places.clear()
        for owner, name in self._added:
            delattr(owner, name)
        self._added.clear()
