"""`mtls_certificates`: client certificates for `fetch`."""

from fakeflare.worker.config.bindings.entries import (
    BINDING,
    REMOTE,
    SHOULD,
    EntryTable,
    Member,
)
from fakeflare.worker.config.bindings.ids import (
    Ids,
)
from fakeflare.worker.config.bindings.kind import Kind

KIND = Kind(
    "mTLS Certificate",
    ("mtls_certificates",),
    entries=EntryTable(
        "mtls_certificates",
        (BINDING, Member("certificate_id", SHOULD, is_required=True, may_be_empty=False), REMOTE),
    ),
    resource=("certificate_id",),
    ids=Ids(("certificate_id",)),
    is_for_pages=True,
)
