"""`.assetsignore`: patterns of gitignore(5), letters of any case, as npm's `ignore` applies them."""

import re
from collections.abc import Iterable
from typing import NamedTuple

_PIECE = re.compile(r"\\.|\*\*/|/\*\*$|\*+|\?|\[!?\]?[^\]]*\]|[^\\*?\[/]+|.", re.DOTALL)


class _Pattern(NamedTuple):
    matcher: re.Pattern[str]
    is_negated: bool
    is_folder: bool


class IgnoreRules:
    """Says of paths below a folder whether they are left out."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._patterns = [pattern for line in lines if (pattern := _parse_line(line)) is not None]

    def ignores(self, path: str) -> bool:
        """`path` is relative, with slashes, and a file's. What lies in an ignored folder stays ignored."""
        parts = path.split("/")
        folders = ("/".join(parts[:count]) for count in range(1, len(parts)))
        return any(self._matches(folder, True) for folder in folders) or self._matches(path, False)

    def _matches(self, path: str, is_folder: bool) -> bool:
        is_ignored = False
        for pattern in self._patterns:
            if (is_folder or not pattern.is_folder) and pattern.matcher.fullmatch(path):
                is_ignored = not pattern.is_negated
        return is_ignored


def _parse_line(line: str) -> _Pattern | None:
    text = re.sub(r"(?<!\\)\s+$", "", line)
    if not text or text.startswith("#"):
        return None
    is_negated = text.startswith("!")
    text = text[is_negated:]
    is_folder = text.endswith("/")
    text = text.rstrip("/")
    if not text:
        return None
    # a slash anywhere but at the end ties the pattern to the folder
    start = "" if "/" in text else "(?:.*/)?"
    try:
        matcher = re.compile(start + _translate(text.removeprefix("/")), re.IGNORECASE | re.DOTALL)
    except re.error:
        return None
    return _Pattern(matcher, is_negated, is_folder)


def _translate(text: str) -> str:
    return "".join(_translate_piece(piece) for piece in _PIECE.findall(text))


def _translate_piece(piece: str) -> str:
    if piece == "**/":
        return "(?:.*/)?"
    if piece == "/**":
        return "/.+"
    if piece.startswith("*"):
        return "[^/]*"
    if piece == "?":
        return "[^/]"
    if piece.startswith("[") and len(piece) > 1:
        return f"[{'^' if piece[1] == '!' else ''}{piece[1:-1].removeprefix('!')}]"
    return re.escape(piece[1:] if piece.startswith("\\") else piece)
