"""`vpc_services`: services in a private network."""

from fakeflare.worker.config.bindings.entries import (
    BINDING,
    MUST_A,
    EntryTable,
    require,
)
from fakeflare.worker.config.bindings.ids import (
    Ids,
)
from fakeflare.worker.config.bindings.kind import Kind

KIND = Kind(
    "VPC Service",
    ("vpc_services",),
    entries=EntryTable("vpc_services", (BINDING, require("service_id", MUST_A))),
    resource=("service_id",),
    ids=Ids(("service_id",)),
)
