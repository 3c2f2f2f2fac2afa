"""Namespaces: created, renamed and deleted over REST; registered as they are when a Worker names them."""

import asyncio
import uuid
from collections.abc import Callable

from fakeflare.emulator.conditions.conditions import Conditions
from fakeflare.emulator.domain.errors import (
    NamespaceIdInvalid,
    NamespaceNotFound,
    TitleTaken,
    TooManyNamespaces,
)
from fakeflare.emulator.domain.limits import MAX_NAMESPACES
from fakeflare.emulator.domain.namespaces import (
    Namespace,
    NamespacePage,
    PageQuery,
    check_jurisdiction,
    check_namespace_id,
    check_title,
)
from fakeflare.emulator.domain.operation import Caller, OperationKind, make_operation
from fakeflare.emulator.storage.store import NamespaceStore

UNREGISTERED = 0
"""The number of a namespace that no store holds; the store's own begin at 1."""


def make_namespace_id() -> str:
    """A new id: a random UUID in its simple form."""
    return uuid.uuid4().hex


class Namespaces:
    """The namespaces of every account; those of wrangler configs live in `default_account`.

    `caller` is as for `Values`; what is asked without one is part of something else, and no operation.
    """

    def __init__(
        self,
        store: NamespaceStore,
        conditions: Conditions,
        default_account: str,
        make_id: Callable[[], str] = make_namespace_id,
    ) -> None:
        self._store = store
        self._conditions = conditions
        self._default_account = default_account
        self._make_id = make_id
        self._bound: dict[str, str] = {}
        self._titles: dict[str, str] = {}
        """Of the namespaces that are bound, by id."""
        self._creating = asyncio.Lock()

    def get(self, account: str, namespace_id: str) -> Namespace:
        """The account's namespace. Raises `NamespaceIdInvalid` for an unregistered id that is not 32 hex,
        `NamespaceNotFound` for one that is.
        """
        return self._check(account, namespace_id, self._store.find(namespace_id))

    def _check(self, account: str, namespace_id: str, namespace: Namespace | None) -> Namespace:
        if namespace is not None and namespace.account == account:
            return namespace
        check_namespace_id(namespace_id)
        raise NamespaceNotFound

    async def _admit(
        self, kind: OperationKind, caller: Caller | None, namespace: Namespace | None = None
    ) -> None:
        if caller is not None:
            operation = make_operation(kind, namespace, (), caller.now, caller)
            await self._conditions.admit_to_namespaces(operation)

    async def read(self, account: str, namespace_id: str, caller: Caller | None = None) -> Namespace:
        """The same as `get`, for whoever asks for the namespace itself. Raises as `get`."""
        await self._admit("get_namespace", caller)
        return self._check(account, namespace_id, await self._store.read(namespace_id))

    async def list_page(self, account: str, query: PageQuery, caller: Caller | None = None) -> NamespacePage:
        """One page; a page past the end is empty, which is how the clients know that they have all."""
        await self._admit("list_namespaces", caller)
        return await self._store.list_page(account, query)

    async def create(
        self, account: str, title: object, jurisdiction: object = None, caller: Caller | None = None
    ) -> Namespace:
        """A new, empty namespace. Raises for a bad title or jurisdiction, and for a full account."""
        checked_title, checked_jurisdiction = check_title(title), check_jurisdiction(jurisdiction)
        async with self._creating:
            if self._store.count(account) >= MAX_NAMESPACES:
                raise TooManyNamespaces
            await self._admit("create_namespace", caller)
            return await self._store.insert(account, self._make_id(), checked_title, checked_jurisdiction)

    async def rename(self, namespace: Namespace, title: object, caller: Caller | None = None) -> Namespace:
        """The renamed namespace; its own title is no conflict. Raises as `create`, or `NamespaceNotFound`."""
        checked_title = check_title(title)
        await self._admit("rename_namespace", caller, namespace)
        return await self._store.rename(namespace, checked_title)

    async def delete(self, namespace: Namespace, caller: Caller | None = None) -> None:
        """Gone at once with its pairs; the title is free again. Raises `NamespaceNotFound`."""
        await self._admit("delete_namespace", caller, namespace)
        await self._store.delete(namespace)

    def list_accounts(self) -> tuple[str, ...]:
        """The default account first, then the others that hold namespaces."""
        others = [account for account in self._store.list_accounts() if account != self._default_account]
        return (self._default_account, *others)

    def find(self, namespace_id: str) -> Namespace:
        """The namespace that a binding means by its id, whatever its account.

        An id that nobody registered stands for an empty namespace of the default account, which `open`
        makes real. This is a choice, and what Miniflare does: a configuration may name any id, and a
        404 would look like a missing key. Raises `NamespaceIdInvalid` for an empty one.
        """
        found = self._store.find(namespace_id)
        if found is None and not namespace_id:
            raise NamespaceIdInvalid(namespace_id)
        return found or Namespace(UNREGISTERED, self._default_account, namespace_id, namespace_id)

    def find_bound(self, binding: str) -> Namespace:
        """The namespace of a binding of which only the name is known (Miniflare sends no id): a
        registered binding's, else as `find` for an id of that name.
        """
        return self.find(self._bound.get(binding, binding))

    async def ensure(self, title: str, account: str | None = None) -> Namespace:
        """The account's namespace with this title, by default the default account's, made if there is none.
        Raises as `create`."""
        account = account or self._default_account
        for found in self._store.find_titled(title):
            if found.account == account:
                return found
        try:
            return await self.create(account, title)
        except TitleTaken:  # meanwhile
            return await self.ensure(title, account)

    async def open(self, namespace: Namespace) -> Namespace:
        """What `find` found, registered if it is not yet."""
        if namespace.number != UNREGISTERED:
            return namespace
        return await self.register(namespace.id, namespace.title)

    async def register(self, namespace_id: str, title: str) -> Namespace:
        """The namespace with this id of any shape, made if need be, under `title` or one like it."""
        if found := self._store.find(namespace_id):
            return found
        for free_title in (title, f"{title} {namespace_id}"):
            try:
                return await self._store.insert(self._default_account, namespace_id, free_title)
            except TitleTaken:
                if found := self._store.find(namespace_id):
                    return found
        return await self._store.insert(self._default_account, namespace_id, self._make_id())

    def bind(self, binding: str, namespace_id: str) -> None:
        """Let `find_bound` find a registered namespace under a binding's name."""
        self._bound[binding] = namespace_id
        found = self._store.find(namespace_id)
        self._titles[namespace_id] = found.title if found else namespace_id

    def unbind_all(self) -> None:
        """Forget all bindings; their namespaces stay until the next reset."""
        self._bound.clear()
        self._titles.clear()

    async def register_bound(self) -> None:
        """Make the namespaces of all bindings again that are gone, as they were when they were bound."""
        for namespace_id, title in self._titles.items():
            await self.register(namespace_id, title)

    def find_named(self, name: str) -> Namespace | None:
        """The namespace that a person means: by its id, by a binding's name, or by its title, those of the
        default account first."""
        bound = self._bound.get(name)
        for found in (self._store.find(name), self._store.find(bound) if bound else None):
            if found is not None:
                return found
        titled = self._store.find_titled(name)
        return min(titled, key=lambda namespace: namespace.account != self._default_account, default=None)
