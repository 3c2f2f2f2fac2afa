"""What Array and the typed arrays can both do without changing: ECMA-262, sections 23.1.3 and 23.2.3.

Callbacks get item, index and the array, all three, as JavaScript calls them: `lambda item: …` is refused by
Python, here as on Cloudflare.
"""

from collections.abc import Callable, Iterator
from functools import cmp_to_key
from typing import Any

from fakeflare.worker.javascript.language.collections.iterators import JsIterator
from fakeflare.worker.javascript.language.kernel.coercions import is_nullish, to_boolean, to_string
from fakeflare.worker.javascript.language.kernel.equality import is_same_value_zero, is_strictly_equal
from fakeflare.worker.javascript.language.kernel.errors import JsTypeError
from fakeflare.worker.javascript.language.kernel.intrinsics import intrinsics
from fakeflare.worker.javascript.language.kernel.numeric import to_integer, to_number
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy

Visit = Callable[[Any, int, Any], Any]


def to_index(value: object, length: int, default: int) -> int:
    """A relative index: negative from the end, cut to the array; undefined is the default."""
    if value is None:
        return default
    number = to_integer(value)
    return int(max(length + number, 0) if number < 0 else min(number, length))


def is_true(value: object) -> bool:
    return to_boolean(value)


class Sequence(JsProxy):
    """The reading methods; what derives from it has `__iter__` and `__len__` too."""

    def list_items(self) -> list[Any]:
        """The items, as a list of the caller's own."""
        raise NotImplementedError

    def __js_get__(self, name: str) -> object:
        if name.isdecimal():
            return dict(enumerate(self.list_items())).get(int(name))
        return super().__js_get__(name)

    def __js_list__(self) -> list[tuple[str, Any]]:
        return [(str(index), item) for index, item in enumerate(self.list_items())]

    def __contains__(self, item: object) -> bool:
        return self.includes(item)

    def __reversed__(self) -> Iterator[Any]:
        return iter(self.list_items()[::-1])

    def at(self, index: object = 0) -> Any:
        number, items = to_integer(index), self.list_items()
        return items[int(number)] if -len(items) <= number < len(items) else None

    def entries(self) -> JsIterator:
        return JsIterator(
            (intrinsics.make_array(pair) for pair in enumerate(self.list_items())), "Array Iterator"
        )

    def values(self) -> JsIterator:
        return JsIterator(self.list_items(), "Array Iterator")

    def every(self, check: Visit) -> bool:
        return all(is_true(check(item, index, self)) for index, item in enumerate(self.list_items()))

    def some(self, check: Visit) -> bool:
        return any(is_true(check(item, index, self)) for index, item in enumerate(self.list_items()))

    def find(self, check: Visit) -> Any:
        return self.at(index) if (index := self.findIndex(check)) >= 0 else None

    def findIndex(self, check: Visit) -> int:
        found = (i for i, item in enumerate(self.list_items()) if is_true(check(item, i, self)))
        return next(found, -1)

    def findLast(self, check: Visit) -> Any:
        return self.at(index) if (index := self.findLastIndex(check)) >= 0 else None

    def findLastIndex(self, check: Visit) -> int:
        pairs = reversed(list(enumerate(self.list_items())))
        return next((index for index, item in pairs if is_true(check(item, index, self))), -1)

    def forEach(self, visit: Visit) -> None:
        for index, item in enumerate(self.list_items()):
            visit(item, index, self)

    def includes(self, item: object, start: object = None) -> bool:
        items = self.list_items()
        return any(is_same_value_zero(each, item) for each in items[to_index(start, len(items), 0) :])

    def indexOf(self, item: object, start: object = None) -> int:
        items = self.list_items()
        first = to_index(start, len(items), 0)
        pairs = enumerate(items[first:], first)
        return next((index for index, each in pairs if is_strictly_equal(each, item)), -1)

    def lastIndexOf(self, item: object) -> int:
        pairs = reversed(list(enumerate(self.list_items())))
        return next((index for index, each in pairs if is_strictly_equal(each, item)), -1)

    def join(self, separator: object = None) -> str:
        between = "," if separator is None else to_string(separator)
        return between.join("" if is_nullish(item) else to_string(item) for item in self.list_items())

    def reduce(self, merge: Callable[..., Any], *initial: object) -> Any:
        return self._reduce(list(enumerate(self.list_items())), merge, initial)

    def reduceRight(self, merge: Callable[..., Any], *initial: object) -> Any:
        return self._reduce(list(enumerate(self.list_items()))[::-1], merge, initial)

    def _reduce(
        self, pairs: list[tuple[int, Any]], merge: Callable[..., Any], initial: tuple[object, ...]
    ) -> Any:
        if initial:
            total = initial[0]
        elif pairs:
            total = pairs.pop(0)[1]
        else:
            raise JsTypeError("Reduce of empty array with no initial value")
        for index, item in pairs:
            total = merge(total, item, index, self)
        return total

    def toString(self) -> str:
        return self.join()

    def toLocaleString(self) -> str:
        return self.join()

    def __repr__(self) -> str:
        return self.join()

    def __str__(self) -> str:
        return self.join()


def sort_items(items: list[Any], compare: Any, default_key: Callable[[Any], Any]) -> list[Any]:
    """The items in order, undefined last: by a comparison function, else by the default key."""
    if compare is not None and not callable(compare):
        raise JsTypeError("The comparison function must be either a function or undefined")
    known = [item for item in items if item is not None]
    if compare is None:
        known.sort(key=default_key)
    else:
        known.sort(key=cmp_to_key(lambda first, second: _read_order(compare(first, second))))
    return known + [None] * (len(items) - len(known))


def _read_order(answer: object) -> int:
    order = to_number(answer)
    return (order > 0) - (order < 0)
