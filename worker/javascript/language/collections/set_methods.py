"""What sets can do with each other (ECMA-262, section 24.2.4)."""

from collections.abc import Iterable, Iterator
from typing import Any

from fakeflare.worker.javascript.language.kernel.proxies import JsProxy


class SetMethods(JsProxy):
    """The methods of `Set` that take another set."""

    def make(self, items: Iterable[Any]) -> Any:
        raise NotImplementedError

    def has(self, item: object) -> bool:
        raise NotImplementedError

    def __iter__(self) -> Iterator[Any]:
        raise NotImplementedError

    def union(self, other: Any) -> Any:
        return self.make([*self, *other])

    def intersection(self, other: Any) -> Any:
        return self.make(item for item in self if other.has(item))

    def difference(self, other: Any) -> Any:
        return self.make(item for item in self if not other.has(item))

    def symmetricDifference(self, other: Any) -> Any:
        return self.difference(other).union(item for item in other if not self.has(item))

    def isSubsetOf(self, other: Any) -> bool:
        return all(other.has(item) for item in self)

    def isSupersetOf(self, other: Any) -> bool:
        return all(self.has(item) for item in other)

    def isDisjointFrom(self, other: Any) -> bool:
        return not any(other.has(item) for item in self)
