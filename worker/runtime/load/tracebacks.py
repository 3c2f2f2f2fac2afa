"""Tracebacks for the Worker's author: the Worker's own frames, and of others only what explains them."""

import importlib
import os
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

_IMPORTING = ("<frozen importlib", str(importlib.__file__))
_OURS = f"{Path(__file__).parents[3]}{os.sep}"


def format_error(error: BaseException, folders: Sequence[Path]) -> str:
    """Write the traceback from the first frame of the Worker's files on, without fakeflare's own frames.

    The frames of packages and of the standard library stay: the Worker called them.
    """
    shown = traceback.TracebackException.from_exception(error)
    _cut_frames(shown, tuple(f"{folder}/" for folder in folders), set())
    return "".join(shown.format())


def _cut_frames(shown: traceback.TracebackException, prefixes: tuple[str, ...], seen: set[int]) -> None:
    if id(shown) in seen:
        return
    seen.add(id(shown))
    own = [index for index, frame in enumerate(shown.stack) if is_own(frame.filename, prefixes)]
    if own:
        shown.stack[:] = [frame for frame in shown.stack[own[0] :] if not _is_hidden(frame, prefixes)]
    elif is_own(str(getattr(shown, "filename", "")), prefixes):
        # a SyntaxError: it says where by itself
        shown.stack.clear()
    else:
        shown.stack[:] = [frame for frame in shown.stack if not _is_hidden(frame, prefixes)]
    for inner in (shown.__cause__, shown.__context__, *(getattr(shown, "exceptions", None) or ())):
        if inner is not None:
            _cut_frames(inner, prefixes, seen)


def _is_hidden(frame: traceback.FrameSummary, prefixes: tuple[str, ...]) -> bool:
    if is_own(frame.filename, prefixes):
        return False
    return frame.filename.startswith(_IMPORTING) or frame.filename.startswith(_OURS)


def is_own(filename: str, prefixes: Sequence[str]) -> bool:
    """Tell whether a file is the Worker's: below the first prefix, the module root, or below another one, the
    project, where that is not fakeflare's own code (whose checkout is the seed's project)."""
    return filename.startswith(prefixes[0]) or (
        filename.startswith(tuple(prefixes)) and not filename.startswith(_OURS)
    )


def drop_own_frames(error: BaseException) -> None:
    """Take fakeflare's frames out of an exception that is about to be raised to somebody else's code: what
    a test runner shows is the Worker's and the test's."""
    seen: set[int] = set()
    pending: list[BaseException | None] = [error]
    while pending:
        current = pending.pop()
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        current.__traceback__ = _drop_frames(current.__traceback__)
        pending += [current.__cause__, current.__context__]


def _drop_frames(found: TracebackType | None) -> TracebackType | None:
    kept = []
    while found is not None:
        path = found.tb_frame.f_code.co_filename
        if not path.startswith((*_IMPORTING, _OURS)):
            kept.append(found)
        found = found.tb_next
    following: TracebackType | None = None
    for piece in reversed(kept):
        following = TracebackType(following, piece.tb_frame, piece.tb_lasti, piece.tb_lineno)
    return following
