"""A connection in the caller's own thread, with the methods of aiosqlite's that the engine uses.

For a database in memory: nothing there waits for a disk, and a thread would cost more than the statement.
"""

import sqlite3
from collections.abc import Iterable
from typing import Any


class InlineConnection:
    """Runs each statement at once, in the loop's thread: nobody else gets a turn inside one.

    Its methods are coroutines for the sake of aiosqlite's; none of them ever waits.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> sqlite3.Cursor:
        return self._connection.execute(sql, tuple(parameters))

    async def execute_fetchall(self, sql: str, parameters: Iterable[Any] = ()) -> list[Any]:
        return self._connection.execute(sql, tuple(parameters)).fetchall()

    async def executemany(self, sql: str, rows: Iterable[Iterable[Any]]) -> sqlite3.Cursor:
        return self._connection.executemany(sql, (tuple(row) for row in rows))

    async def executescript(self, script: str) -> sqlite3.Cursor:
        return self._connection.executescript(script)

    async def commit(self) -> None:
        self._connection.commit()

    async def rollback(self) -> None:
        self._connection.rollback()

    async def close(self) -> None:
        self._connection.close()
