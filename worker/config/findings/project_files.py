"""What a check may look at besides the text: the disk around the file, the day, the known fields."""

import datetime
from pathlib import Path
from typing import NamedTuple


class ProjectFiles(NamedTuple):
    """Rules that look at the disk do so through `folder` alone."""

    today: datetime.date
    folder: Path | None = None
    """The configuration's folder; None where nothing may be looked up on the disk (`--no-files`, text from
    standard input)."""
    path: Path | None = None
    """The configuration's own path; None as above."""
    environments: tuple[str, ...] | None = None
    """The environments that are asked for (`--env`); None for all."""
