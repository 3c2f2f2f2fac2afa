"""`artifacts`: namespaces of artifacts."""

from fakeflare.worker.config.bindings.entries import (
    MUST,
    MUST_BINDING,
    REMOTE,
    EntryTable,
    require,
)
from fakeflare.worker.config.bindings.ids import (
    Ids,
)
from fakeflare.worker.config.bindings.kind import Kind

KIND = Kind(
    "Artifacts",
    ("artifacts",),
    entries=EntryTable("artifacts", (MUST_BINDING, require("namespace", MUST), REMOTE)),
    resource=("namespace",),
    ids=Ids(("namespace",)),
)
