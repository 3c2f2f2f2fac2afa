"""The SQLite file: opening it, its schema, and the only transactions of the engine."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import aiosqlite

from emulator.storage.sqlite.inline import InlineConnection
from emulator.storage.sqlite.lock import lock_folder
from emulator.storage.store import StoreError

FILE_NAME = "kv.sqlite3"

# Outside `BEGIN` and `COMMIT` a statement is a transaction of its own.
_OPTIONS: Final[dict[str, Any]] = {
    "isolation_level": None,
    "cached_statements": 256,
    "check_same_thread": False,
}

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
    # 32 MiB of log before it is copied into the database: a page that is written often is copied once.
    "PRAGMA wal_autocheckpoint = 8000",
    "PRAGMA journal_size_limit = 67108864",
    *_READ_PRAGMAS,
)

Connection = aiosqlite.Connection | InlineConnection


class Database:
    """What writes, what reads much, and what reads a single row.

    - `_writer` is alone in writing. One lock stands around every write: on one connection a second task's
      statement would join the open transaction and die with its rollback.
    - `_reader` has a thread of its own, for pages and large values.
    - `_looker` reads single rows in the event loop's thread. A row in SQLite's cache takes a few
      microseconds; the way to another thread and back takes ten times that, most of it waiting for the
      interpreter's lock (measured: a GET costs 92 microseconds of CPU through the thread and 63 without).

    In memory all three are one connection in the loop's thread.
    """

    def __init__(
        self,
        writer: Connection,
        reader: Connection,
        looker: sqlite3.Connection,
        folder_lock: sqlite3.Connection | None,
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._looker = looker
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
                # Inside the `try`: whoever stops waiting for it has begun a transaction all the same.
                await self._writer.execute_fetchall("BEGIN IMMEDIATE")
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

    def look(self, sql: str, parameters: Sequence[Any]) -> Any:
        """The first row of a query for one row, at once; None if there is none.

        Raises `sqlite3.OperationalError` where it would have to wait for somebody.
        """
        return self._looker.execute(sql, parameters).fetchone()

    async def fetch(self, sql: str, parameters: Iterable[Any] = ()) -> list[Any]:
        """All rows of a query over what is committed."""
        return list(await self._reader.execute_fetchall(sql, parameters))

    async def run_script(self, script: str) -> None:
        """Statements of the writing connection that return nothing, to their end, between transactions."""
        async with self._turn:
            await self._writer.executescript(script)

    async def close(self) -> None:
        async with self._turn:
            if not self.is_inline:
                self._looker.close()
                await self._reader.close()
            await self._writer.close()
        if self._folder_lock is not None:
            self._folder_lock.close()


async def open_database(folder: Path | None) -> Database:
    """Open or create the database in `folder`, or one in memory. Raises `StoreError`."""
    if folder is None:
        connection = sqlite3.connect(":memory:", **_OPTIONS)
        inline = InlineConnection(connection)
        await _prepare(inline)
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
    opened: list[aiosqlite.Connection] = []
    try:
        is_small = not path.exists() or path.stat().st_size <= _CHECKED_BYTES
        writer = await aiosqlite.connect(path, **_OPTIONS)
        opened.append(writer)
        await _check_file(writer, path, is_small)
        await _prepare(writer)
        read_only = f"{path.absolute().as_uri()}?mode=ro"
        reader = await aiosqlite.connect(read_only, uri=True, **_OPTIONS)
        opened.append(reader)
        for pragma in _READ_PRAGMAS:
            await reader.execute_fetchall(pragma)
        looker = sqlite3.connect(read_only, uri=True, timeout=0, **_OPTIONS)
        looker.execute(_READ_PRAGMAS[0])
    except (sqlite3.Error, StoreError, OSError) as error:
        for connection in opened:
            await connection.close()
        raise error if isinstance(error, StoreError) else StoreError(_describe(path, error)) from None
    return Database(writer, reader, looker, folder_lock)


def _describe(path: Path, error: Exception) -> str:
    if isinstance(error, sqlite3.OperationalError | OSError):
        return f"cannot open {path}: {_explain(error)}"
    return f"{path} is damaged ({error}); move it away to start with an empty store"


def _explain(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)


async def _prepare(writer: Connection) -> None:
    """Set a writing connection up and bring the schema up to date."""
    for pragma in _WRITE_PRAGMAS:
        await writer.execute_fetchall(pragma)
    await _migrate(writer)


async def _check_file(connection: Connection, path: Path, is_small: bool) -> None:
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


async def _read_number(connection: Connection, sql: str) -> int:
    [[number]] = await connection.execute_fetchall(sql)
    return int(number)


def _list_schemas() -> list[str]:
    """The schema files, one a version, in order."""
    return [path.read_text(encoding="utf-8") for path in sorted(_SCHEMAS.glob("*.sql"))]


async def _migrate(connection: Connection) -> None:
    """Bring the schema up to date; each version in a transaction of its own."""
    version = await _read_number(connection, "PRAGMA user_version")
    for number, script in enumerate(_list_schemas()[version:], version + 1):
        await connection.executescript(
            f"BEGIN IMMEDIATE;\n{script}\nPRAGMA application_id = {_APPLICATION_ID};\n"
            f"PRAGMA user_version = {number};\nCOMMIT;"
        )
