"""WeakMap, WeakSet and WeakRef. When their objects go is not promised: only what is equal matters."""

from collections.abc import Iterable
from typing import Any

from fakeflare.worker.javascript.language.kernel.coercions import is_object
from fakeflare.worker.javascript.language.kernel.errors import JsTypeError
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy


class WeakMap(JsProxy):
    """`WeakMap`. An entry lives as long as the map, which nobody can tell from outside."""

    def __init__(self, entries: Iterable[Iterable[Any]] | None = None) -> None:
        self._entries: dict[int, tuple[object, object]] = {}
        for key, value in entries or ():
            self.set(key, value)

    def get(self, key: object = None) -> Any:
        return self._entries.get(id(key), (None, None))[1]

    def set(self, key: object = None, value: object = None) -> "WeakMap":
        if not is_object(key):
            raise JsTypeError("Invalid value used as weak map key")
        self._entries[id(key)] = (key, value)
        return self

    def has(self, key: object = None) -> bool:
        return id(key) in self._entries

    def delete(self, key: object = None) -> bool:
        return self._entries.pop(id(key), None) is not None


class WeakSet(JsProxy):
    def __init__(self, items: Iterable[Any] | None = None) -> None:
        self._items: dict[int, object] = {}
        for item in items or ():
            self.add(item)

    def add(self, item: object = None) -> "WeakSet":
        if not is_object(item):
            raise JsTypeError("Invalid value used in weak set")
        self._items[id(item)] = item
        return self

    def has(self, item: object = None) -> bool:
        return id(item) in self._items

    def delete(self, item: object = None) -> bool:
        return self._items.pop(id(item), None) is not None


class WeakRef(JsProxy):
    """`WeakRef`. The object stays, as it may in JavaScript too."""

    def __init__(self, target: object = None) -> None:
        if not is_object(target):
            raise JsTypeError("WeakRef: invalid target")
        self._target = target

    def deref(self) -> Any:
        return self._target
