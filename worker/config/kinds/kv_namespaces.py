"""`kv_namespaces`: KV namespaces."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from fakeflare.worker.config.bindings.binding import LOCAL, Shown, ShowPath
from fakeflare.worker.config.bindings.entries import (
    BINDING,
    OPTIONALLY,
    REMOTE,
    SHOULD,
    EntryTable,
    Member,
)
from fakeflare.worker.config.bindings.ids import (
    HEX_ID,
    IdForm,
    Ids,
)
from fakeflare.worker.config.bindings.kind import Kind, list_entries
from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.fields import pick_text
from fakeflare.worker.config.findings.catalogue import define

BAD_KV_ID = define(
    "FF341",
    "bad-kv-id",
    "warning",
    "A KV namespace's id is not 32 hexadecimal digits.",
    """wrangler takes it, and a name of your own is fine as long as the Worker stays on your machine. At a
    deploy the API answers `KV namespace '…' is not valid` [code: 10042]. `wrangler kv namespace list` shows
    the ids.""",
)


class KvBinding(NamedTuple):
    name: str
    id: str
    """`preview_id ?? id ?? binding`: what `wrangler dev` uses. An empty preview_id is an id and wins."""
    field: str = "kv_namespaces"

    def describe(self, workers: Collection[str], show_path: ShowPath) -> Shown:  # noqa: ARG002
        return Shown(self.id, LOCAL)


def _read(block: Block) -> Iterator[KvBinding]:
    for entry in list_entries(block, KIND):
        named = (pick_text(entry.members, "preview_id"), pick_text(entry.members, "id"), entry.name)
        yield KvBinding(entry.name, id=next(name for name in named if name is not None))


KIND = Kind(
    "KV Namespace",
    ("kv_namespaces",),
    resource=("id",),
    entries=EntryTable(
        "kv_namespaces",
        (BINDING, Member("id", SHOULD, may_be_empty=False), Member("preview_id", OPTIONALLY), REMOTE),
    ),
    ids=Ids(
        ("id", "preview_id"),
        IdForm(
            BAD_KV_ID,
            HEX_ID,
            "32 hexadecimal digits",
            "Good enough locally; a deploy needs an id of `wrangler kv namespace list`, or none at all to "
            "have it made.",
            may_be_empty=True,
        ),
        preview="preview_id",
        noun="KV namespace",
        listing="`wrangler kv namespace list` shows the ids",
    ),
    read=_read,
    is_for_pages=True,
)
