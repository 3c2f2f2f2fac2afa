"""JSON with comments and trailing commas, as wrangler accepts it in `.json` and `.jsonc` alike.

Knows text only. What JSON does not have is blanked out in place, so that line and column of a later
error are those of the file.
"""

import json
import re

_PIECES = re.compile(
    r"""
    "(?:[^"\\\n]|\\.)*"?        # a string, closed or not: nothing in it is a comment
    | //[^\r\n]*                # a comment to the end of the line
    | /\*.*?(?:\*/|\Z)          # a block comment, closed or not
    | ,(?=(?>\s+|//[^\r\n]*|/\*(?>.*?\*/))*+[}\]])   # a comma before a closing bracket
    """,
    re.VERBOSE | re.DOTALL,
)


class JsoncError(ValueError):
    """The text is not JSONC. Line and column count from 1, as editors do."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


def parse_jsonc(text: str) -> object:
    """The value of a JSONC text; a byte order mark is ignored."""
    plain = blank_extras(text.removeprefix("\ufeff"))
    try:
        return json.loads(plain)
    except json.JSONDecodeError as error:
        raise JsoncError(error.msg, error.lineno, error.colno) from None
    except RecursionError:
        raise JsoncError("the nesting is too deep", 1, 1) from None


def blank_extras(text: str) -> str:
    """The same text with comments and trailing commas turned into spaces; line ends stay."""
    return _PIECES.sub(_blank_piece, text)


def _blank_piece(piece: re.Match[str]) -> str:
    found = piece[0]
    if found.startswith('"'):
        return found
    if found.startswith("/*") and (len(found) < 4 or not found.endswith("*/")):
        line = piece.string.count("\n", 0, piece.start()) + 1
        column = piece.start() - piece.string.rfind("\n", 0, piece.start())
        raise JsoncError("a comment is opened but not closed", line, column)
    return re.sub(r"[^\r\n]", " ", found)
