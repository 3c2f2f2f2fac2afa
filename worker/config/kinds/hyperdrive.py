"""`hyperdrive`: Hyperdrive configurations, which lead to a database elsewhere."""

from fakeflare.worker.config.bindings.entries import (
    BINDING,
    MUST_A,
    REMOTE,
    EntryTable,
    require,
)
from fakeflare.worker.config.bindings.ids import (
    HEX_ID,
    IdForm,
    Ids,
)
from fakeflare.worker.config.bindings.kind import Kind
from fakeflare.worker.config.findings.catalogue import define

BAD_HYPERDRIVE_ID = define(
    "FF343",
    "bad-hyperdrive-id",
    "warning",
    "A Hyperdrive configuration's id is not 32 hexadecimal digits.",
    """wrangler takes it, and locally it is not used at all. A deploy fails: no configuration has
    such an id. `wrangler hyperdrive list` shows the ids.""",
)

KIND = Kind(
    "Hyperdrive Config",
    ("hyperdrive",),
    entries=EntryTable("hyperdrive", (BINDING, require("id", MUST_A), REMOTE)),
    resource=("id",),
    ids=Ids(
        ("id",),
        IdForm(
            BAD_HYPERDRIVE_ID,
            HEX_ID,
            "32 hexadecimal digits",
            "Good enough locally; a deploy needs an id of `wrangler hyperdrive list`.",
        ),
        noun="Hyperdrive configuration",
    ),
    is_for_pages=True,
)
