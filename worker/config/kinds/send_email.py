"""`send_email`: sending of e-mail."""

from fakeflare.worker.config.bindings.entries import (
    OPTIONALLY,
    REMOTE,
    SHOULD,
    Entry,
    EntryTable,
    Member,
    require,
)
from fakeflare.worker.config.bindings.faults import (
    EXCLUSIVE_FIELDS,
)
from fakeflare.worker.config.bindings.kind import Kind
from fakeflare.worker.config.findings.findings import Other

_TEXTS = '"{path}" bindings should, optionally, have a []string "{key}" field but got {entry}.'


def _check_addresses(entry: Entry) -> None:
    """`validateSendEmailBinding`"""
    if "destination_address" in entry.members and "allowed_destination_addresses" in entry.members:
        entry.fail(
            EXCLUSIVE_FIELDS,
            "allowed_destination_addresses",
            '"{path}" bindings should have either a "destination_address" or "allowed_destination_addresses" '
            "field, but not both.",
            others=(Other((*entry.place, "destination_address"), "The other one is here.", "key"),),
        )


KIND = Kind(
    "Send Email",
    ("send_email",),
    entries=EntryTable(
        "send_email",
        (
            require("name", SHOULD),
            Member("destination_address", OPTIONALLY),
            Member("allowed_destination_addresses", _TEXTS, "object"),
            Member("allowed_sender_addresses", _TEXTS, "object"),
            REMOTE,
        ),
        _check_addresses,
        name="name",
    ),
    name="name",
    is_compared=False,
    resource=("destination_address",),
)
