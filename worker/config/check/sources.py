"""A configuration on the disk: which file a path stands for, and what a check of it may look at."""

import datetime
import os
from collections.abc import Iterable
from pathlib import Path

from fakeflare.worker.config.document.search import find_document
from fakeflare.worker.config.findings.project_files import ProjectFiles


def find_file(name: str, start: Path) -> tuple[Path, str]:
    """The file of a path that is relative to `start`, and how to show it. A folder stands for the file that
    wrangler would use there; one without any stays a folder, and reading it says what is wrong."""
    path = start / name
    found = find_document(Path(os.path.abspath(path))) if path.is_dir() else None
    return (path, name) if found is None else (found, os.path.relpath(found, start))


def look_around(
    path: Path | None, environments: Iterable[str] | None = None, today: datetime.date | None = None
) -> ProjectFiles:
    """What a check may look at: nothing on the disk without a path; this day in UTC, unless told another."""
    # absolute, but not resolved: a link's folder is the project's
    whole = None if path is None else Path(os.path.abspath(path))
    return ProjectFiles(
        today=datetime.datetime.now(datetime.UTC).date() if today is None else today,
        folder=None if whole is None else whole.parent,
        path=whole,
        environments=None if environments is None else tuple(name for name in environments if name),
    )
