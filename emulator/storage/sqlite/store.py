"""The SQLite engine as a `Store`."""

from pathlib import Path

from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.domain.snapshots import Snapshot
from fakeflare.emulator.storage.location import MEMORY, find_folder
from fakeflare.emulator.storage.sqlite import sweeping
from fakeflare.emulator.storage.sqlite.database import Database, open_database
from fakeflare.emulator.storage.sqlite.namespaces import SqliteNamespaces, finish
from fakeflare.emulator.storage.sqlite.pairs import SqlitePairs
from fakeflare.emulator.storage.sqlite.snapshots import SqliteSnapshots
from fakeflare.emulator.storage.store import StoreError


class SqliteStore:
    """The `Store` over one database, which says what its methods promise."""

    def __init__(self, database: Database, namespaces: SqliteNamespaces) -> None:
        self._database = database
        self.namespaces = namespaces
        self.pairs = SqlitePairs(database, namespaces.is_live)
        self._snapshots = SqliteSnapshots(database)

    async def list_snapshots(self) -> tuple[Snapshot, ...]:
        return await self._snapshots.list()

    async def take_snapshot(self, name: str, now: int) -> Snapshot:
        # Writes that were asked for before the snapshot are in it, although their batch still waits.
        await self.pairs.flush()
        return await self._snapshots.take(name, now)

    async def restore_snapshot(self, name: str) -> None:
        # Writes that were asked for before it do not come after it.
        await self.pairs.flush()
        await finish(self._restore(name))

    async def _restore(self, name: str) -> None:
        self.namespaces.show(await self._snapshots.restore(name))

    async def delete_snapshot(self, name: str) -> None:
        await self._snapshots.delete(name)

    async def count_pairs(self, now: int) -> int:
        return await self.pairs.count_all(now)

    async def weigh_account(self, account: str, now: int) -> int:
        return await self.pairs.weigh_account(account, now)

    async def find_holders(self, key: bytes, now: int, limit: int) -> tuple[Namespace, ...]:
        return await self.pairs.find_holders(key, now, limit)

    async def sweep(self, now: int) -> bool:
        return await sweeping.sweep(self._database, now)

    async def close(self) -> None:
        await self.pairs.drain()
        await self._database.close()


async def open_location(location: str) -> SqliteStore:
    """Open the store that `memory:` or `sqlite:///FOLDER` names. Raises `StoreError`."""
    folder = find_folder(location)
    if folder is None and location != MEMORY:
        raise StoreError(f'"{location}" names no folder: expected sqlite:///FOLDER or {MEMORY}')
    return await open_sqlite(folder)


async def open_sqlite(folder: Path | None) -> SqliteStore:
    """Open the store in `folder`, created if need be, or a new one in memory. Raises `StoreError`."""
    database = await open_database(folder)
    namespaces = SqliteNamespaces(database)
    await namespaces.load()
    return SqliteStore(database, namespaces)
