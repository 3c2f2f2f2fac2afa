"""Namespaces: created, renamed and deleted over REST; registered as they are when a Worker names them."""

import asyncio
import uuid
from collections.abc import Callable

from emulator.domain.errors import NamespaceIdInvalid, NamespaceNotFound, TitleTaken, TooManyNamespaces
from emulator.domain.limits import MAX_NAMESPACES
from emulator.domain.namespaces import (
    Namespace,
    NamespacePage,
    PageQuery,
    check_jurisdiction,
    check_namespace_id,
    check_title,
)
from emulator.storage.store import NamespaceStore

UNREGISTERED = 0
"""The number of a namespace that no store holds; the store's own begin at 1."""


def make_namespace_id() -> str:
    """A new id: a random UUID in its simple form."""
    return uuid.uuid4().hex


class Namespaces:
    """The namespaces of every account; those of wrangler configs live in `default_account`."""

    def __init__(
        self, store: NamespaceStore, default_account: str, make_id: Callable[[], str] = make_namespace_id
    ) -> None:
        self._store = store
        self._default_account = default_account
        self._make_id = make_id
        self._bound: dict[str, str] = {}
        self._creating = asyncio.Lock()

    def get(self, account: str, namespace_id: str) -> Namespace:
        """The account's namespace. Raises `NamespaceIdInvalid` for an unregistered id that is not 32 hex,
        `NamespaceNotFound` for one that is.
        """
        namespace = self._store.find(namespace_id)
        if namespace is not None and namespace.account == account:
            return namespace
        check_namespace_id(namespace_id)
        raise NamespaceNotFound

    def list_page(self, account: str, query: PageQuery) -> NamespacePage:
        """One page; a page past the end is empty, which is how the clients know that they have all."""
        return self._store.list_page(account, query)

    async def create(self, account: str, title: object, jurisdiction: object = None) -> Namespace:
        """A new, empty namespace. Raises for a bad title or jurisdiction, and for a full account."""
        checked_title, checked_jurisdiction = check_title(title), check_jurisdiction(jurisdiction)
        async with self._creating:
            if self._store.count(account) >= MAX_NAMESPACES:
                raise TooManyNamespaces
            return await self._store.insert(account, self._make_id(), checked_title, checked_jurisdiction)

    async def rename(self, account: str, namespace_id: str, title: object) -> Namespace:
        """The renamed namespace; its own title is no conflict. Raises as `get` and `create`."""
        return await self._store.rename(self.get(account, namespace_id), check_title(title))

    async def delete(self, account: str, namespace_id: str) -> None:
        """Gone at once with its pairs; the title is free again. Raises as `get`."""
        await self._store.delete(self.get(account, namespace_id))

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
