"""Where in the Worker's own code a binding was called: found by walking the stack, which costs, so that
it is done only when there is something to say."""

import os
import sys
import sysconfig
from pathlib import Path
from types import FrameType
from typing import NamedTuple

_OURS = f"{Path(__file__).parents[2]}{os.sep}"
_STDLIB = tuple(f"{sysconfig.get_path(name)}{os.sep}" for name in ("stdlib", "platstdlib"))
_PACKAGES = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")
"""What is installed lies below the stdlib's folder and is none of it."""

_SDK = ("workers", "asgi")


class UserLine(NamedTuple):
    """A line of somebody's code."""

    path: str
    line: int

    def __str__(self) -> str:
        """`src/entry.py:12`: relative where that is shorter."""
        try:
            relative = os.path.relpath(self.path)
        except ValueError:
            # another drive
            relative = ".."
        return f"{self.path if relative.startswith('..') else relative}:{self.line}"


def find_user_line() -> UserLine | None:
    """The innermost line that is neither fakeflare's nor the SDK's nor the standard library's."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if not _is_machinery(frame):
            return UserLine(frame.f_code.co_filename, frame.f_lineno)
        frame = frame.f_back
    return None


def _is_machinery(frame: FrameType) -> bool:
    path = frame.f_code.co_filename
    # a Worker's own modules may be called `worker` too: ours are told by their place
    if path.startswith((_OURS, "<frozen ")):
        return True
    if str(frame.f_globals.get("__name__")).partition(".")[0] in _SDK:
        return True
    return path.startswith(_STDLIB) and not any(mark in path for mark in _PACKAGES)
