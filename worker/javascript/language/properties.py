"""The own properties of any value, and JavaScript objects shown as Python mappings."""

from collections.abc import ItemsView, Iterator, KeysView, ValuesView
from typing import Any

from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.kernel.equality import refuse_hash
from fakeflare.worker.javascript.language.kernel.members import list_own
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy
from fakeflare.worker.javascript.language.objects import JsObject


class ObjectMap(JsProxy):
    """`as_object_map()`: a mapping over the object itself, not over a copy."""

    _js_name = "Object"

    def __init__(self, target: Any, is_deep: bool) -> None:
        self._target = target
        self._is_deep = is_deep

    def _wrap(self, value: Any) -> Any:
        return ObjectMap(value, True) if self._is_deep and isinstance(value, JsObject) else value

    def _read(self) -> dict[str, Any]:
        return dict(list_own(self._target))

    def __len__(self) -> int:
        return len(self._read())

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __contains__(self, name: object) -> bool:
        return name in self._read()

    def __hash__(self) -> int:
        refuse_hash()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ObjectMap) and self._target is other._target

    def __getitem__(self, name: str) -> Any:
        return self._wrap(self._read()[name])

    def __setitem__(self, name: str, value: object) -> None:
        setattr(self._target, name, value)

    def __delitem__(self, name: str) -> None:
        if name not in self:
            raise KeyError(name)
        delattr(self._target, name)

    def get(self, name: str, default: object = None) -> Any:
        found = self._read()
        return self._wrap(found[name]) if name in found else default

    def keys(self) -> KeysView[str]:
        return KeysView(self)

    def values(self) -> ValuesView[Any]:
        return ValuesView(self)

    def items(self) -> ItemsView[str, Any]:
        return ItemsView(self)

    def pop(self, name: str, *default: object) -> Any:
        if name not in self and default:
            return default[0]
        value = self[name]
        del self[name]
        return value

    def setdefault(self, name: str, default: object = None) -> Any:
        if name not in self:
            self[name] = default
        return self[name]

    def update(self, other: Any = (), **more: object) -> None:
        for name, value in dict(other, **more).items():
            self[name] = value

    def object_entries(self) -> Any:
        return self._target.object_entries()

    def object_keys(self) -> Any:
        return self._target.object_keys()

    def object_values(self) -> Any:
        return self._target.object_values()

    def to_py(self, **options: Any) -> Any:
        return self._target.to_py(**options)


class _JsonObject(ObjectMap):
    def _wrap(self, value: Any) -> Any:
        return wrap_json(value)


class _JsonArray(JsArray):
    """An Array that wraps what is read from it; both hold the same items."""

    def __init__(self, target: JsArray) -> None:
        super().__init__()
        self._items = target._items

    def __getitem__(self, index: Any) -> Any:
        return wrap_json(super().__getitem__(index))

    def __iter__(self) -> Iterator[Any]:
        return (wrap_json(item) for item in super().__iter__())


def wrap_json(value: Any) -> Any:
    if type(value) is JsArray:
        return _JsonArray(value)
    return _JsonObject(value, True) if isinstance(value, JsObject) else value
