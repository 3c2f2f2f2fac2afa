"""Namespaces in SQLite, and in memory: every request looks one up, and they are few."""

import asyncio
import sqlite3
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

from fakeflare.emulator.domain.errors import NamespaceNotFound, TitleTaken
from fakeflare.emulator.domain.namespaces import Namespace, NamespacePage, PageQuery
from fakeflare.emulator.storage.sqlite.database import Connection, Database

Result = TypeVar("Result")

_READ = "SELECT number, account, id, title, jurisdiction FROM namespaces"
_INSERT = "INSERT INTO namespaces (account, id, title, jurisdiction) VALUES (?, ?, ?, ?)"

_MARK_DELETED = """
    INSERT INTO deleted_namespaces (number) SELECT number FROM namespaces WHERE account = coalesce(?, account)
"""
_DELETE_ALL = "DELETE FROM namespaces WHERE account = coalesce(?, account)"


async def read_namespaces(connection: Connection) -> tuple[Namespace, ...]:
    """Read all namespaces on the connection of a transaction, with what it has changed so far."""
    return tuple(map(Namespace._make, await connection.execute_fetchall(_READ)))


class SqliteNamespaces:
    """The `NamespaceStore` over one database, which says what its methods promise.

    What the database holds stands in memory too. A write changes the database first, and the mirror right
    after the commit, in a task that is not cancelled with its caller (`finish`).
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._by_id: dict[str, Namespace] = {}
        self._numbers: set[int] = set()

    async def load(self) -> None:
        """Read all namespaces of the database into memory, once, before anything is asked."""
        self.show(tuple(map(Namespace._make, await self._database.fetch(_READ))))

    def show(self, namespaces: Sequence[Namespace]) -> None:
        """Put these, which are all that the database holds now, in place of what was in memory."""
        self._by_id = {namespace.id: namespace for namespace in namespaces}
        self._numbers = {namespace.number for namespace in namespaces}

    def find(self, namespace_id: str) -> Namespace | None:
        return self._by_id.get(namespace_id)

    def find_titled(self, title: str) -> tuple[Namespace, ...]:
        return tuple(namespace for namespace in self._by_id.values() if namespace.title == title)

    def is_live(self, number: int) -> bool:
        """False once the namespace with this number was deleted."""
        return number in self._numbers

    def list_accounts(self) -> tuple[str, ...]:
        return tuple(sorted({namespace.account for namespace in self._by_id.values()}))

    async def read(self, namespace_id: str) -> Namespace | None:
        return self.find(namespace_id)

    async def list_page(self, account: str, query: PageQuery) -> NamespacePage:
        found = [namespace for namespace in self._by_id.values() if namespace.account == account]
        found.sort(
            key=lambda namespace: (namespace.title if query.order == "title" else namespace.id).encode(),
            reverse=query.direction == "desc",
        )
        start = (query.page - 1) * query.per_page
        return NamespacePage(tuple(found[start : start + query.per_page]), len(found))

    def count(self, account: str) -> int:
        return sum(namespace.account == account for namespace in self._by_id.values())

    async def insert(
        self, account: str, namespace_id: str, title: str, jurisdiction: str | None = None
    ) -> Namespace:
        return await finish(self._insert(account, namespace_id, title, jurisdiction))

    async def rename(self, namespace: Namespace, title: str) -> Namespace:
        return await finish(self._rename(namespace, title))

    async def delete(self, namespace: Namespace) -> None:
        await finish(self._delete(namespace))

    async def delete_all(self, account: str | None) -> None:
        await finish(self._delete_all(account))

    async def empty(self, namespace: Namespace) -> Namespace:
        return await finish(self._empty(namespace))

    async def _insert(
        self, account: str, namespace_id: str, title: str, jurisdiction: str | None
    ) -> Namespace:
        try:
            async with self._database.transaction() as connection:
                cursor = await connection.execute(_INSERT, (account, namespace_id, title, jurisdiction))
        except sqlite3.IntegrityError:
            raise TitleTaken from None
        namespace = Namespace(cursor.lastrowid or 0, account, namespace_id, title, jurisdiction)
        self._by_id[namespace_id] = namespace
        self._numbers.add(namespace.number)
        return namespace

    async def _rename(self, namespace: Namespace, title: str) -> Namespace:
        try:
            async with self._database.transaction() as connection:
                cursor = await connection.execute(
                    "UPDATE namespaces SET title = ? WHERE number = ?", (title, namespace.number)
                )
        except sqlite3.IntegrityError:
            raise TitleTaken from None
        if not cursor.rowcount:
            raise NamespaceNotFound
        renamed = namespace._replace(title=title)
        self._by_id[namespace.id] = renamed
        return renamed

    async def _delete(self, namespace: Namespace) -> None:
        async with self._database.transaction() as connection:
            cursor = await connection.execute("DELETE FROM namespaces WHERE number = ?", (namespace.number,))
            if not cursor.rowcount:
                raise NamespaceNotFound
            await connection.execute(
                "INSERT INTO deleted_namespaces (number) VALUES (?)", (namespace.number,)
            )
        del self._by_id[namespace.id]
        self._numbers.discard(namespace.number)

    async def _delete_all(self, account: str | None) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(_MARK_DELETED, (account,))
            await connection.execute(_DELETE_ALL, (account,))
            left = await read_namespaces(connection)
        self.show(left)

    async def _empty(self, namespace: Namespace) -> Namespace:
        async with self._database.transaction() as connection:
            # who had the turn before has brought the mirror up to date
            found = self._by_id.get(namespace.id)
            if found is None or found.number != namespace.number:
                raise NamespaceNotFound
            await connection.execute("DELETE FROM namespaces WHERE number = ?", (found.number,))
            await connection.execute("INSERT INTO deleted_namespaces (number) VALUES (?)", (found.number,))
            cursor = await connection.execute(_INSERT, found[1:])
        emptied = found._replace(number=cursor.lastrowid or 0)
        self._by_id[found.id] = emptied
        self._numbers.discard(found.number)
        self._numbers.add(emptied.number)
        return emptied


async def finish(work: Coroutine[Any, Any, Result]) -> Result:
    """Return the result of `work`, which goes on to its end if the caller stops waiting.

    A client may go away between the commit and what the memory learns of it; without the shield they would
    differ from then on.
    """
    return await asyncio.shield(asyncio.ensure_future(work))
