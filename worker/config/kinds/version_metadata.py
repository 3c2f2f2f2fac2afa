"""`version_metadata`: which version of the Worker runs."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from fakeflare.worker.config.bindings.binding import LOCAL, Shown, ShowPath
from fakeflare.worker.config.bindings.entries import (
    NAMED_SINGLE,
    EntryTable,
)
from fakeflare.worker.config.bindings.kind import Kind, list_entries
from fakeflare.worker.config.document.blocks import Block


class VersionBinding(NamedTuple):
    name: str
    field: str = "version_metadata"

    def describe(self, workers: Collection[str], show_path: ShowPath) -> Shown:  # noqa: ARG002
        return Shown("", LOCAL)


def _read(block: Block) -> Iterator[VersionBinding]:
    return (VersionBinding(entry.name) for entry in list_entries(block, KIND))


KIND = Kind(
    "Worker Version Metadata",
    ("version_metadata",),
    "single",
    entries=EntryTable("version_metadata", (NAMED_SINGLE,)),
    read=_read,
    is_for_pages=True,
)
