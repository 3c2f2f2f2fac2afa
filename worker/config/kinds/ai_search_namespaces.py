"""`ai_search_namespaces`: namespaces of AI Search."""

from fakeflare.worker.config.bindings.entries import (
    BINDING,
    MUST_A,
    REMOTE,
    EntryTable,
    require,
)
from fakeflare.worker.config.bindings.ids import (
    Ids,
)
from fakeflare.worker.config.bindings.kind import Kind

KIND = Kind(
    "AI Search Namespace",
    ("ai_search_namespaces",),
    entries=EntryTable("ai_search_namespaces", (BINDING, require("namespace", MUST_A), REMOTE)),
    resource=("namespace",),
    ids=Ids(("namespace",)),
)
