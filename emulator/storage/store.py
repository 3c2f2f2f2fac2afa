"""What the service asks of an engine. Every time is a parameter; an expired pair is never returned."""

from collections.abc import Awaitable, Sequence
from typing import Protocol

from fakeflare.emulator.domain.listing import KeyRange, ListedKey
from fakeflare.emulator.domain.namespaces import Namespace, NamespacePage, PageQuery
from fakeflare.emulator.domain.snapshots import Snapshot
from fakeflare.emulator.domain.values import Entry, Pair


class StoreError(Exception):
    """The engine cannot be opened; `str()` is one line for a person."""


class NamespaceStore(Protocol):
    """Namespaces of all accounts. A write is durable when its call returns; a failed one left nothing."""

    def find(self, namespace_id: str) -> Namespace | None:
        """The namespace with this id, whatever its account; ids are unique. Asked on every request."""
        ...

    def find_titled(self, title: str) -> tuple[Namespace, ...]:
        """The namespaces with exactly this title, one an account at most."""
        ...

    def list_accounts(self) -> tuple[str, ...]:
        """The accounts that hold namespaces, sorted."""
        ...

    async def read(self, namespace_id: str) -> Namespace | None:
        """The same as `find`, for whoever asks for the namespace itself."""
        ...

    async def list_page(self, account: str, query: PageQuery) -> NamespacePage:
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

    async def delete_all(self, account: str | None) -> None:
        """Gone at once with all their pairs: those of an account, or of all accounts."""
        ...

    async def empty(self, namespace: Namespace) -> Namespace:
        """The namespace without pairs, at once, under another number. Raises `NamespaceNotFound`."""
        ...


class PairStore(Protocol):
    """Pairs, addressed by a namespace's number and a key. Writes raise `NamespaceNotFound` after a delete."""

    def find(self, namespace: int, key: bytes, now: int) -> Awaitable[Entry | None]:
        """The live pair's value, expiration and metadata."""
        ...

    def find_listed(self, namespace: int, key: bytes, now: int) -> Awaitable[ListedKey | None]:
        """The live pair without its value."""
        ...

    def measure(self, namespace: int, keys: Sequence[bytes], now: int) -> Awaitable[int]:
        """How many bytes the live values of these keys have together; the values are not read."""
        ...

    def find_many(self, namespace: int, keys: Sequence[bytes], now: int) -> Awaitable[dict[bytes, Entry]]:
        """The live pairs among these keys."""
        ...

    def list_keys(self, namespace: int, keys: KeyRange, now: int) -> Awaitable[tuple[ListedKey, ...]]:
        """Live keys of the range in byte order, at most its limit; the values are not read."""
        ...

    def put(self, namespace: int, pair: Pair) -> Awaitable[None]:
        """Write one pair over whatever was there."""
        ...

    def delete(self, namespace: int, key: bytes) -> Awaitable[None]:
        """Remove one pair, if there is one."""
        ...

    def put_many(self, namespace: int, pairs: Sequence[Pair]) -> Awaitable[None]:
        """All of them or none."""
        ...

    def delete_many(self, namespace: int, keys: Sequence[bytes]) -> Awaitable[None]:
        """All of them or none."""
        ...


class Store(Protocol):
    """An open engine. It is used in the event loop in which it was opened, and closed once."""

    @property
    def namespaces(self) -> NamespaceStore:
        """The namespaces of all accounts."""
        ...

    @property
    def pairs(self) -> PairStore:
        """The pairs of all namespaces."""
        ...

    async def list_snapshots(self) -> tuple[Snapshot, ...]:
        """List all snapshots, the oldest first."""
        ...

    async def take_snapshot(self, name: str, now: int) -> Snapshot:
        """Name what the store holds now, at once, whatever it weighs; the same name again replaces."""
        ...

    async def restore_snapshot(self, name: str) -> None:
        """Everything is as it was, all of it or nothing; other snapshots stay. Raises `SnapshotNotFound`."""
        ...

    async def delete_snapshot(self, name: str) -> None:
        """Forget the snapshot of this name. Raises `SnapshotNotFound`."""
        ...

    async def count_pairs(self, now: int) -> int:
        """The live pairs of all namespaces; takes as long as there are many."""
        ...

    async def weigh_account(self, account: str, now: int) -> int:
        """The bytes of an account's live values; takes as long as there are many."""
        ...

    async def find_holders(self, key: bytes, now: int, limit: int) -> tuple[Namespace, ...]:
        """The namespaces in which this key has a live pair, at most `limit` of them, the oldest first."""
        ...

    async def sweep(self, now: int) -> bool:
        """Remove a slice of what has expired or was deleted; true if there may be more to do."""
        ...

    async def close(self) -> None:
        """Finish what was begun and let go of the files."""
        ...
