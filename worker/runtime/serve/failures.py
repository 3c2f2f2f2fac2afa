"""What went wrong in a Worker, in the words its author is shown: here, in the log and in the answer."""

import asyncio
import linecache
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fakeflare.worker.runtime.load.program import ReturnError, WorkerError
from fakeflare.worker.runtime.load.tracebacks import is_own
from fakeflare.worker.runtime.load.worker_modules import VENDOR_FOLDER
from fakeflare.worker.runtime.workers.isolate import HungError, Isolate, LoadError

_PLAIN = (WorkerError, ReturnError, HungError)
"""Their text says it all; a traceback would show fakeflare's own lines."""

_LINES_AROUND = 5


@dataclass(frozen=True)
class Excerpt:
    """Lines of a file around the one that is meant."""

    path: str
    line: int
    first: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Failure:
    """What is shown of an error: `text` ends with a line break, `title` is its most telling line."""

    title: str
    text: str
    excerpt: Excerpt | None = None


NOTHING_LOADED = Failure("no Worker is loaded", "no Worker is loaded\n")


def is_failure(error: BaseException) -> bool:
    """Tell whether an error is the Worker's. It is not where it ends the server or its task from outside. A
    Worker may raise anything else, also a CancelledError: that of a task which it has cancelled itself and
    waits for."""
    if isinstance(error, asyncio.CancelledError):
        task = asyncio.current_task()
        return task is None or not task.cancelling()
    return not isinstance(error, KeyboardInterrupt)


def describe_failure(error: BaseException, isolate: Isolate | None = None) -> Failure:
    """Say what to show of an error; of a Worker's own, the traceback from its first frame on."""
    if isolate is None or isinstance(error, _PLAIN):
        return Failure(str(error), f"{error}\n")
    folders = (isolate.files.root, isolate.files.project)
    if isinstance(error, LoadError):
        title = f"{type(error.error).__name__}: {error.error}"
        return Failure(title, f"{error.traceback}{error}\n", find_excerpt(error.error, folders))
    text = isolate.format_error(error)
    title = f"{type(error).__name__}: {error}".strip(" :")
    return Failure(title, text, find_excerpt(error, folders))


def find_excerpt(error: BaseException, folders: Sequence[Path]) -> Excerpt | None:
    """Find the innermost line of the Worker's own files; of vendored packages only where there is no
    other."""
    prefixes = tuple(f"{folder}/" for folder in folders)
    places = [(frame.filename, frame.lineno or 0) for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError) and error.filename:
        places.append((error.filename, error.lineno or 0))
    own = [place for place in places if is_own(place[0], prefixes)]
    if not own:
        return None
    path, line = ([place for place in own if f"/{VENDOR_FOLDER}/" not in place[0]] or own)[-1]
    lines = linecache.getlines(path)
    first = max(line - _LINES_AROUND, 1)
    shown = [text.rstrip("\n") for text in lines[first - 1 : line + _LINES_AROUND]]
    return Excerpt(path, line, first, tuple(shown)) if shown else None
