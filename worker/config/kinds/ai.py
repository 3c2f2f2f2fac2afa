"""`ai`: Workers AI."""

from fakeflare.worker.config.bindings.entries import (
    NAMED_SINGLE,
    REMOTE,
    EntryTable,
)
from fakeflare.worker.config.bindings.kind import Kind

KIND = Kind("AI", ("ai",), "single", entries=EntryTable("ai", (NAMED_SINGLE, REMOTE)), is_for_pages=True)
