"""What the service asks of an engine. Every time is a parameter; an expired pair is never returned."""

from collections.abc import Sequence
from typing import Protocol

from emulator.domain.listing import KeyRange, ListedKey
from emulator.domain.namespaces import Namespace, NamespacePage, PageQuery
from emulator.domain.values import Entry, Pair


class StoreError(Exception):
    """The engine cannot be opened; `str()` is one line for a person."""


class NamespaceStore(Protocol):
    """Namespaces of all accounts. A write is durable when its call returns; a failed one left nothing."""

    def find(self, namespace_id: str) -> Namespace | None:
        """The namespace with this id, whatever its account; ids are unique. Asked on every request."""
        ...

    def list_accounts(self) -> tuple[str, ...]:
        """The accounts that hold namespaces, sorted."""
        ...

    def list_page(self, account: str, query: PageQuery) -> NamespacePage:
        """One page, and the account's total."""
        ...

    async def insert(
        self, account: str, namespace_id: str, title: str, jurisdiction: str | None = None
    ) -> Namespace:
        """A new namespace. Raises `TitleTaken`."""
        ...

    def count(self, account: str) -> int:
        """How many namespaces the account holds."""
        ...

    async def rename(self, namespace: Namespace, title: str) -> Namespace:
        """The renamed namespace. Raises `TitleTaken`, `NamespaceNotFound`."""
        ...

    async def delete(self, namespace: Namespace) -> None:
        """Gone at once with all its pairs. Raises `NamespaceNotFound`."""
        ...


class PairStore(Protocol):
    """Pairs, addressed by a namespace's number and a key. Writes raise `NamespaceNotFound` after a delete."""

    async def find(self, namespace: int, key: bytes, now: int) -> Entry | None:
        """The live pair's value, expiration and metadata."""
        ...

    async def find_listed(self, namespace: int, key: bytes, now: int) -> ListedKey | None:
        """The live pair without its value."""
        ...

    async def measure(self, namespace: int, keys: Sequence[bytes], now: int) -> int:
        """How many bytes the live values of these keys have together; the values are not read."""
        ...

    async def find_many(self, namespace: int, keys: Sequence[bytes], now: int) -> dict[bytes, Entry]:
        """The live pairs among these keys."""
        ...

    async def list_keys(self, namespace: int, keys: KeyRange, now: int) -> tuple[ListedKey, ...]:
        """Live keys of the range in byte order, at most its limit; the values are not read."""
        ...

    async def put(self, namespace: int, pair: Pair) -> None:
        """Write one pair over whatever was there."""
        ...

    async def delete(self, namespace: int, key: bytes) -> None:
        """Remove one pair, if there is one."""
        ...

    async def put_many(self, namespace: int, pairs: Sequence[Pair]) -> None:
        """All of them or none."""
        ...

    async def delete_many(self, namespace: int, keys: Sequence[bytes]) -> None:
        """All of them or none."""
        ...


class Store(Protocol):
    """An open engine."""

    @property
    def namespaces(self) -> NamespaceStore: ...

    @property
    def pairs(self) -> PairStore: ...

    async def sweep(self, now: int) -> bool:
        """Remove a slice of what has expired or was deleted; true if there may be more to do."""
        ...

    async def close(self) -> None:
        """Finish what was begun and let go of the files."""
        ...
