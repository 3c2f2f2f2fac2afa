"""Array, Map and Set."""

from collections.abc import Callable, ItemsView, Iterable, Iterator, KeysView, ValuesView
from typing import TYPE_CHECKING, Any, NoReturn, SupportsIndex

from fakeflare.worker.javascript.language.collections.array_methods import ArrayMethods
from fakeflare.worker.javascript.language.collections.iterators import JsIterator
from fakeflare.worker.javascript.language.collections.set_methods import SetMethods
from fakeflare.worker.javascript.language.kernel.equality import is_same_value_zero, make_key
from fakeflare.worker.javascript.language.kernel.errors import JsRangeError
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy, Unwrapping, static


def refuse_hash() -> NoReturn:
    """Pyodide's words for a JavaScript object as a key of a dict or a member of a set."""
    raise TypeError("unhashable type: 'pyodide.ffi.JsProxy'")


class JsArray(ArrayMethods):
    """`Array`, with what a Python list can do too."""

    _js_name = "Array"

    def __init__(self, items: Iterable[object] = ()) -> None:
        self._items: list[Any] = list(items)

    @classmethod
    def construct(cls, *items: object) -> "JsArray":
        """`new Array(n)` makes n holes, any other arguments are the items."""
        if len(items) == 1 and isinstance(items[0], int | float) and not isinstance(items[0], bool):
            length = items[0]
            if not 0 <= length < 2**32 or length != int(length):
                raise JsRangeError("Invalid array length")
            return cls([None] * int(length))
        return cls(items)

    @static
    def isArray(value: object) -> bool:
        return isinstance(value, JsArray)

    @static
    def of(*items: object) -> "JsArray":
        return JsArray(items)

    @static
    def from_(source: Any, change: Callable[[Any, int], Any] | None = None) -> "JsArray":
        """`Array.from`: of an iterable or of what has a length."""
        items = list_array_like(source)
        if change is None:
            return JsArray(items)
        return JsArray(change(item, index) for index, item in enumerate(items))

    def list_items(self) -> list[Any]:
        return list(self._items)

    def make(self, items: Iterable[Any] = ()) -> "JsArray":
        return JsArray(items)

    @property
    def length(self) -> int:
        return len(self._items)

    @length.setter
    def length(self, length: int) -> None:
        del self._items[length:]
        self._items.extend([None] * (length - len(self._items)))

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._items)

    def __hash__(self) -> int:
        refuse_hash()

    def __eq__(self, other: object) -> bool:
        return self is other

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return JsArray(self._items[index])
        try:
            return self._items[index]
        except IndexError:
            raise IndexError(index) from None

    def __setitem__(self, index: Any, value: Any) -> None:
        if not isinstance(index, slice) and index >= len(self._items):
            self.length = index + 1
        self._items[index] = value

    def __delitem__(self, index: SupportsIndex | slice) -> None:
        del self._items[index]

    def __add__(self, other: Iterable[object]) -> "JsArray":
        return JsArray([*self._items, *other])

    def __mul__(self, times: int) -> "JsArray":
        return JsArray(self._items * times)

    # Python's own, which hide JavaScript methods of the same name

    def append(self, item: object) -> None:
        self._items.append(item)

    def extend(self, items: Iterable[object]) -> None:
        self._items.extend(items)

    def insert(self, index: int, item: object) -> None:
        self._items.insert(index, item)

    def index(self, item: object, *limits: int) -> int:
        return self._items.index(item, *limits)

    def count(self, item: object) -> int:
        return sum(is_same_value_zero(each, item) for each in self._items)

    def remove(self, item: object) -> None:
        self._items.remove(item)

    def reverse(self) -> None:
        self._items.reverse()

    def pop(self, index: int = -1) -> Any:
        return self._items.pop(index)

    def unwrap(self, unwrapping: Unwrapping, depth: int) -> object:
        result: list[object] = []
        unwrapping.remember(self, result)
        result.extend(unwrapping.convert(item, depth - 1) for item in self._items)
        return result


def list_array_like(source: Any) -> list[Any]:
    """The items of an iterable, of a text, or of what has a length; of nothing else there are none."""
    from fakeflare.worker.javascript.language.kernel.coercions import is_nullish, read_property, to_integer
    from fakeflare.worker.javascript.language.kernel.errors import JsTypeError

    if is_nullish(source):
        shown = "undefined" if source is None else "object null"
        raise JsTypeError(f"{shown} is not iterable (cannot read property Symbol(Symbol.iterator))")
    if isinstance(source, Iterable):
        return list(source)
    length = int(to_integer(read_property(source, "length")))
    return [read_property(source, str(index)) for index in range(max(length, 0))]


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


class JsSet(SetMethods):
    """`Set`."""

    _js_name = "Set"

    def __init__(self, items: Iterable[object] | None = None) -> None:
        self._items = {make_key(item): item for item in items or ()}

    def make(self, items: Iterable[Any]) -> "JsSet":
        return JsSet(items)

    @property
    def size(self) -> int:
        return len(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Any]:
        return iter(list(self._items.values()))

    def __hash__(self) -> int:
        refuse_hash()

    def __eq__(self, other: object) -> bool:
        return self is other

    def __contains__(self, item: object) -> bool:
        return make_key(item) in self._items

    def add(self, item: object) -> "JsSet":
        self._items.setdefault(make_key(item), item)
        return self

    def has(self, item: object) -> bool:
        return item in self

    def delete(self, item: object) -> bool:
        return self._items.pop(make_key(item), self) is not self

    def clear(self) -> None:
        self._items.clear()

    def values(self) -> JsIterator:
        return JsIterator(self, "Set Iterator")

    def entries(self) -> JsIterator:
        return JsIterator((JsArray((item, item)) for item in self), "Set Iterator")

    def forEach(self, visit: Callable[[Any, Any, "JsSet"], Any]) -> None:
        for item in self:
            visit(item, item, self)

    def unwrap(self, unwrapping: Unwrapping, depth: int) -> object:
        result: set[object] = set()
        unwrapping.remember(self, result)
        result.update(unwrapping.convert(item, depth - 1) for item in self._items.values())
        return result
