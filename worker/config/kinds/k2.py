"""`k2`: K2 streams."""

from fakeflare.worker.config.bindings.entries import (
    REMOTE,
    Entry,
    EntryTable,
    require,
)
from fakeflare.worker.config.bindings.ids import (
    Ids,
)
from fakeflare.worker.config.bindings.kind import Kind
from fakeflare.worker.config.findings.catalogue import define

ALWAYS_REMOTE = define(
    "FF321",
    "always-remote",
    "error",
    "`remote` is false for a binding that exists only remotely.",
    "wrangler refuses the file. Leave `remote` out.",
)
_SENTENCE = '"{path}" must have a string "{key}" field.'


def _check_remote(entry: Entry) -> None:
    """`validateK2Binding`"""
    if entry.get("remote") is False:
        entry.fail(
            ALWAYS_REMOTE,
            "remote",
            '"{path}" does not support `remote: false`. K2 bindings always access remote resources; omit '
            '"remote" or set `remote: true`.',
        )


KIND = Kind(
    "K2 Stream",
    ("k2",),
    entries=EntryTable(
        "k2",
        (require("binding", _SENTENCE), require("stream", _SENTENCE), REMOTE),
        _check_remote,
        not_an_object='"{path}" bindings should be objects, but got {entry}',
        refuses_arrays=True,
    ),
    resource=("stream",),
    ids=Ids(("stream",)),
)
