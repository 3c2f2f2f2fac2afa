"""`unsafe_hello_world`: the binding that wrangler's authors try things with."""

from fakeflare.worker.config.bindings.entries import (
    MUST_BINDING,
    EntryTable,
    Member,
)
from fakeflare.worker.config.bindings.kind import Kind

KIND = Kind(
    "Hello World",
    ("unsafe_hello_world",),
    entries=EntryTable(
        "unsafe_hello_world",
        (
            MUST_BINDING,
            Member(
                "enable_timer",
                '"{path}" bindings must have a boolean "{key}" field but got {entry}.',
                "boolean",
            ),
        ),
    ),
)
