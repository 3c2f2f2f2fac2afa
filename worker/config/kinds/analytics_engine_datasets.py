"""`analytics_engine_datasets`: datasets of the Analytics Engine."""

from fakeflare.worker.config.bindings.entries import (
    BINDING,
    OPTIONALLY,
    REMOTE,
    EntryTable,
    Member,
)
from fakeflare.worker.config.bindings.ids import (
    Ids,
)
from fakeflare.worker.config.bindings.kind import Kind

KIND = Kind(
    "Analytics Engine Dataset",
    ("analytics_engine_datasets",),
    entries=EntryTable(
        "analytics_engine_datasets",
        (BINDING, Member("dataset", OPTIONALLY, may_be_empty=False), REMOTE),
        label="analytics_engine",
    ),
    resource=("dataset",),
    ids=Ids(("dataset",)),
    is_for_pages=True,
)
