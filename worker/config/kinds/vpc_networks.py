"""`vpc_networks`: private networks."""

from fakeflare.worker.config.bindings.entries import (
    BINDING,
    Entry,
    EntryTable,
)
from fakeflare.worker.config.bindings.faults import (
    EXCLUSIVE_FIELDS,
    FIELD_MISSING,
    FIELD_TYPE,
)
from fakeflare.worker.config.bindings.ids import (
    Ids,
)
from fakeflare.worker.config.bindings.kind import Kind
from fakeflare.worker.config.findings.findings import Other


def _check_network(entry: Entry) -> None:
    """`validateVpcNetworkBinding`"""
    given = [key for key in ("tunnel_id", "network_id") if key in entry.members]
    if len(given) == 2:
        entry.fail(
            EXCLUSIVE_FIELDS,
            "network_id",
            '"{path}" bindings must have either a "tunnel_id" or "network_id", but not both.',
            others=(Other((*entry.place, "tunnel_id"), "The other one is here.", "key"),),
        )
    elif not given:
        sentence = '"{path}" bindings must have either a "tunnel_id" or "network_id" field but got {entry}.'
        entry.fail(FIELD_MISSING, "network_id", sentence)
    elif not isinstance(entry.get(given[0]), str):
        sentence = '"{path}" bindings must have a string "{key}" field but got {entry}.'
        entry.fail(FIELD_TYPE, given[0], sentence)


KIND = Kind(
    "VPC Network",
    ("vpc_networks",),
    entries=EntryTable("vpc_networks", (BINDING,), _check_network),
    resource=("tunnel_id", "network_id"),
    ids=Ids(("tunnel_id", "network_id")),
    is_in_previews=False,
)
