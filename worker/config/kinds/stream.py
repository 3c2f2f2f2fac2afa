"""`stream`: the video service."""

from fakeflare.worker.config.bindings.entries import (
    NAMED_SINGLE,
    REMOTE,
    EntryTable,
)
from fakeflare.worker.config.bindings.kind import Kind

KIND = Kind("Stream", ("stream",), "single", entries=EntryTable("stream", (NAMED_SINGLE, REMOTE)))
