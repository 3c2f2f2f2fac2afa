"""The SQLite file: its connections, and the only transactions of the engine."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path
from typing import Any

import aiosqlite

from fakeflare.emulator.storage.sqlite.connections import open_memory, open_reader, open_writer
from fakeflare.emulator.storage.sqlite.inline import InlineConnection
from fakeflare.emulator.storage.sqlite.lock import lock_folder
from fakeflare.emulator.storage.store import StoreError

FILE_NAME = "kv.sqlite3"

_WAIT_SECONDS = 5.0

Connection = aiosqlite.Connection | InlineConnection


class Database:
    """What writes, what reads much, and what reads a single row.

    - `_writer` is alone in writing. One lock stands around every write: on one connection a second task's
      statement would join the open transaction and die with its rollback.
    - `_reader` has a thread of its own, for pages and large values.
    - `_row_reader` reads single rows in the event loop's thread. A row in SQLite's cache takes a few
      microseconds; the way to another thread and back takes ten times that, most of it waiting for the
      interpreter's lock (measured: a GET costs 92 microseconds of CPU through the thread and 63 without).

    In memory all three are one connection in the loop's thread.
    """

    def __init__(
        self,
        writer: Connection,
        reader: Connection,
        row_reader: sqlite3.Connection,
        folder_lock: sqlite3.Connection | None,
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._row_reader = row_reader
        self._folder_lock = folder_lock
        self._turn = asyncio.Lock()

    @property
    def is_inline(self) -> bool:
        """True if a write is done as soon as its statement is, so that sharing a commit gains nothing."""
        return isinstance(self._writer, InlineConnection)

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """The writing connection, alone; what is done on it is committed and synced, or rolled back."""
        async with self._turn:
            try:
                # Inside the `try`: a caller that is cancelled while it waits for the thread has begun a
                # transaction all the same, and the next one would find it open.
                await self._writer.execute_fetchall("BEGIN IMMEDIATE")
                yield self._writer
                await self._writer.commit()
            except BaseException:
                await self._writer.rollback()
                raise

    # A statement outside BEGIN and COMMIT commits itself (isolation_level=None): of the three hops to the
    # thread that a transaction takes one is left. Single writes, which come in batches, need no more.
    async def write(self, sql: str, parameters: Sequence[Any]) -> None:
        """Run one statement, which is a transaction of its own: one hop to the database's thread."""
        async with self._turn:
            await self._writer.execute_fetchall(sql, parameters)

    async def write_many(self, *statements: tuple[str, Sequence[Sequence[Any]]]) -> None:
        """Run statements with many rows each, in one transaction; without rows they are left out."""
        async with self.transaction() as connection:
            for sql, rows in statements:
                if rows:
                    await connection.executemany(sql, rows)

    def look(self, sql: str, parameters: Sequence[Any]) -> Any:
        """The first row of a query for one row, at once; None if there is none.

        Raises `sqlite3.OperationalError` where it would have to wait for somebody.
        """
        return self._row_reader.execute(sql, parameters).fetchone()

    async def fetch(self, sql: str, parameters: Iterable[Any] = ()) -> list[Any]:
        """All rows of a query over what is committed."""
        return list(await self._reader.execute_fetchall(sql, parameters))

    async def run_script(self, script: str) -> None:
        """Statements of the writing connection that return nothing, to their end, between transactions."""
        async with self._turn:
            await self._writer.executescript(script)

    async def close(self) -> None:
        """Close all connections once the transaction under way is done, and let go of the folder."""
        async with self._turn:
            if not self.is_inline:
                self._row_reader.close()
                await self._reader.close()
            await self._writer.close()
        if self._folder_lock is not None:
            self._folder_lock.close()


async def open_database(folder: Path | None) -> Database:
    """Open or create the database in `folder`, or one in memory. Raises `StoreError`."""
    if folder is None:
        connection = open_memory()
        inline = InlineConnection(connection)
        return Database(inline, inline, connection, None)
    try:
        if not folder.is_dir():
            _make_folder(folder)
        folder_lock = lock_folder(folder)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"cannot write to {folder}: {_explain(error)}") from None
    try:
        return await _open_file(folder / FILE_NAME, folder_lock)
    except BaseException:
        folder_lock.close()
        raise


def _make_folder(folder: Path) -> None:
    """A new folder that git passes over."""
    if folder.exists():
        raise StoreError(f"cannot write to {folder}: it is a file, not a folder")
    folder.mkdir(parents=True)
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")


async def _open_file(path: Path, folder_lock: sqlite3.Connection) -> Database:
    try:
        with contextlib.ExitStack() as opened:
            writer = opened.enter_context(contextlib.closing(open_writer(path)))
            reader = opened.enter_context(contextlib.closing(open_reader(path, _WAIT_SECONDS)))
            row_reader = open_reader(path, timeout=0)
            opened.pop_all()
    except (sqlite3.Error, OSError) as error:
        raise StoreError(_describe(path, error)) from None
    return Database(await _hand_over(writer), await _hand_over(reader), row_reader, folder_lock)


async def _hand_over(connection: sqlite3.Connection) -> aiosqlite.Connection:
    """The connection with a thread of its own."""
    return await aiosqlite.Connection(lambda: connection, iter_chunk_size=64)


def _describe(path: Path, error: Exception) -> str:
    if isinstance(error, sqlite3.OperationalError | OSError):
        return f"cannot open {path}: {_explain(error)}"
    return f"{path} is damaged ({error}); move it away to start with an empty store"


def _explain(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
