"""The SQLite file: opening it, its schema, and the only transactions of the engine."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path
from typing import Any

import aiosqlite

from emulator.storage.sqlite.lock import lock_folder
from emulator.storage.store import StoreError

FILE_NAME = "kv.sqlite3"

_SCHEMAS = Path(__file__).parent / "schema"

_APPLICATION_ID = 0x4B56_4646
"""Marks the file as fakeflare's ("KVFF")."""

_CHECKED_BYTES = 32 * 1024 * 1024
"""Up to this size the whole file is checked when it is opened, which takes a few hundredths of a second."""

_READ_PRAGMAS = ("PRAGMA cache_size = -8000", "PRAGMA busy_timeout = 5000")

_WRITE_PRAGMAS = (
    "PRAGMA auto_vacuum = INCREMENTAL",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA journal_size_limit = 67108864",
    *_READ_PRAGMAS,
)


class Database:
    """A writing connection and, for a file, a reading one beside it.

    One lock stands around every write: on one connection a second task's write would join the open
    transaction and die with its rollback. In memory there is one connection, and reads take the lock
    too, so that nobody sees what is not committed.
    """

    def __init__(
        self,
        writer: aiosqlite.Connection,
        reader: aiosqlite.Connection,
        folder_lock: sqlite3.Connection | None,
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._folder_lock = folder_lock
        self._turn = asyncio.Lock()

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[aiosqlite.Connection]:
        """The writing connection, alone; what is done on it is committed and synced, or rolled back."""
        async with self._turn:
            await self._writer.execute_fetchall("BEGIN IMMEDIATE")
            try:
                yield self._writer
                await self._writer.commit()
            except BaseException:
                await self._writer.rollback()
                raise

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

    async def fetch(self, sql: str, parameters: Iterable[Any] = ()) -> list[Any]:
        """All rows of a query over what is committed."""
        if self._reader is self._writer:
            async with self._turn:
                return list(await self._reader.execute_fetchall(sql, parameters))
        return list(await self._reader.execute_fetchall(sql, parameters))

    async def run_pragma(self, sql: str) -> list[Any]:
        """A PRAGMA of the writing connection, between transactions."""
        async with self._turn:
            return list(await self._writer.execute_fetchall(sql))

    async def close(self) -> None:
        async with self._turn:
            if self._reader is not self._writer:
                await self._reader.close()
            await self._writer.close()
        if self._folder_lock is not None:
            self._folder_lock.close()


async def open_database(folder: Path | None) -> Database:
    """Open or create the database in `folder`, or one in memory. Raises `StoreError`."""
    if folder is None:
        writer = await _connect(":memory:", _WRITE_PRAGMAS)
        await _migrate(writer)
        return Database(writer, writer, None)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder_lock = lock_folder(folder)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"cannot write to {folder}: {_explain(error)}") from None
    try:
        return await _open_file(folder / FILE_NAME, folder_lock)
    except BaseException:
        folder_lock.close()
        raise


async def _open_file(path: Path, folder_lock: sqlite3.Connection) -> Database:
    writer = None
    try:
        is_small = not path.exists() or path.stat().st_size <= _CHECKED_BYTES
        writer = await _connect(str(path), ())
        await _check_file(writer, path, is_small)
        for pragma in _WRITE_PRAGMAS:
            await writer.execute_fetchall(pragma)
        await _migrate(writer)
        reader = await _connect(f"{path.absolute().as_uri()}?mode=ro", _READ_PRAGMAS, uri=True)
    except (sqlite3.Error, StoreError, OSError) as error:
        if writer is not None:
            await writer.close()
        raise error if isinstance(error, StoreError) else StoreError(_describe(path, error)) from None
    return Database(writer, reader, folder_lock)


def _describe(path: Path, error: Exception) -> str:
    if isinstance(error, sqlite3.OperationalError | OSError):
        return f"cannot open {path}: {_explain(error)}"
    return f"{path} is damaged ({error}); move it away to start with an empty store"


def _explain(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)


async def _connect(database: str, pragmas: Iterable[str], uri: bool = False) -> aiosqlite.Connection:
    """A connection on which a statement outside `BEGIN` and `COMMIT` is a transaction of its own."""
    connection = await aiosqlite.connect(
        database, uri=uri, isolation_level=None, cached_statements=256, check_same_thread=False
    )
    for pragma in pragmas:
        await connection.execute_fetchall(pragma)
    return connection


async def _check_file(connection: aiosqlite.Connection, path: Path, is_small: bool) -> None:
    """Refuse a file that is not ours, is of a later version, or is damaged."""
    application = await _read_number(connection, "PRAGMA application_id")
    tables = await _read_number(connection, "SELECT count(*) FROM sqlite_schema")
    if tables and application != _APPLICATION_ID:
        raise StoreError(f"{path} is a database of another program")
    version = await _read_number(connection, "PRAGMA user_version")
    if version > len(_list_schemas()):
        raise StoreError(f"{path} was written by a later version of fakeflare (schema {version})")
    if tables and is_small:
        [[verdict]] = await connection.execute_fetchall("PRAGMA quick_check(1)")
        if verdict != "ok":
            raise sqlite3.DatabaseError(str(verdict).splitlines()[-1])


async def _read_number(connection: aiosqlite.Connection, sql: str) -> int:
    [[number]] = await connection.execute_fetchall(sql)
    return int(number)


def _list_schemas() -> list[str]:
    """The schema files, one a version, in order."""
    return [path.read_text(encoding="utf-8") for path in sorted(_SCHEMAS.glob("*.sql"))]


async def _migrate(connection: aiosqlite.Connection) -> None:
    """Bring the schema up to date; each version in a transaction of its own."""
    version = await _read_number(connection, "PRAGMA user_version")
    for number, script in enumerate(_list_schemas()[version:], version + 1):
        await connection.executescript(
            f"BEGIN IMMEDIATE;\n{script}\nPRAGMA application_id = {_APPLICATION_ID};\n"
            f"PRAGMA user_version = {number};\nCOMMIT;"
        )
