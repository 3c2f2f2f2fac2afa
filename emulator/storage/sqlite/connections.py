"""Opening SQLite connections: what is set on each, the check of the file, the schema.

All of it happens in the caller's thread, before anybody waits; aiosqlite takes the connections over.
"""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from fakeflare.emulator.storage.store import StoreError

_APPLICATION_ID = 0x4B56_4646
"""Marks the file as fakeflare's ("KVFF")."""

_CHECKED_BYTES = 32 * 1024 * 1024
"""Up to this size the whole file is checked when it is opened, which takes a few hundredths of a second."""

_SCHEMAS = Path(__file__).parent / "schema"

_READ_PRAGMAS = ("PRAGMA cache_size = -8000",)

_WRITE_PRAGMAS = (
    "PRAGMA auto_vacuum = INCREMENTAL",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    # 32 MiB of log before it is copied into the database: a page that is written often is copied once.
    "PRAGMA wal_autocheckpoint = 8000",
    "PRAGMA journal_size_limit = 67108864",
    *_READ_PRAGMAS,
)


def open_memory() -> sqlite3.Connection:
    """A new, empty database in memory."""
    connection = _connect(":memory:")
    _prepare(connection)
    return connection


def open_writer(path: Path) -> sqlite3.Connection:
    """The database at `path`, created or brought up to date.

    Raises `StoreError` for a file that is not ours or of a later version, `sqlite3.DatabaseError` for a
    damaged one.
    """
    is_small = not path.exists() or path.stat().st_size <= _CHECKED_BYTES
    connection = _connect(str(path))
    try:
        _check_file(connection, path, is_small)
        _prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def open_reader(path: Path, timeout: float) -> sqlite3.Connection:
    """A connection that cannot write; `timeout` is how many seconds it waits for somebody in its way."""
    connection = _connect(f"{path.absolute().as_uri()}?mode=ro", timeout)
    _run(connection, _READ_PRAGMAS)
    return connection


def _connect(database: str, timeout: float = 5.0) -> sqlite3.Connection:
    """A connection on which a statement outside `BEGIN` and `COMMIT` is a transaction of its own."""
    return sqlite3.connect(
        database,
        timeout=timeout,
        uri=database.startswith("file:"),
        isolation_level=None,
        cached_statements=256,
        check_same_thread=False,
    )


def _check_file(connection: sqlite3.Connection, path: Path, is_small: bool) -> None:
    """Refuse a file that is not ours, is of a later version, or is damaged."""
    tables = _read_number(connection, "SELECT count(*) FROM sqlite_schema")
    if tables and _read_number(connection, "PRAGMA application_id") != _APPLICATION_ID:
        raise StoreError(f"{path} is a database of another program")
    version = _read_number(connection, "PRAGMA user_version")
    if version > len(_list_schemas()):
        raise StoreError(f"{path} was written by a later version of fakeflare (schema {version})")
    if tables and is_small:
        [verdict] = connection.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise sqlite3.DatabaseError(str(verdict).splitlines()[-1])


def _prepare(connection: sqlite3.Connection) -> None:
    """Set a writing connection up; bring the schema up to date, each version in its own transaction."""
    _run(connection, _WRITE_PRAGMAS)
    version = _read_number(connection, "PRAGMA user_version")
    for number, script in enumerate(_list_schemas()[version:], version + 1):
        connection.executescript(
            f"BEGIN IMMEDIATE;\n{script}\nPRAGMA application_id = {_APPLICATION_ID};\n"
            f"PRAGMA user_version = {number};\nCOMMIT;"
        )


def _run(connection: sqlite3.Connection, pragmas: Iterable[str]) -> None:
    for pragma in pragmas:
        connection.execute(pragma).fetchall()


def _read_number(connection: sqlite3.Connection, sql: str) -> int:
    [number] = connection.execute(sql).fetchone()
    return int(number)


def _list_schemas() -> list[str]:
    """The schema files, one a version, in order."""
    return [path.read_text(encoding="utf-8") for path in sorted(_SCHEMAS.glob("*.sql"))]
