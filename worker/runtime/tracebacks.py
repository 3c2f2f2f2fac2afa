"""Tracebacks for the Worker's author: from the first frame of the Worker's own files on."""

import importlib
import traceback
from pathlib import Path

from worker.runtime import modules

_IMPORTING = ("<frozen importlib", str(importlib.__file__), str(modules.__file__))


def format_error(error: BaseException, folder: Path) -> str:
    """The traceback without the frames that led to the Worker's code."""
    shown = traceback.TracebackException.from_exception(error)
    _cut_frames(shown, f"{folder}/", set())
    return "".join(shown.format())


def _cut_frames(shown: traceback.TracebackException, prefix: str, seen: set[int]) -> None:
    if id(shown) in seen:
        return
    seen.add(id(shown))
    own = [index for index, frame in enumerate(shown.stack) if frame.filename.startswith(prefix)]
    if own:
        shown.stack[:] = [frame for frame in shown.stack[own[0] :] if not _is_import(frame)]
    elif str(getattr(shown, "filename", "")).startswith(prefix):
        # a SyntaxError: it says where by itself
        shown.stack.clear()
    for inner in (shown.__cause__, shown.__context__):
        if inner is not None:
            _cut_frames(inner, prefix, seen)


def _is_import(frame: traceback.FrameSummary) -> bool:
    return frame.filename.startswith(_IMPORTING)
