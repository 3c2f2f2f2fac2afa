"""`browser`: a browser on Cloudflare's side."""

from fakeflare.worker.config.bindings.entries import (
    NAMED_SINGLE,
    REMOTE,
    EntryTable,
)
from fakeflare.worker.config.bindings.kind import Kind

KIND = Kind(
    "Browser Run",
    ("browser",),
    "single",
    entries=EntryTable("browser", (NAMED_SINGLE, REMOTE)),
    is_for_pages=True,
)
