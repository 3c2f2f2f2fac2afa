"""`media`: transformations of media."""

from fakeflare.worker.config.bindings.entries import (
    NAMED_SINGLE,
    REMOTE,
    EntryTable,
)
from fakeflare.worker.config.bindings.kind import Kind

KIND = Kind("Media", ("media",), "single", entries=EntryTable("media", (NAMED_SINGLE, REMOTE)))
