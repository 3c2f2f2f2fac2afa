"""The store as the service sees it: every operation is noted in the visit and meets the conditions first."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from fakeflare.emulator.conditions.conditions import Conditions
from fakeflare.emulator.conditions.visits import VISIT, Visit
from fakeflare.emulator.domain.listing import KeyRange, ListedKey
from fakeflare.emulator.domain.namespaces import Namespace, NamespacePage, PageQuery
from fakeflare.emulator.domain.values import Entry, Pair
from fakeflare.emulator.storage.store import NamespaceStore, PairStore, Store

Result = TypeVar("Result")


class ConditionedStore:
    """A `Store` over another one. Without a visit (the sweeper, a start) nothing stands between them."""

    def __init__(self, store: Store, conditions: Conditions) -> None:
        conditions.journal.watch(store)
        self.namespaces = _Namespaces(store.namespaces, conditions)
        self.pairs = _Pairs(store, conditions)

        # what is done to the store as a whole is nobody's visit
        self.list_snapshots = store.list_snapshots
        self.take_snapshot = store.take_snapshot
        self.restore_snapshot = store.restore_snapshot
        self.delete_snapshot = store.delete_snapshot
        self.count_pairs = store.count_pairs
        self.weigh_account = store.weigh_account
        self.find_holders = store.find_holders
        self.sweep = store.sweep
        self.close = store.close


class _Pairs:
    """A `PairStore`. Its methods are no coroutines of their own: with all conditions off a call costs no more
    than what it is passed on to."""

    def __init__(self, store: Store, conditions: Conditions) -> None:
        self._pairs = store.pairs
        self._weigh_account = store.weigh_account
        self._conditions = conditions

    def find(self, namespace: int, key: bytes, now: int) -> Awaitable[Entry | None]:
        visit = self._enter("get", (key,))
        if visit is None:
            return self._pairs.find(namespace, key, now)
        return self._meet(visit, lambda pairs: pairs.find(namespace, key, now))

    def find_listed(self, namespace: int, key: bytes, now: int) -> Awaitable[ListedKey | None]:
        visit = self._enter("metadata", (key,))
        if visit is None:
            return self._pairs.find_listed(namespace, key, now)
        return self._meet(visit, lambda pairs: pairs.find_listed(namespace, key, now))

    def measure(self, namespace: int, keys: Sequence[bytes], now: int) -> Awaitable[int]:
        """Comes before `find_many`, which meets the conditions; it may be all that comes."""
        self._enter("bulk_get", keys)
        return self._pairs.measure(namespace, keys, now)

    def find_many(self, namespace: int, keys: Sequence[bytes], now: int) -> Awaitable[dict[bytes, Entry]]:
        visit = self._enter("bulk_get", keys)
        if visit is None:
            return self._pairs.find_many(namespace, keys, now)
        return self._meet(visit, lambda pairs: pairs.find_many(namespace, keys, now))

    def list_keys(self, namespace: int, keys: KeyRange, now: int) -> Awaitable[tuple[ListedKey, ...]]:
        visit = self._enter("list", ())
        if visit is None:
            return self._pairs.list_keys(namespace, keys, now)
        return self._meet(visit, lambda pairs: pairs.list_keys(namespace, keys, now))

    def put(self, namespace: int, pair: Pair) -> Awaitable[None]:
        visit = self._enter("put", (pair.key,), len(pair.value))
        if visit is None:
            return self._pairs.put(namespace, pair)
        return self._meet(visit, lambda pairs: pairs.put(namespace, pair))

    def delete(self, namespace: int, key: bytes) -> Awaitable[None]:
        visit = self._enter("delete", (key,))
        if visit is None:
            return self._pairs.delete(namespace, key)
        return self._meet(visit, lambda pairs: pairs.delete(namespace, key))

    def put_many(self, namespace: int, pairs: Sequence[Pair]) -> Awaitable[None]:
        sizes = sum(len(pair.value) for pair in pairs)
        visit = self._enter("bulk_put", [pair.key for pair in pairs], sizes)
        if visit is None:
            return self._pairs.put_many(namespace, pairs)
        return self._meet(visit, lambda store: store.put_many(namespace, pairs))

    def delete_many(self, namespace: int, keys: Sequence[bytes]) -> Awaitable[None]:
        visit = self._enter("bulk_delete", keys)
        if visit is None:
            return self._pairs.delete_many(namespace, keys)
        return self._meet(visit, lambda pairs: pairs.delete_many(namespace, keys))

    def _enter(self, operation: str, keys: Sequence[bytes], received: int = 0) -> Visit | None:
        """Note the operation; the visit where a condition may have a say in it."""
        visit = VISIT.get()
        if visit is None:
            return None
        visit.operation = operation
        visit.keys = tuple(keys)
        visit.received = received
        return None if self._conditions.is_quiet else visit

    async def _meet(self, visit: Visit, ask: Callable[[PairStore], Awaitable[Result]]) -> Result:
        conditions = self._conditions
        if conditions.limits.is_active:
            if conditions.limits.weighs(visit):
                conditions.limits.check_weight(visit, await self._weigh_others(visit))
            conditions.limits.check(visit)
        pairs = self._pairs
        if conditions.consistency.is_active:
            pairs = conditions.consistency.view(pairs, visit.location, visit.cache_ttl)
        if conditions.faults.is_active:
            pairs = await conditions.faults.strike(visit, pairs, self._pairs)
        return await ask(pairs)

    async def _weigh_others(self, visit: Visit) -> int:
        """The bytes of the account's values but those that this visit writes over."""
        namespace, now = visit.namespace, self._conditions.clock.now()
        if namespace is None:
            return 0
        total = await self._weigh_account(namespace.account, now)
        return total - await self._pairs.measure(namespace.number, visit.keys, now)


class _Namespaces:
    """A `NamespaceStore`."""

    def __init__(self, namespaces: NamespaceStore, conditions: Conditions) -> None:
        self._namespaces = namespaces
        self._conditions = conditions
        # what every request asks, and nobody else may answer
        self.find = namespaces.find
        self.list_accounts = namespaces.list_accounts
        self.count = namespaces.count
        # what a test asks
        self.find_titled = namespaces.find_titled
        self.delete_all = namespaces.delete_all
        self.empty = namespaces.empty

    async def read(self, namespace_id: str) -> Namespace | None:
        await self._meet("get_namespace")
        return await self._namespaces.read(namespace_id)

    async def list_page(self, account: str, query: PageQuery) -> NamespacePage:
        await self._meet("list_namespaces")
        return await self._namespaces.list_page(account, query)

    async def insert(
        self, account: str, namespace_id: str, title: str, jurisdiction: str | None = None
    ) -> Namespace:
        visit = await self._meet("create_namespace")
        return _note(visit, await self._namespaces.insert(account, namespace_id, title, jurisdiction))

    async def rename(self, namespace: Namespace, title: str) -> Namespace:
        visit = await self._meet("rename_namespace")
        return _note(visit, await self._namespaces.rename(namespace, title))

    async def delete(self, namespace: Namespace) -> None:
        await self._meet("delete_namespace")
        await self._namespaces.delete(namespace)

    async def _meet(self, operation: str) -> Visit | None:
        visit = VISIT.get()
        if visit is None or visit.door == "binding":
            return visit  # a binding asks for pairs alone; that it has a namespace made is no operation
        visit.operation = operation
        if self._conditions.faults.is_active:
            await self._conditions.faults.strike(visit, None)
        return visit


def _note(visit: Visit | None, namespace: Namespace) -> Namespace:
    """Enter it in the visit."""
    if visit is not None:
        visit.namespace = namespace
    return namespace
