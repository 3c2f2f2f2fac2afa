"""The files of a Python Worker on the disk: its code, and the data that its code names but wrangler leaves
behind.

Looks at so many files and bytes and no more; a Worker beyond that is not judged by them.
"""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

SHIPPED = (".py", ".txt", ".html", ".sql", ".bin", ".wasm")
"""What wrangler bundles without rules (wrangler: src/deployment-bundle/rules.ts)."""
MAX_FILES = 500
MAX_BYTES = 1_000_000
_SKIPPED = {"python_modules", "node_modules", "__pycache__", "venv", "env", "dist", "build", "tests", "test"}


class Sources(NamedTuple):
    """The files beneath the module root, by their paths in it."""

    code: dict[str, str]
    """Python files and their texts."""
    data: list[str]
    """All other files that are not shipped of themselves."""


class Unshipped(NamedTuple):
    """A file that will be missed."""

    path: str
    user: str
    """The Python file that names it."""

    @property
    def suffix(self) -> str:
        return os.path.splitext(self.path)[1]


def read_sources(folder: Path, root: str) -> Sources:
    """What there is; nothing where the folder cannot be read."""
    sources, size = Sources({}, []), 0
    top = os.path.join(folder, root)
    for path, name in _walk(top) if os.path.isdir(top) else ():  # a path with a NUL is no folder
        if not name.endswith(SHIPPED):
            sources.data.append(name)
        elif name.endswith(".py") and size < MAX_BYTES:
            sources.code[name] = text = _read(path)
            size += len(text)
    return sources


def _walk(root: str) -> Iterator[tuple[str, str]]:
    """Files with their full paths and their paths in the root."""
    count = 0
    for here, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED and not name.startswith("."))
        for file in sorted(files):
            count += 1
            if count > MAX_FILES:
                return
            path = os.path.join(here, file)
            yield path, os.path.relpath(path, root).replace(os.sep, "/")


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read(MAX_BYTES)
    except (OSError, ValueError):
        return ""


def list_unshipped(sources: Sources, globs: Sequence[str]) -> Iterator[Unshipped]:
    """The data files that some code names in a string, and that no rule's glob takes along."""
    patterns = [re.compile(_translate(glob)) for glob in globs]
    for path in sources.data:
        name = path.rpartition("/")[2]
        if not os.path.splitext(name)[1] or any(pattern.fullmatch(path) for pattern in patterns):
            continue
        named = re.compile(rf"""["'/]{re.escape(name)}["']""")
        user = next(
            (file for file, text in sources.code.items() if name in text and named.search(text)), None
        )
        if user is not None:
            yield Unshipped(path, user)


def _translate(glob: str) -> str:
    """The pattern of a glob: `**/` is any folders or none, `*` stays in one folder."""
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", glob)
    signs = {"**/": r"(?:.*/)?", "**": r".*", "*": r"[^/]*", "?": r"[^/]"}
    return "".join(signs.get(part) or re.escape(part) for part in parts)
