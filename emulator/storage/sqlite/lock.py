"""One process a folder: the second one is told so instead of sharing a writer."""

import sqlite3
from pathlib import Path

from fakeflare.emulator.storage.store import StoreError


def lock_folder(folder: Path) -> sqlite3.Connection:
    """Hold `folder` until the returned connection is closed or the process ends, however it ends.

    The lock is SQLite's own exclusive lock on an empty file: it works on every platform that SQLite
    supports and dies with the process. Raises `StoreError` if another process holds it.
    """
    connection = sqlite3.connect(folder / "lock", timeout=0, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        connection.close()
        if "locked" in str(error):
            raise StoreError(f"{folder} is in use by another fakeflare process") from None
        raise
    return connection
