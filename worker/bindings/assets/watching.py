"""A small file whose meaning is kept until the file changes."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

Meaning = TypeVar("Meaning")


class WatchedFile(Generic[Meaning]):
    """Reads a text file when it is first asked for and after each change."""

    def __init__(self, path: Path, parse: Callable[[str | None], Meaning]) -> None:
        self._path = path
        self._parse = parse
        self._known: tuple[tuple[int, int] | None, Meaning] | None = None

    def read(self) -> Meaning:
        """What `parse` made of the text; of None where there is no such file."""
        mark = self._stamp()
        if self._known is None or self._known[0] != mark:
            self._known = (mark, self._parse(self._read_text()))
        return self._known[1]

    def _stamp(self) -> tuple[int, int] | None:
        try:
            found = os.stat(self._path)
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size

    def _read_text(self) -> str | None:
        try:
            return self._path.read_text("utf-8", "replace")
        except OSError:
            return None
