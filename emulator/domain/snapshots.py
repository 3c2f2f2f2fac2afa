"""Snapshots of a whole store."""

import re
from typing import NamedTuple

from fakeflare.emulator.domain.problems import StateInvalid

_NAME = re.compile(r"[^/\x00-\x1f\x7f]{1,100}")


class Snapshot(NamedTuple):
    """What the store held at a second, under a name."""

    name: str
    taken: int


class SnapshotNotFound(Exception):
    """There is no snapshot of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def check_snapshot_name(name: object) -> str:
    """A name that fits into a URL and into a line. Raises `StateInvalid`."""
    if not isinstance(name, str) or not _NAME.fullmatch(name) or not name.strip(". "):
        raise StateInvalid("a snapshot's name has 1 to 100 characters, without / and control characters")
    return name
