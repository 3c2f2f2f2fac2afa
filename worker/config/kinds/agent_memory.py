"""`agent_memory`: namespaces of Agent Memory."""

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
    "Agent Memory",
    ("agent_memory",),
    entries=EntryTable("agent_memory", (BINDING, require("namespace", MUST_A), REMOTE)),
    resource=("namespace",),
    ids=Ids(("namespace",)),
    is_in_previews=False,
)
