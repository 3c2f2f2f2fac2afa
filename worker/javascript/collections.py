"""Array, Map and Set."""

from collections.abc import Iterable, Iterator
from typing import Any

from worker.javascript.proxies import JsProxy, Unwrapping


class JsArray(JsProxy):
    """`Array`, indexable and iterable for Python."""

    _js_name = "Array"

    def __init__(self, items: Iterable[object] = ()) -> None:
        self._items = list(items)

    @classmethod
    def construct(cls, *items: object) -> "JsArray":
        """`new Array(n)` makes n holes, any other arguments are the items."""
        if len(items) == 1 and type(items[0]) is int:
            return cls([None] * items[0])
        return cls(items)

    @staticmethod
    def isArray(value: object) -> bool:
        return isinstance(value, JsArray)

    @classmethod
    def of(cls, *items: object) -> "JsArray":
        return cls(items)

    @property
    def length(self) -> int:
        return len(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[object]:
        return iter(self._items)

    def __contains__(self, item: object) -> bool:
        return item in self._items

    def __getitem__(self, index: int) -> Any:
        return self._items[index]

    def __setitem__(self, index: int, value: object) -> None:
        self._items[index] = value

    def __delitem__(self, index: int) -> None:
        del self._items[index]

    def append(self, item: object) -> None:
        self._items.append(item)

    def push(self, *items: object) -> int:
        self._items.extend(items)
        return len(self._items)

    def pop(self, index: int = -1) -> object:
        return self._items.pop(index)

    def to_string(self) -> str:
        from worker.javascript.coercions import is_nullish, to_string

        return ",".join("" if is_nullish(item) else to_string(item) for item in self._items)

    def unwrap(self, unwrapping: Unwrapping, depth: int) -> object:
        result: list[object] = []
        unwrapping.remember(self, result)
        result.extend(unwrapping.convert(item, depth - 1) for item in self._items)
        return result


class JsMap(JsProxy):
    """`Map`. What `to_js` makes of a dict shows its text keys as properties too (LiteralMap)."""

    _js_name = "Map"

    def __init__(self, entries: Iterable[Iterable[object]] | None = None, is_literal: bool = False) -> None:
        self._entries: dict[object, object] = {}
        self.is_literal = is_literal
        for key, value in entries or ():
            self._entries[key] = value

    @property
    def size(self) -> int:
        return len(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[object]:
        return iter(self._entries)

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __getitem__(self, key: object) -> Any:
        return self._entries[key]

    def __setitem__(self, key: object, value: object) -> None:
        self._entries[key] = value

    def get(self, key: object, default: object = None) -> Any:
        return self._entries.get(key, default)

    def set(self, key: object, value: object) -> "JsMap":
        self._entries[key] = value
        return self

    def has(self, key: object) -> bool:
        return key in self._entries

    def delete(self, key: object) -> bool:
        return self._entries.pop(key, self) is not self

    def keys(self) -> Iterator[object]:
        return iter(list(self._entries))

    def values(self) -> Iterator[object]:
        return iter(list(self._entries.values()))

    def items(self) -> Iterator[tuple[object, object]]:
        return iter(list(self._entries.items()))

    def entries(self) -> Iterator[tuple[object, object]]:
        return self.items()

    def unwrap(self, unwrapping: Unwrapping, depth: int) -> object:
        result: dict[object, object] = {}
        unwrapping.remember(self, result)
        for key, value in self._entries.items():
            result[unwrapping.convert(key, depth - 1)] = unwrapping.convert(value, depth - 1)
        return result


class JsSet(JsProxy):
    """`Set`."""

    _js_name = "Set"

    def __init__(self, items: Iterable[object] | None = None) -> None:
        self._items = dict.fromkeys(items or ())

    @property
    def size(self) -> int:
        return len(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[object]:
        return iter(list(self._items))

    def __contains__(self, item: object) -> bool:
        return item in self._items

    def add(self, item: object) -> "JsSet":
        self._items[item] = None
        return self

    def has(self, item: object) -> bool:
        return item in self._items

    def delete(self, item: object) -> bool:
        return self._items.pop(item, self) is not self

    def unwrap(self, unwrapping: Unwrapping, depth: int) -> object:
        result: set[object] = set()
        unwrapping.remember(self, result)
        result.update(unwrapping.convert(item, depth - 1) for item in self._items)
        return result
