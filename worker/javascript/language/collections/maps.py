"""Map, and what `to_js` makes of a dict: a Map whose text keys are members as well."""

from collections.abc import Callable, ItemsView, Iterable, Iterator, KeysView, ValuesView
from typing import TYPE_CHECKING, Any

from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.collections.iterators import JsIterator
from fakeflare.worker.javascript.language.kernel.equality import make_key, refuse_hash
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy, Unwrapping


class JsMap(JsProxy):
    """`Map`. What `to_js` makes of a dict shows its text keys as properties too (LiteralMap)."""

    _js_name = "Map"

    def __init__(self, entries: Iterable[Iterable[object]] | None = None, is_literal: bool = False) -> None:
        self._entries: dict[object, tuple[object, object]] = {}
        self.is_literal = is_literal
        for key, value in entries or ():
            self._entries[make_key(key)] = (key, value)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            if self.__dict__.get("is_literal") and name in self._entries:
                return self._entries[name][1]
            return super().__getattr__(name)

    def __js_get__(self, name: str) -> object:
        return self.get(name) if self.is_literal else super().__js_get__(name)

    def __js_has__(self, name: str) -> bool:
        return self.has(name) if self.is_literal else super().__js_has__(name)

    def __js_list__(self) -> list[tuple[str, Any]]:
        shown = self.items() if self.is_literal else ()
        return [(key, item) for key, item in shown if isinstance(key, str)]

    @property
    def size(self) -> int:
        return len(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Any]:
        return iter([key for key, _ in self._entries.values()])

    def __hash__(self) -> int:
        refuse_hash()

    def __eq__(self, other: object) -> bool:
        return self is other

    def __contains__(self, key: object) -> bool:
        return make_key(key) in self._entries

    def __getitem__(self, key: object) -> Any:
        found = self._entries.get(make_key(key))
        if found is None:
            raise KeyError(key)
        return found[1]

    def __setitem__(self, key: object, value: object) -> None:
        self._entries[make_key(key)] = (key, value)

    def __delitem__(self, key: object) -> None:
        if self._entries.pop(make_key(key), None) is None:
            raise KeyError(key)

    def get(self, key: object, default: object = None) -> Any:
        found = self._entries.get(make_key(key))
        return default if found is None else found[1]

    def set(self, key: object, value: object = None) -> "JsMap":
        self[key] = value
        return self

    def has(self, key: object) -> bool:
        return key in self

    def delete(self, key: object) -> bool:
        return self._entries.pop(make_key(key), None) is not None

    def clear(self) -> None:
        self._entries.clear()

    def pop(self, key: object, *default: object) -> Any:
        found = self._entries.pop(make_key(key), None)
        if found is not None:
            return found[1]
        if default:
            return default[0]
        raise KeyError(key)

    def setdefault(self, key: object, default: object = None) -> Any:
        if key not in self:
            self[key] = default
        return self[key]

    def update(self, other: Any = (), **more: object) -> None:
        for key, value in dict(other, **more).items():
            self[key] = value

    def keys(self) -> KeysView[Any]:
        return KeysView(self)

    def values(self) -> ValuesView[Any]:
        return ValuesView(self)

    def items(self) -> ItemsView[Any, Any]:
        return ItemsView(self)

    def entries(self) -> JsIterator:
        return JsIterator((JsArray(entry) for entry in list(self._entries.values())), "Map Iterator")

    def forEach(self, visit: Callable[[Any, Any, "JsMap"], Any]) -> None:
        for key, value in list(self._entries.values()):
            visit(value, key, self)

    def unwrap(self, unwrapping: Unwrapping, depth: int) -> object:
        result: dict[object, object] = {}
        unwrapping.remember(self, result)
        for key, value in self._entries.values():
            result[unwrapping.convert(key, depth - 1)] = unwrapping.convert(value, depth - 1)
        return result
