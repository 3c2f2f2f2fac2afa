"""`worker_loaders`: loaders of Workers from code."""

from fakeflare.worker.config.bindings.entries import (
    MUST_BINDING,
    EntryTable,
)
from fakeflare.worker.config.bindings.kind import Kind

KIND = Kind(
    "Worker Loader",
    ("worker_loaders",),
    entries=EntryTable("worker_loaders", (MUST_BINDING,), label="worker_loader"),
)
