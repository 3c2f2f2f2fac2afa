"""Array, with what a Python list can do too."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, SupportsIndex

from fakeflare.worker.javascript.language.collections.array_methods import ArrayMethods
from fakeflare.worker.javascript.language.kernel.coercions import is_nullish
from fakeflare.worker.javascript.language.kernel.equality import is_same_value_zero, refuse_hash
from fakeflare.worker.javascript.language.kernel.errors import JsRangeError, JsTypeError
from fakeflare.worker.javascript.language.kernel.functions import static
from fakeflare.worker.javascript.language.kernel.members import read_property
from fakeflare.worker.javascript.language.kernel.numeric import to_integer
from fakeflare.worker.javascript.language.kernel.proxies import Unwrapping


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

    def __js_set__(self, name: str, value: object) -> None:
        if name.isdecimal():
            self[int(name)] = value
        else:
            super().__js_set__(name, value)

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
    if is_nullish(source):
        shown = "undefined" if source is None else "object null"
        raise JsTypeError(f"{shown} is not iterable (cannot read property Symbol(Symbol.iterator))")
    if isinstance(source, Iterable):
        return list(source)
    length = int(to_integer(read_property(source, "length")))
    return [read_property(source, str(index)) for index in range(max(length, 0))]
