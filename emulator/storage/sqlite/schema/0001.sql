-- Namespaces. A number is never used again, so the pairs of a deleted namespace can be swept later.
CREATE TABLE namespaces (
    number       INTEGER PRIMARY KEY AUTOINCREMENT,
    account      TEXT NOT NULL,
    id           TEXT NOT NULL UNIQUE,
    title        TEXT NOT NULL,
    jurisdiction TEXT,
    UNIQUE (account, title)
) STRICT;

-- Deleted namespaces whose pairs still take space.
CREATE TABLE deleted_namespaces (
    number INTEGER PRIMARY KEY
) STRICT;

-- One row per pair. The value stands last: what comes before it is read without touching it.
CREATE TABLE pairs (
    namespace  INTEGER NOT NULL,
    key        BLOB NOT NULL,
    expiration INTEGER,
    metadata   TEXT,
    value      BLOB NOT NULL,
    PRIMARY KEY (namespace, key)
) STRICT, WITHOUT ROWID;

-- A list reads this index alone, never the rows, so a page costs the same whatever the values weigh.
CREATE INDEX listing ON pairs (namespace, key, expiration, metadata);

-- What the sweeper looks for.
CREATE INDEX expiring ON pairs (expiration) WHERE expiration IS NOT NULL;
