"""What only Array can do: change its length, and make other Arrays (ECMA-262, section 23.1.3)."""

from collections.abc import Iterable
from typing import Any

from fakeflare.worker.javascript.language.collections.sequences import (
    Sequence,
    Visit,
    is_true,
    sort_items,
    to_index,
)
from fakeflare.worker.javascript.language.kernel.coercions import to_string
from fakeflare.worker.javascript.language.kernel.numeric import to_integer


class ArrayMethods(Sequence):
    """The methods of `Array` over a list of items."""

    _items: list[Any]

    def make(self, items: Iterable[Any] = ()) -> Any:
        raise NotImplementedError

    def push(self, *items: object) -> int:
        self._items.extend(items)
        return len(self._items)

    def shift(self) -> Any:
        return self._items.pop(0) if self._items else None

    def unshift(self, *items: object) -> int:
        self._items[:0] = items
        return len(self._items)

    def concat(self, *others: object) -> Any:
        """Arrays are added item by item; so are Python lists, which pass for arrays here."""
        joined = self.make(self._items)
        for other in others:
            joined._items.extend(other if isinstance(other, ArrayMethods | list | tuple) else (other,))
        return joined

    def slice(self, start: object = None, end: object = None) -> Any:
        length = len(self._items)
        return self.make(self._items[to_index(start, length, 0) : to_index(end, length, length)])

    def splice(self, start: object = None, *rest: object) -> Any:
        length = len(self._items)
        first = to_index(start, length, 0)
        count = int(max(to_integer(rest[0]), 0)) if rest else length - first
        removed = self.make(self._items[first : first + count])
        self._items[first : first + count] = rest[1:]
        return removed

    def toSpliced(self, *args: object) -> Any:
        copy = self.make(self._items)
        copy.splice(*args)
        return copy

    def with_(self, index: int, value: object) -> Any:
        copy = self.make(self._items)
        copy._items[index] = value
        return copy

    def fill(self, value: object, start: object = None, end: object = None) -> Any:
        length = len(self._items)
        for index in range(to_index(start, length, 0), to_index(end, length, length)):
            self._items[index] = value
        return self

    def filter(self, check: Visit) -> Any:
        pairs = enumerate(self.list_items())
        return self.make(item for index, item in pairs if is_true(check(item, index, self)))

    def map(self, change: Visit) -> Any:
        return self.make(change(item, index, self) for index, item in enumerate(self.list_items()))

    def flat(self, depth: int = 1) -> Any:
        flattened = self.make()
        for item in self._items:
            inner = item.flat(depth - 1) if isinstance(item, ArrayMethods) and depth > 0 else (item,)
            flattened._items.extend(inner)
        return flattened

    def flatMap(self, change: Visit) -> Any:
        return self.map(change).flat()

    def sort(self, compare: Any = None) -> Any:
        self._items[:] = sort_items(self._items, compare, _order_as_text)
        return self

    def toSorted(self, compare: Any = None) -> Any:
        return self.make(self._items).sort(compare)

    def toReversed(self) -> Any:
        return self.make(reversed(self._items))


def _order_as_text(item: object) -> bytes:
    """JavaScript sorts by UTF-16 code units, numbers too."""
    return to_string(item).encode("utf-16-be", "surrogatepass")
