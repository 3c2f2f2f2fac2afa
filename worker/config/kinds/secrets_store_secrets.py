"""`secrets_store_secrets`: secrets of an account's store."""

from fakeflare.worker.config.bindings.entries import (
    MUST,
    MUST_BINDING,
    EntryTable,
    require,
)
from fakeflare.worker.config.bindings.ids import (
    Ids,
)
from fakeflare.worker.config.bindings.kind import Kind

KIND = Kind(
    "Secrets Store Secret",
    ("secrets_store_secrets",),
    entries=EntryTable(
        "secrets_store_secrets", (MUST_BINDING, require("store_id", MUST), require("secret_name", MUST))
    ),
    resource=("secret_name",),
    ids=Ids(("store_id",)),
)
