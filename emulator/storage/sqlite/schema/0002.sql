-- A snapshot is a name for a position in `undo`: what stands there after it undoes what was done since.
CREATE TABLE snapshots (
    name     TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    taken    INTEGER NOT NULL
) STRICT;

-- Rows as they were before a change, written by triggers that exist only while there are snapshots.
-- `was` is 0 for a row that was not there.
CREATE TABLE undo (
    position     INTEGER PRIMARY KEY AUTOINCREMENT,
    relation     TEXT NOT NULL,
    number       INTEGER NOT NULL,
    key          BLOB,
    was          INTEGER NOT NULL,
    expiration   INTEGER,
    metadata     TEXT,
    account      TEXT,
    id           TEXT,
    title        TEXT,
    jurisdiction TEXT,
    value        BLOB
) STRICT;

CREATE INDEX undone ON undo (relation, number, key, position);
