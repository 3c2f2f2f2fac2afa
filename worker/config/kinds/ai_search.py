"""`ai_search`: instances of AI Search."""

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
    "AI Search Instance",
    ("ai_search",),
    entries=EntryTable("ai_search", (BINDING, require("instance_name", MUST_AN), REMOTE)),
    resource=("instance_name",),
    ids=Ids(("instance_name",)),
)
