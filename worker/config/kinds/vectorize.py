"""`vectorize`: Vectorize indexes."""

from fakeflare.worker.config.bindings.entries import (
    BINDING,
    MUST_AN,
    REMOTE,
    EntryTable,
    require,
)
from fakeflare.worker.config.bindings.ids import (
    Ids,
)
from fakeflare.worker.config.bindings.kind import Kind

KIND = Kind(
    "Vectorize Index",
    ("vectorize",),
    entries=EntryTable("vectorize", (BINDING, require("index_name", MUST_AN), REMOTE)),
    resource=("index_name",),
    ids=Ids(("index_name",)),
    is_for_pages=True,
)
