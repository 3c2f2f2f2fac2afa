"""`d1_databases`: D1 databases."""

import re

from fakeflare.worker.config.bindings.entries import (
    BINDING,
    MUST_A,
    OPTIONALLY,
    REMOTE,
    EntryTable,
    Member,
)
from fakeflare.worker.config.bindings.ids import (
    IdForm,
    Ids,
)
from fakeflare.worker.config.bindings.kind import Kind
from fakeflare.worker.config.findings.catalogue import define

BAD_D1_ID = define(
    "FF342",
    "bad-d1-id",
    "warning",
    "A D1 database's id is no UUID.",
    """wrangler takes it, and a name of your own is fine as long as the Worker stays on your machine. A
    deploy fails: no database has such an id. `wrangler d1 list` shows the ids; without `database_id`
    wrangler creates the database at the first deploy.""",
)

_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_OPTIONAL = (
    "preview_database_id",
    "migrations_pattern",
    "database_name",
    "jurisdiction",
    "migrations_dir",
    "migrations_table",
    "database_internal_env",
)
KIND = Kind(
    "D1 Database",
    ("d1_databases",),
    entries=EntryTable(
        "d1_databases",
        (BINDING, Member("database_id", MUST_A), *(Member(key, OPTIONALLY) for key in _OPTIONAL), REMOTE),
    ),
    resource=("database_name", "database_id"),
    ids=Ids(
        ("database_id", "preview_database_id"),
        IdForm(
            BAD_D1_ID,
            _UUID,
            "a UUID",
            "Good enough locally; a deploy needs an id of `wrangler d1 list`, or none at all to have it "
            "made.",
        ),
        preview="preview_database_id",
        noun="database",
        listing="`wrangler d1 list` shows the ids",
    ),
    is_for_pages=True,
)
