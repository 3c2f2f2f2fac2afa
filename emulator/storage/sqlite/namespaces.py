"""Namespaces in SQLite, and in memory: every request looks one up, and they are few."""

import asyncio
import sqlite3
from collections.abc import Coroutine
from typing import Any, TypeVar

from emulator.domain.errors import NamespaceNotFound, TitleTaken
from emulator.domain.namespaces import Namespace, NamespacePage, PageQuery
from emulator.storage.sqlite.database import Database

Result = TypeVar("Result")

_COLUMNS = "number, account, id, title, jurisdiction"


class SqliteNamespaces:
    """The `NamespaceStore` over one database; the only one that writes to it."""

    def __init__(self, database: Database, namespaces: list[Namespace]) -> None:
        self._database = database
        self._by_id = {namespace.id: namespace for namespace in namespaces}
        self._numbers = {namespace.number for namespace in namespaces}

    @classmethod
    async def load(cls, database: Database) -> "SqliteNamespaces":
        rows = await database.fetch(f"SELECT {_COLUMNS} FROM namespaces")  # noqa: S608 - fixed words
        return cls(database, [Namespace._make(row) for row in rows])

    def find(self, namespace_id: str) -> Namespace | None:
        return self._by_id.get(namespace_id)

    def is_live(self, number: int) -> bool:
        """False once the namespace with this number was deleted."""
        return number in self._numbers

    def list_accounts(self) -> tuple[str, ...]:
        return tuple(sorted({namespace.account for namespace in self._by_id.values()}))

    def list_page(self, account: str, query: PageQuery) -> NamespacePage:
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
        return await _finish(self._insert(account, namespace_id, title, jurisdiction))

    async def rename(self, namespace: Namespace, title: str) -> Namespace:
        return await _finish(self._rename(namespace, title))

    async def delete(self, namespace: Namespace) -> None:
        await _finish(self._delete(namespace))

    async def _insert(
        self, account: str, namespace_id: str, title: str, jurisdiction: str | None
    ) -> Namespace:
        try:
            async with self._database.transaction() as connection:
                cursor = await connection.execute(
                    "INSERT INTO namespaces (account, id, title, jurisdiction) VALUES (?, ?, ?, ?)",
                    (account, namespace_id, title, jurisdiction),
                )
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


async def _finish(work: Coroutine[Any, Any, Result]) -> Result:
    """The result of `work`, which goes on to its end if the caller stops waiting: what is committed is
    also remembered.
    """
    return await asyncio.shield(asyncio.ensure_future(work))
