"""`images`: the images service."""

from fakeflare.worker.config.bindings.entries import (
    NAMED_SINGLE,
    REMOTE,
    EntryTable,
)
from fakeflare.worker.config.bindings.kind import Kind

KIND = Kind("Images", ("images",), "single", entries=EntryTable("images", (NAMED_SINGLE, REMOTE)))
