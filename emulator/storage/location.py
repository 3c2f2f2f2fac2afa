"""Where a store lies, as one text: `memory:`, or `sqlite:///` with the path of a folder. Opens nothing.

The part before the first colon names an engine of `engines.ENGINES`; what follows is the engine's to read.
"""

import os
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

MEMORY = "memory:"
"""A new store that is gone when it is closed."""

_SQLITE = "sqlite:///"


def make_location(folder: Path | None) -> str:
    """Name the default engine's store in `folder`, relative or absolute; None is `MEMORY`.

    The path stands after the third slash as it is, with what a URL cannot hold percent-encoded.
    """
    if folder is None:
        return MEMORY
    return _SQLITE + quote(os.fsencode(folder.as_posix()), safe="/:")


def find_folder(location: str) -> Path | None:
    """The folder that `make_location` was given; None for a location that names no folder."""
    if not location.startswith(_SQLITE):
        return None
    path = location.removeprefix(_SQLITE)
    return Path(os.fsdecode(unquote_to_bytes(path))) if path else None
