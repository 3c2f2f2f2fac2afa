"""Snapshots: names for positions in a log of what undoes each change.

Taking one costs the same whatever the store weighs, and going back to one costs what has changed since. The
log is written by triggers, which exist only while there is a snapshot. Going back is a change like any other
and is logged too, so that a later snapshot can be restored after an earlier one.
"""

from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.domain.snapshots import Snapshot, SnapshotNotFound
from fakeflare.emulator.storage.sqlite.database import Connection, Database
from fakeflare.emulator.storage.sqlite.namespaces import read_namespaces

# Of a row only the first change since the last snapshot is logged: the others undo nothing that counts.
_IS_FIRST = """NOT EXISTS (
    SELECT 1 FROM undo WHERE relation = '{relation}' AND number = {number} AND key IS {key}
    AND position > (SELECT max(position) FROM snapshots))"""
_IS_FIRST_PUT = _IS_FIRST.format(relation="pair", number="NEW.namespace", key="NEW.key")
_IS_FIRST_DELETE = _IS_FIRST.format(relation="pair", number="OLD.namespace", key="OLD.key")
_IS_FIRST_INSERT = _IS_FIRST.format(relation="namespace", number="NEW.number", key="NULL")
_IS_FIRST_CHANGE = _IS_FIRST.format(relation="namespace", number="OLD.number", key="NULL")

# No snapshot knows a namespace that is gone and whose end is not in the log: the sweeper need not copy it.
_IS_KNOWN = """(
    EXISTS (SELECT 1 FROM namespaces WHERE number = OLD.namespace)
    OR EXISTS (SELECT 1 FROM undo WHERE relation = 'namespace' AND number = OLD.namespace))"""

_LOG_PAIR = "INSERT INTO undo (relation, number, key, was, expiration, metadata, value)"
_LOG_NAMESPACE = "INSERT INTO undo (relation, number, was, account, id, title, jurisdiction)"
_OLD_NAMESPACE = "('namespace', OLD.number, 1, OLD.account, OLD.id, OLD.title, OLD.jurisdiction)"

# A trigger runs in the transaction of the change that it logs: what is rolled back is not in the log.
_TRIGGERS = {
    # A put is INSERT OR REPLACE, which runs no DELETE trigger for the row that it replaces
    # (`recursive_triggers` is off): this one looks for that row itself, and logs if there was none.
    "undo_pair_put": f"""BEFORE INSERT ON pairs WHEN {_IS_FIRST_PUT} BEGIN
        {_LOG_PAIR} SELECT 'pair', NEW.namespace, NEW.key, pairs.key IS NOT NULL,
            expiration, metadata, value
            FROM (SELECT 1) LEFT JOIN pairs ON namespace = NEW.namespace AND key = NEW.key;
        END""",  # noqa: S608 - fixed words
    # Also runs for what the sweeper deletes, which is no change that anybody sees; `_IS_KNOWN` lets it pass.
    "undo_pair_delete": f"""BEFORE DELETE ON pairs WHEN {_IS_KNOWN} AND {_IS_FIRST_DELETE} BEGIN
        {_LOG_PAIR}
            VALUES ('pair', OLD.namespace, OLD.key, 1, OLD.expiration, OLD.metadata, OLD.value);
        END""",
    # AFTER: the number of a new namespace is known only then.
    "undo_namespace_insert": f"""AFTER INSERT ON namespaces WHEN {_IS_FIRST_INSERT} BEGIN
        {_LOG_NAMESPACE} VALUES ('namespace', NEW.number, 0, NULL, NULL, NULL, NULL);
        END""",  # noqa: S608 - fixed words
    "undo_namespace_update": f"""BEFORE UPDATE ON namespaces WHEN {_IS_FIRST_CHANGE} BEGIN
        {_LOG_NAMESPACE} VALUES {_OLD_NAMESPACE};
        END""",
    "undo_namespace_delete": f"""BEFORE DELETE ON namespaces WHEN {_IS_FIRST_CHANGE} BEGIN
        {_LOG_NAMESPACE} VALUES {_OLD_NAMESPACE};
        END""",
}

# Of each row the first thing that was logged after the position: that is how it was then.
_WANTED = """
    INSERT INTO temp.wanted SELECT min(position) FROM undo NOT INDEXED WHERE position > ?
    GROUP BY relation, number, key
"""
_PICK = "FROM temp.wanted CROSS JOIN undo USING (position) WHERE relation = "
_ALIVE = "number IN (SELECT number FROM namespaces)"

_RESTORE_NAMESPACES = (
    # all of them first: two may have changed titles with each other
    f"DELETE FROM namespaces WHERE number IN (SELECT number {_PICK} 'namespace')",  # noqa: S608 - fixed words
    f"""INSERT INTO namespaces (number, account, id, title, jurisdiction)
        SELECT number, account, id, title, jurisdiction {_PICK} 'namespace' AND was""",
    # what has no namespace now is swept, and what has one again is not
    f"""INSERT OR IGNORE INTO deleted_namespaces (number)
        SELECT number {_PICK} 'namespace' AND NOT {_ALIVE}""",
    f"DELETE FROM deleted_namespaces WHERE {_ALIVE}",  # noqa: S608 - fixed words
)
_RESTORE_PAIRS = f"""
    INSERT OR REPLACE INTO pairs (namespace, key, expiration, metadata, value)
    SELECT number, key, expiration, metadata, value {_PICK} 'pair' AND was AND {_ALIVE}
"""
_FIND_NEW_PAIRS = f"SELECT number, key {_PICK} 'pair' AND NOT was AND {_ALIVE}"
_DELETE_PAIR = "DELETE FROM pairs WHERE namespace = ? AND key = ?"

# What was not there at the last snapshot and is not there now.
_FORGET_ABSENT = """
    DELETE FROM undo WHERE position > (SELECT max(position) FROM snapshots) AND NOT was AND CASE relation
    WHEN 'pair' THEN NOT EXISTS (SELECT 1 FROM pairs WHERE namespace = undo.number AND key = undo.key)
    ELSE NOT EXISTS (SELECT 1 FROM namespaces WHERE number = undo.number) END
"""

# All that came after the last snapshot, once it is undone; but not what the sweeper took from a namespace
# that was deleted before: only going back to an earlier snapshot brings it back.
_FORGET_LATEST = """
    DELETE FROM undo WHERE position > ? AND NOT (relation = 'pair' AND was
    AND number NOT IN (SELECT number FROM namespaces) AND EXISTS (
    SELECT 1 FROM undo AS earlier WHERE earlier.relation = 'namespace' AND earlier.number = undo.number
    AND earlier.position <= ?))
"""

# What was logged after a snapshot that is gone, and before it too.
_FORGET_REPEATED = """
    DELETE FROM undo WHERE position > ? AND position <= ? AND EXISTS (
    SELECT 1 FROM undo AS earlier WHERE earlier.relation = undo.relation AND earlier.number = undo.number
    AND earlier.key IS undo.key AND earlier.position > ? AND earlier.position <= ?)
"""
_NEIGHBOURS = """
    SELECT (SELECT max(position) FROM snapshots WHERE position <= ?),
    (SELECT min(position) FROM snapshots WHERE position > ?)
"""

_LAST = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'undo'"
_END = 2**63 - 1


class SqliteSnapshots:
    """The snapshots of one database: positions in its log of undoing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list(self) -> tuple[Snapshot, ...]:
        """List all snapshots, the oldest first."""
        rows = await self._database.fetch("SELECT name, taken FROM snapshots ORDER BY position, taken, name")
        return tuple(Snapshot(*row) for row in rows)

    async def take(self, name: str, now: int) -> Snapshot:
        """Name what is there now; a snapshot of the same name is replaced. `now` is in seconds."""
        async with self._database.transaction() as connection:
            await _drop(connection, name)
            for trigger, body in _TRIGGERS.items():
                await connection.execute(f"CREATE TRIGGER IF NOT EXISTS {trigger} {body}")
            await connection.execute(
                f"INSERT INTO snapshots (name, position, taken) VALUES (?, ({_LAST}), ?)",  # noqa: S608 - fixed words
                (name, now),
            )
        return Snapshot(name, now)

    async def restore(self, name: str) -> tuple[Namespace, ...]:
        """Everything is as it was. Returns the namespaces that there are now. Raises `SnapshotNotFound`."""
        async with self._database.transaction() as connection:
            position = await _find_position(connection, name)
            if position is None:
                raise SnapshotNotFound(name)
            await _restore(connection, position)
            await _forget_undone(connection, position)
            return await read_namespaces(connection)

    async def delete(self, name: str) -> None:
        """Forget the snapshot of this name. Raises `SnapshotNotFound`."""
        async with self._database.transaction() as connection:
            if not await _drop(connection, name):
                raise SnapshotNotFound(name)


async def _find_position(connection: Connection, name: str) -> int | None:
    rows = await connection.execute_fetchall("SELECT position FROM snapshots WHERE name = ?", (name,))
    return next((int(position) for (position,) in rows), None)


async def _restore(connection: Connection, position: int) -> None:
    await connection.execute("CREATE TEMP TABLE IF NOT EXISTS wanted (position INTEGER PRIMARY KEY)")
    await connection.execute("DELETE FROM temp.wanted")
    await connection.execute(_WANTED, (position,))
    for statement in _RESTORE_NAMESPACES:
        await connection.execute(statement)
    await connection.execute(_RESTORE_PAIRS)
    # one by one: SQLite would read whole namespaces to find keys that a query names
    new = await connection.execute_fetchall(_FIND_NEW_PAIRS)
    await connection.executemany(_DELETE_PAIR, list(new))


async def _forget_undone(connection: Connection, position: int) -> None:
    """Keep the log from growing with each time that somebody goes back."""
    [[is_last]] = await connection.execute_fetchall("SELECT max(position) = ? FROM snapshots", (position,))
    if is_last:
        await connection.execute(_FORGET_LATEST, (position, position))
    else:
        await connection.execute(_FORGET_ABSENT)


async def _drop(connection: Connection, name: str) -> bool:
    """Forget a snapshot and what none but it needs; without snapshots the triggers too. False if there is
    none of this name."""
    gone = await _find_position(connection, name)
    if gone is None:
        return False
    await connection.execute("DELETE FROM snapshots WHERE name = ?", (name,))
    [[previous, following]] = await connection.execute_fetchall(_NEIGHBOURS, (gone, gone))
    if previous is None and following is None:
        for trigger in _TRIGGERS:
            await connection.execute(f"DROP TRIGGER IF EXISTS {trigger}")
    if previous is None:
        await connection.execute("DELETE FROM undo WHERE position <= ?", (following or _END,))
    elif previous < gone:
        await connection.execute(_FORGET_REPEATED, (gone, following or _END, previous, gone))
    return True
