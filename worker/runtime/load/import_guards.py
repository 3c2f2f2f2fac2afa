"""What Cloudflare would not let a Worker do, and CPython does: refused or warned about while developing.

While the main module is imported there are no random numbers and no I/O on Cloudflare
(workerd/src/pyodide/internal/topLevelEntropy). What is checked is the Worker's own code: packages have
their exceptions there, here they are let through.
"""

import logging
import os
import random
import re
import sys
import sysconfig
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from fakeflare.worker.javascript.language.worker_state import WorkerState

log = logging.getLogger("fakeflare.worker")

# cloudflare-docs: src/content/docs/workers/languages/python/stdlib.mdx
# fmt: off
MISSING_MODULES = frozenset({
    "curses", "dbm", "ensurepip", "fcntl", "grp", "idlelib", "lib2to3", "msvcrt", "pwd", "resource",
    "syslog", "termios", "tkinter", "turtle", "turtledemo", "venv", "winreg", "winsound", "pty", "tty",
})
# fmt: on
IDLE_MODULES = frozenset({"multiprocessing", "threading"})
"""They can be imported there, and cannot start anything."""

# workers-sdk: packages/wrangler/src/deployment-bundle/rules.ts, and Python's own rule
DEFAULT_GLOBS = ("**/*.py", "**/*.txt", "**/*.html", "**/*.sql", "**/*.bin", "**/*.wasm")

_STDLIB = sysconfig.get_path("stdlib") + os.sep
_OURS = str(Path(__file__).parents[1]) + os.sep
_SITE = f"{os.sep}site-packages{os.sep}"

_NO_ENTROPY = "Cannot get entropy outside of request context"

# the functions that draw from the shared generator
# fmt: off
_DRAWS = (
    "betavariate", "choice", "choices", "expovariate", "gammavariate", "gauss", "getrandbits",
    "lognormvariate", "normalvariate", "paretovariate", "randbytes", "randint", "random", "randrange",
    "sample", "shuffle", "triangular", "uniform", "vonmisesvariate", "weibullvariate",
)
# fmt: on


class ImportGuard:
    """Check one Worker, where it is strict. `globs` are those of the configuration's `rules`, for files to
    deploy."""

    def __init__(self, is_strict: bool = False, globs: Sequence[str] = ()) -> None:
        self._is_strict = is_strict
        self._shipped = [compile_glob(glob) for glob in (*DEFAULT_GLOBS, *globs)]
        self._said: set[str] = set()

    @contextmanager
    def loading(self, worker_state: WorkerState, root: Path) -> Iterator[None]:
        """While inside, the Worker's own code has no entropy, and it may do no I/O."""
        if not self._is_strict:
            yield
            return
        watch_files(root, self.note_file)
        worker_state.is_loading = True
        replaced = _replace_draws(f"{root}{os.sep}")
        try:
            yield
        finally:
            for owner, name, value in replaced:
                setattr(owner, name, value)
            worker_state.is_loading = False

    def note_import(self, name: str, importer: Mapping[str, object] | None) -> None:
        """Warn about a module of the standard library that Cloudflare does not have."""
        top = name.partition(".")[0]
        if not self._is_strict or (top not in MISSING_MODULES and top not in IDLE_MODULES):
            return
        what = "does not exist" if top in MISSING_MODULES else "can be imported but does not work"
        self._say(f"{_find_line(importer)}: the module {top} {what} on Cloudflare")

    def note_file(self, root: str, path: str, place: str) -> None:
        """Warn about a file that is read and would not be deployed."""
        name = os.path.relpath(path, root).replace(os.sep, "/")
        if not any(pattern.fullmatch(name) for pattern in self._shipped):
            self._say(
                f'{place}: reads {name}, which is not deployed with the Worker: add a glob for it to "rules"'
            )

    def _say(self, text: str) -> None:
        if text not in self._said:
            self._said.add(text)
            log.warning("%s", text)


def compile_glob(glob: str) -> re.Pattern[str]:
    """Make a pattern of a glob of `rules`, which may hold `*`, `?` and `**`."""
    pieces = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile(re.sub(r"\*\*/|\*\*|\*|\?|[^*?]+", lambda m: pieces.get(m[0]) or re.escape(m[0]), glob))


def _find_line(importer: Mapping[str, object] | None) -> str:
    """Where the import stands; `importlib.import_module` and a bare `__import__` do not say who asks."""
    path = (importer or {}).get("__file__")
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and not _is_importer(frame.f_code.co_filename, path):
        frame = frame.f_back
    return str(path) if frame is None else f"{frame.f_code.co_filename}:{frame.f_lineno}"


def _is_importer(filename: str, path: object) -> bool:
    if path is not None and not _is_stdlib(str(path)):
        return filename == path
    return not _is_stdlib(filename) and not filename.startswith(_OURS)


def _replace_draws(prefix: str) -> list[tuple[Any, str, Any]]:
    """Put the refusing functions in; returns what was there."""
    replaced: list[tuple[Any, str, Any]] = []

    def replace(owner: Any, name: str, refuse: Callable[[], NoReturn]) -> None:
        original = getattr(owner, name)

        def checked(*args: Any, **options: Any) -> Any:
            if _is_own_call(prefix):
                refuse()
            return original(*args, **options)

        replaced.append((owner, name, original))
        setattr(owner, name, checked)

    def refuse_entropy() -> NoReturn:
        raise OSError(29, _NO_ENTROPY)

    replace(os, "urandom", refuse_entropy)
    # what random.SystemRandom, and so `secrets`, took from os when it was imported
    replace(random, "_urandom", refuse_entropy)
    for name in _DRAWS:

        def refuse_draw(name: str = name) -> NoReturn:
            raise RuntimeError(f"Cannot use random.{name}() outside of request context")

        replace(random, name, refuse_draw)
    return replaced


def _is_own_call(prefix: str) -> bool:
    """True when the call came from the Worker's own files, through the standard library at most."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and _is_stdlib(frame.f_code.co_filename):
        frame = frame.f_back
    return frame is not None and frame.f_code.co_filename.startswith(prefix)


def _is_stdlib(filename: str) -> bool:
    return filename.startswith("<frozen") or (filename.startswith(_STDLIB) and _SITE not in filename)


_watched: dict[str, Callable[[str, str, str], None]] = {}
_is_hooked = False


def watch_files(root: Path, note: Callable[[str, str, str], None]) -> None:
    """Call `note(root, path, place)` for each file below `root` that its own code opens for reading."""
    global _is_hooked
    _watched[f"{root}{os.sep}"] = note
    if not _is_hooked:
        _is_hooked = True
        sys.addaudithook(_watch)


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "open" or not isinstance(arguments[0], str):
        return
    path, mode = arguments[0], arguments[1]
    if path.endswith((".py", ".pyc")) or (isinstance(mode, str) and not mode.startswith("r")):
        return
    for prefix, note in _watched.items():
        if path.startswith(prefix):
            frame: FrameType | None = sys._getframe(1)
            while frame is not None and not frame.f_code.co_filename.startswith(prefix):
                frame = frame.f_back
            if frame is not None:
                note(prefix, path, f"{frame.f_code.co_filename}:{frame.f_lineno}")
