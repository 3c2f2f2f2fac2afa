"""Set, whose methods for other sets stand in `set_methods`."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.collections.iterators import JsIterator
from fakeflare.worker.javascript.language.collections.set_methods import SetMethods
from fakeflare.worker.javascript.language.kernel.equality import make_key, refuse_hash
from fakeflare.worker.javascript.language.kernel.proxies import Unwrapping


class JsSet(SetMethods):
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
