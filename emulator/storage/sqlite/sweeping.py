"""Removing what nobody can see any more, a slice at a time, and giving its space back to the disk."""

from fakeflare.emulator.storage.sqlite.database import Database

_SLICE_ROWS = 500
_SLICE_BYTES = 16 * 1024 * 1024
"""A slice is one short transaction; writers wait for no more than that."""

_SPARE_PAGES = 1024
"""Free pages that the file keeps (4 MiB), so that a busy store does not shrink and grow by turns."""

_EXPIRED = (
    "SELECT pairs.namespace, pairs.key, length(pairs.value) FROM"
    " (SELECT namespace, key FROM pairs INDEXED BY expiring WHERE expiration <= ? LIMIT ?) AS gone"
    " CROSS JOIN pairs ON pairs.namespace = gone.namespace AND pairs.key = gone.key"
)
_ORPHANED = "SELECT namespace, key, length(value) FROM pairs NOT INDEXED WHERE namespace = ? LIMIT ?"

_DELETE_EXPIRED = "DELETE FROM pairs WHERE namespace = ? AND key = ? AND expiration <= ?"
# Not if a snapshot with the namespace was restored since it was looked at.
_DELETE_ORPHAN = (
    "DELETE FROM pairs WHERE namespace = ? AND key = ?"
    " AND namespace IN (SELECT number FROM deleted_namespaces)"
)

# Not while a write that began before the namespace was deleted has left something behind.
_FORGET = (
    "DELETE FROM deleted_namespaces WHERE number = ? AND NOT EXISTS (SELECT 1 FROM pairs WHERE namespace = ?)"
)


async def sweep(database: Database, now: int) -> bool:
    """A slice of the expired pairs, of a deleted namespace's, of the free pages; true if more may follow."""
    expired = await _sweep_expired(database, now)
    orphaned = await _sweep_deleted_namespace(database)
    return expired or orphaned or await _release_pages(database)


async def _sweep_expired(database: Database, now: int) -> bool:
    rows = _cut(await database.fetch(_EXPIRED, (now, _SLICE_ROWS)))
    # Written again since the look above, with a later expiration? Then the time in the DELETE spares it.
    if rows:
        await database.write_many((_DELETE_EXPIRED, [(namespace, key, now) for namespace, key, _ in rows]))
    return bool(rows)


async def _sweep_deleted_namespace(database: Database) -> bool:
    numbers = await database.fetch("SELECT number FROM deleted_namespaces LIMIT 1")
    if not numbers:
        return False
    [[number]] = numbers
    rows = _cut(await database.fetch(_ORPHANED, (number, _SLICE_ROWS)))
    if rows:
        await database.write_many((_DELETE_ORPHAN, [(number, key) for _, key, _ in rows]))
    else:
        await database.write(_FORGET, (number, number))
    return True


def _cut(rows: list[tuple[int, bytes, int]]) -> list[tuple[int, bytes, int]]:
    """The first rows whose values together stay near the slice's size; at least one."""
    weight = 0
    for count, (_, _, length) in enumerate(rows, 1):
        weight += length
        if weight >= _SLICE_BYTES:
            return rows[:count]
    return rows


async def _release_pages(database: Database) -> bool:
    """Move free pages to the file's end and cut them off; the last slice truncates the log too."""
    [[free]] = await database.fetch("PRAGMA freelist_count")
    if free <= _SPARE_PAGES:
        return False
    await database.run_script(f"PRAGMA incremental_vacuum({_SPARE_PAGES})")
    if free <= 2 * _SPARE_PAGES:
        await database.run_script("PRAGMA wal_checkpoint(TRUNCATE)")
    return True
