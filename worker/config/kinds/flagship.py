"""`flagship`: feature flags."""

from fakeflare.worker.config.bindings.entries import (
    MUST_BINDING,
    REMOTE,
    EntryTable,
    Member,
)
from fakeflare.worker.config.bindings.ids import (
    Ids,
)
from fakeflare.worker.config.bindings.kind import Kind

KIND = Kind(
    "Flagship",
    ("flagship",),
    entries=EntryTable(
        "flagship",
        (
            MUST_BINDING,
            Member("app_id", '"{path}" bindings may have a string "{key}" field but got {entry}.'),
            REMOTE,
        ),
    ),
    resource=("app_id",),
    ids=Ids(("app_id",)),
)
