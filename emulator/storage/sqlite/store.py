"""The SQLite engine as a `Store`."""

from pathlib import Path

from emulator.storage.sqlite import sweeping
from emulator.storage.sqlite.database import Database, open_database
from emulator.storage.sqlite.namespaces import SqliteNamespaces
from emulator.storage.sqlite.pairs import SqlitePairs


class SqliteStore:
    """Namespaces and pairs of one database."""

    def __init__(self, database: Database, namespaces: SqliteNamespaces) -> None:
        self._database = database
        self.namespaces = namespaces
        self.pairs = SqlitePairs(database, namespaces.is_live)

    async def sweep(self, now: int) -> bool:
        return await sweeping.sweep(self._database, now)

    async def close(self) -> None:
        await self.pairs.drain()
        await self._database.close()


async def open_store(folder: Path | None) -> SqliteStore:
    """The store in `folder`, created if need be, or a new one in memory. Raises `StoreError`."""
    database = await open_database(folder)
    return SqliteStore(database, await SqliteNamespaces.load(database))
