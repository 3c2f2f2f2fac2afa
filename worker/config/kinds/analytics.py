"""`analytics`: SQL over analytics."""

from fakeflare.worker.config.bindings.entries import (
    NAMED_SINGLE,
    REMOTE,
    EntryTable,
)
from fakeflare.worker.config.bindings.kind import Kind

KIND = Kind(
    "Analytics SQL", ("analytics",), "single", entries=EntryTable("analytics", (NAMED_SINGLE, REMOTE))
)
