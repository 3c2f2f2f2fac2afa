"""Snapshots: names for what the whole store holds."""

from typing import Annotated

from msgspec import Meta

from fakeflare.emulator.messages.declaration.message import Count, Message, about


class SnapshotSpec(Message, frozen=True):
    """A snapshot to take."""

    EXAMPLES = ({"name": "seeded"},)

    name: Annotated[Annotated[str, Meta(min_length=1)], about("one of the same name is replaced")]


class SnapshotAnswer(Message, frozen=True):
    """A snapshot that was taken."""

    EXAMPLES = ({"name": "seeded", "taken": 1_800_000_000},)

    name: Annotated[str, about("as it was given")]
    taken: Annotated[Count, about("a second of the emulator's clock")]


class SnapshotsAnswer(Message, frozen=True):
    """All snapshots, the oldest first."""

    EXAMPLES = ({"snapshots": list(SnapshotAnswer.EXAMPLES)},)

    snapshots: Annotated[list[SnapshotAnswer], about("the snapshots")]
