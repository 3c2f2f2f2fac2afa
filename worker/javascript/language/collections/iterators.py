"""What `entries()`, `values()` and the like return: iterators for Python and for JavaScript at once."""

from collections.abc import Iterable, Iterator
from typing import Any

from fakeflare.worker.javascript.language.kernel.intrinsics import intrinsics
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy


class JsIterator(JsProxy):
    """A JavaScript iterator: `for … in` takes it, and `.next()` gives `{done, value}`."""

    _js_name = "Iterator"

    def __init__(self, items: Iterable[Any], tag: str = "Iterator") -> None:
        self._items = iter(items)
        self._tag = tag

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        return next(self._items)

    def next(self, *_values: object) -> Any:
        for value in self._items:
            return intrinsics.make_object({"value": value, "done": False})
        return intrinsics.make_object({"value": None, "done": True})

    def to_string(self) -> str:
        return f"[object {self._tag}]"
