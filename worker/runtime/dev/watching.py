"""Tells of files that change. Folders are watched one by one, so that those that hold no code of the
Worker's own cost nothing: environments, `node_modules`, the data."""

import contextlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

_SKIPPED = frozenset({"__pycache__", "node_modules"})

_STEP_MILLISECONDS = 50
"""Changes that follow each other faster are one change."""

_DEBOUNCE_MILLISECONDS = 200

_CHECK_MILLISECONDS = 200
"""How soon a change is looked for that came while the watch was being set up."""


class Watch:
    """Watch in a thread of its own from `start` to `stop`."""

    def __init__(
        self,
        trees: Iterable[Path],
        files: Iterable[Path],
        is_source: Callable[[Path], bool],
        skipped: Iterable[Path],
        tell: Callable[[set[Path]], None],
    ) -> None:
        """`tell` is called in the thread, with the changed paths: files below `trees` for which
        `is_source` holds, and any of `files`. What is below `skipped` does not count."""
        self._trees = tuple(trees)
        self._files = frozenset(files)
        self._is_source = is_source
        self._skipped = tuple(skipped)
        self._tell = tell
        self._stopped = threading.Event()
        self._stamps = self._take_stamps(self._list_folders())
        self._thread = threading.Thread(target=self._run, name="fakeflare-watch", daemon=True)

    def start(self) -> None:
        """Begin to watch; changes since the Watch was made are told too."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread, within a fifth of a second."""
        self._stopped.set()

    def _run(self) -> None:
        folders = self._list_folders()
        while not self._stopped.is_set():
            folders = self._watch_folders(folders)

    def _list_folders(self) -> set[Path]:
        folders = {folder for tree in self._trees for folder in list_folders(tree, self._skipped)}
        return folders | {path.parent for path in self._files if path.parent.is_dir()}

    def _watch_folders(self, folders: set[Path]) -> set[Path]:
        """Until a folder comes or goes; returns those that are there then."""
        # start-up: it is imported in this thread, while the first requests are answered
        from watchfiles import watch

        is_checked = False
        for changes in watch(
            *(folder for folder in folders if folder.is_dir()),
            watch_filter=None,
            debounce=_DEBOUNCE_MILLISECONDS,
            step=_STEP_MILLISECONDS,
            rust_timeout=_CHECK_MILLISECONDS,
            yield_on_timeout=True,
            stop_event=self._stopped,
            raise_interrupt=False,
            recursive=False,
            ignore_permission_denied=True,
        ):
            paths = {Path(path) for _, path in changes}
            current = self._list_folders() if paths or not is_checked else folders
            if not is_checked:
                # what changed, came or went before the system began to tell
                paths |= self._find_changes(current)
            elif paths:
                self._stamps = self._take_stamps(current)
            is_checked = True
            # a folder comes with its files, of which nothing has told, and goes with them; one that is told
            # of by itself may be another in the place of the one that is watched
            come = (current - folders) | (current & paths)
            paths |= set(self._list_files(come))
            found = {path for path in paths if self._is_meant(path)} | (folders - current)
            if found:
                self._tell(found)
            if come or current != folders:
                return current
        return folders

    def _is_meant(self, path: Path) -> bool:
        if path in self._files:
            return True
        return self._is_source(path) and any(_is_below(path, tree, self._skipped) for tree in self._trees)

    def _find_changes(self, folders: set[Path]) -> set[Path]:
        before, self._stamps = self._stamps, self._take_stamps(folders)
        after = self._stamps
        return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}

    def _take_stamps(self, folders: set[Path]) -> dict[Path, int]:
        """The files that are meant, and when each was changed."""
        stamps = {}
        for path in self._list_files(folders):
            if self._is_meant(path):
                with contextlib.suppress(OSError):
                    stamps[path] = path.stat().st_mtime_ns
        return stamps

    def _list_files(self, folders: set[Path]) -> Iterator[Path]:
        for folder in folders:
            try:
                entries = list(os.scandir(folder))
            except OSError:
                continue
            yield from (Path(entry.path) for entry in entries if entry.is_file())


def list_folders(tree: Path, skipped: tuple[Path, ...]) -> Iterator[Path]:
    """List the folder and those below it that may hold code."""
    if not tree.is_dir():
        return
    for path, names, _ in os.walk(tree):
        folder = Path(path)
        yield folder
        names[:] = [name for name in names if not _is_skipped(folder / name, skipped)]


def _is_skipped(folder: Path, skipped: tuple[Path, ...]) -> bool:
    name = folder.name
    # hidden ones hold tools' data: .venv, .git, .wrangler, .fakeflare
    return name in _SKIPPED or name.startswith(".") or folder in skipped or (folder / "pyvenv.cfg").is_file()


def _is_below(path: Path, tree: Path, skipped: tuple[Path, ...]) -> bool:
    if not path.is_relative_to(tree):
        return False
    parents = [parent for parent in path.parents if parent != tree and parent.is_relative_to(tree)]
    return not any(_is_skipped(parent, skipped) for parent in parents)
