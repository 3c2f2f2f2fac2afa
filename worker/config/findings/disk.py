"""What there is on the disk around a configuration. A path that no file can have is simply not there."""

from pathlib import Path


def exists(folder: Path, path: str) -> bool:
    """Whether there is anything at a path relative to the configuration's folder."""
    try:
        return (folder / path).exists()
    except (OSError, ValueError):
        return False


def is_folder(folder: Path, path: str) -> bool:
    """Whether there is a folder."""
    try:
        return (folder / path).is_dir()
    except (OSError, ValueError):
        return False
