"""Pairs in SQLite: single reads in the loop's thread, pages in another, writes under a shared commit."""

import sqlite3
from collections.abc import Callable, Sequence
from typing import NamedTuple

from fakeflare.emulator.domain.errors import NamespaceNotFound
from fakeflare.emulator.domain.expiration import is_expired
from fakeflare.emulator.domain.listing import KeyRange, ListedKey
from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.domain.values import Entry, Pair
from fakeflare.emulator.storage.sqlite.batches import Batches
from fakeflare.emulator.storage.sqlite.database import Database

_MOST_WRITES = 256
_MOST_WRITTEN_BYTES = 32 * 1024 * 1024

_ROW = "(?, ?, ?, ?, ?)"
_PUT = f"INSERT OR REPLACE INTO pairs (namespace, key, expiration, metadata, value) VALUES {_ROW}"  # noqa: S608
_DELETE = "DELETE FROM pairs WHERE namespace = ? AND key = ?"

# The rule of `domain.expiration.is_expired`, in SQL; tests hold both at -1, 0 and +1 second.
_LIVE = "(expiration IS NULL OR expiration > ?)"

# A large value stays out of the loop's thread: NULL, and `_FIND_WHOLE` goes for it.
_INLINE_BYTES = 64 * 1024
_FIND = (
    f"SELECT CASE WHEN length(value) <= {_INLINE_BYTES} THEN value END, expiration, metadata"  # noqa: S608
    " FROM pairs WHERE namespace = ? AND key = ?"
)
_FIND_WHOLE = "SELECT value, expiration, metadata FROM pairs WHERE namespace = ? AND key = ?"

_FIND_LISTED = (
    "SELECT key, expiration, metadata FROM pairs INDEXED BY listing"  # noqa: S608 - fixed words
    f" WHERE namespace = ? AND key = ? AND {_LIVE}"
)

_MEASURE = (
    "SELECT coalesce(sum(length(value)), 0) FROM pairs"  # noqa: S608 - fixed words
    f" WHERE namespace = ? AND {_LIVE} AND key IN "
)
_FIND_MANY = (
    "SELECT key, value, expiration, metadata FROM pairs"  # noqa: S608 - fixed words
    f" WHERE namespace = ? AND {_LIVE} AND key IN "
)

_LIST = (
    "SELECT key, expiration, metadata FROM pairs INDEXED BY listing"  # noqa: S608 - fixed words
    f" WHERE namespace = ? AND key >= ? AND {_LIVE} ORDER BY key LIMIT ?"
)
_LIST_UP_TO = _LIST.replace(" AND key >= ?", " AND key >= ? AND key < ?")

_COUNT_ALL = (
    "SELECT count(*) FROM pairs INDEXED BY listing"  # noqa: S608 - fixed words
    f" WHERE namespace IN (SELECT number FROM namespaces) AND {_LIVE}"
)

_WEIGH_ACCOUNT = (
    "SELECT coalesce(sum(length(value)), 0) FROM pairs"  # noqa: S608 - fixed words
    f" WHERE namespace IN (SELECT number FROM namespaces WHERE account = ?) AND {_LIVE}"
)

_FIND_HOLDERS = (
    "SELECT number, account, id, title, jurisdiction FROM namespaces"  # noqa: S608 - fixed words
    " CROSS JOIN pairs INDEXED BY listing ON namespace = number"  # in this order: namespaces are few
    f" WHERE key = ? AND {_LIVE} ORDER BY number LIMIT ?"
)


class _Write(NamedTuple):
    """One pair to put, or with `pair=None` one key to delete."""

    namespace: int
    key: bytes
    pair: Pair | None


def _weigh_write(write: _Write) -> int:
    return len(write.pair.value) if write.pair else 0


def _build_row(namespace: int, pair: Pair) -> tuple[object, ...]:
    return namespace, pair.key, pair.expiration, pair.metadata, pair.value


def _build_slots(count: int) -> str:
    return f"({','.join('?' * count)})"


class SqlitePairs:
    """The `PairStore` over one database, which says what its methods promise.

    `is_live` says whether a namespace's number still stands.
    """

    def __init__(self, database: Database, is_live: Callable[[int], bool]) -> None:
        self._database = database
        self._is_live = is_live
        self._writes = Batches[_Write, None](
            self._write_batch, _MOST_WRITES, _weigh_write, _MOST_WRITTEN_BYTES
        )

    # No `await` on the common way: a small value is read in the loop's thread.
    async def find(self, namespace: int, key: bytes, now: int) -> Entry | None:
        try:
            row = self._database.look(_FIND, (namespace, key))
        except sqlite3.OperationalError:
            row = (None,)  # somebody is in the way: wait for them elsewhere
        if row is not None and row[0] is None:
            rows = await self._database.fetch(_FIND_WHOLE, (namespace, key))
            row = rows[0] if rows else None
        return None if row is None or is_expired(row[1], now) else Entry._make(row)

    async def find_listed(self, namespace: int, key: bytes, now: int) -> ListedKey | None:
        rows = await self._database.fetch(_FIND_LISTED, (namespace, key, now))
        return ListedKey(*rows[0]) if rows else None

    async def measure(self, namespace: int, keys: Sequence[bytes], now: int) -> int:
        [[total]] = await self._database.fetch(_MEASURE + _build_slots(len(keys)), (namespace, now, *keys))
        return int(total)

    async def find_many(self, namespace: int, keys: Sequence[bytes], now: int) -> dict[bytes, Entry]:
        rows = await self._database.fetch(_FIND_MANY + _build_slots(len(keys)), (namespace, now, *keys))
        return {key: Entry(value, expiration, metadata) for key, value, expiration, metadata in rows}

    async def list_keys(self, namespace: int, keys: KeyRange, now: int) -> tuple[ListedKey, ...]:
        if keys.end is None:
            rows = await self._database.fetch(_LIST, (namespace, keys.start, now, keys.limit))
        else:
            rows = await self._database.fetch(_LIST_UP_TO, (namespace, keys.start, keys.end, now, keys.limit))
        return tuple(ListedKey._make(row) for row in rows)

    async def count_all(self, now: int) -> int:
        """Count the live pairs of all namespaces that stand."""
        [[count]] = await self._database.fetch(_COUNT_ALL, (now,))
        return int(count)

    async def weigh_account(self, account: str, now: int) -> int:
        """Add up the bytes of the live values in all namespaces of an account."""
        [[total]] = await self._database.fetch(_WEIGH_ACCOUNT, (account, now))
        return int(total)

    async def find_holders(self, key: bytes, now: int, limit: int) -> tuple[Namespace, ...]:
        """Find the namespaces that stand and hold a live pair of this key, the oldest first."""
        return tuple(map(Namespace._make, await self._database.fetch(_FIND_HOLDERS, (key, now, limit))))

    async def put(self, namespace: int, pair: Pair) -> None:
        await self._write(_Write(namespace, pair.key, pair))

    async def delete(self, namespace: int, key: bytes) -> None:
        await self._write(_Write(namespace, key, None))

    async def put_many(self, namespace: int, pairs: Sequence[Pair]) -> None:
        rows = [_build_row(namespace, pair) for pair in pairs]
        async with self._database.transaction() as connection:
            # Inside: a namespace may be deleted while this waited for its turn.
            self._check_live(namespace)
            await connection.executemany(_PUT, rows)

    async def delete_many(self, namespace: int, keys: Sequence[bytes]) -> None:
        async with self._database.transaction() as connection:
            self._check_live(namespace)
            await connection.executemany(_DELETE, [(namespace, key) for key in keys])

    async def flush(self) -> None:
        """Return when the single writes that are under way now are done."""
        await self._writes.flush()

    async def drain(self) -> None:
        """Return when no single write is under way."""
        await self._writes.drain()

    def _check_live(self, namespace: int) -> None:
        if not self._is_live(namespace):
            raise NamespaceNotFound

    async def _write(self, write: _Write) -> None:
        if not self._database.is_inline:
            await self._writes.ask(write)
            return
        self._check_live(write.namespace)
        await self._write_together([write])

    async def _write_batch(self, writes: Sequence[_Write]) -> list[Exception | None]:
        """Write all with one commit; if that fails, each on its own, so that none falls with another."""
        # Looked at here and not when they were asked for: a namespace may have been deleted since.
        dead = {write.namespace for write in writes if not self._is_live(write.namespace)}
        live = [write for write in writes if write.namespace not in dead] if dead else writes
        try:
            await self._write_together(live)
        except Exception as error:  # noqa: BLE001 - told to each caller below
            if len(writes) == 1:
                return [error]
            return [answer for write in writes for answer in await self._write_batch([write])]
        return [NamespaceNotFound() if write.namespace in dead else None for write in writes]

    async def _write_together(self, writes: Sequence[_Write]) -> None:
        # Of several writes to one key the last counts, as if they had come one after the other. What is left
        # is in no order, so that puts can go before deletes: no key is in both.
        last = {(write.namespace, write.key): write for write in writes}.values()
        rows = [_build_row(write.namespace, write.pair) for write in last if write.pair]
        if rows and len(rows) == len(last):
            # Only puts: one statement with many rows, which is its own transaction.
            sql = ", ".join([_PUT, *[_ROW] * (len(rows) - 1)])
            await self._database.write(sql, [member for row in rows for member in row])
            return
        deleted = [(write.namespace, write.key) for write in last if not write.pair]
        await self._database.write_many((_PUT, rows), (_DELETE, deleted))
