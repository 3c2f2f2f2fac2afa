"""Which documents a command line asks for."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from fakeflare.worker.config.check.sources import find_file
from fakeflare.worker.config.document.search import SEARCHED_NAMES, find_document

STDIN = "-"


class Source(NamedTuple):
    """A file, or standard input where `path` is None; and the name that findings give it."""

    path: Path | None
    shown: str


class NothingToCheck(Exception):
    """Nobody named a file, and wrangler would find none."""


def find_sources(names: Sequence[str], start: Path, stdin_name: str | None) -> list[Source]:
    """The sources that the arguments name, each once; without any, the one that wrangler would use from
    `start`. Raises `NothingToCheck`."""
    if not names:
        found = find_document(start)
        if found is None:
            raise NothingToCheck(f"no {_join(SEARCHED_NAMES)} in {start} or above it")
        return [Source(found, os.path.relpath(found, start))]
    sources: dict[str, Source] = {}
    for name in names:
        source = Source(None, stdin_name or STDIN) if name == STDIN else Source(*find_file(name, start))
        sources.setdefault(STDIN if source.path is None else os.path.realpath(source.path), source)
    return list(sources.values())


def _join(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"
