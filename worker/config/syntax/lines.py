"""Lines and columns of a text."""

import re
from bisect import bisect_right
from typing import NamedTuple

_ENDS = re.compile(r"\r\n|\n|\r")


class Position(NamedTuple):
    """Both count from 1; a column counts characters (code points), as editors show it."""

    line: int
    column: int


class Lines:
    """Finds the line of an offset."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(end.end() for end in _ENDS.finditer(text))]

    def locate(self, offset: int) -> Position:
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)

    def get(self, line: int) -> str:
        """The text of a line, counted from 1, without its end."""
        if not 1 <= line <= len(self._starts):
            return ""
        end = self._starts[line] if line < len(self._starts) else len(self._text)
        return self._text[self._starts[line - 1] : end].rstrip("\r\n")
