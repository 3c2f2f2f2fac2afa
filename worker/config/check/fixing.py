"""Repairs files: applies the edits of the findings that have one right answer.

What is outside an edit stays as it is, byte for byte.
"""

import codecs
import os
from bisect import bisect_right, insort
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from fakeflare.worker.config.document.diagnostics import Diagnostic, Edit
from fakeflare.worker.config.document.document import Document
from fakeflare.worker.config.document.reading import read_text

MAX_ROUNDS = 10
"""A repair may let another finding appear that has one too; a pair that undo each other must come to an
end."""

Check = Callable[[Document], list[Diagnostic]]


class CannotWrite(Exception):
    """The repaired text cannot be written back. The message says why."""


class Repaired(NamedTuple):
    """A document after its repairs, and what is still found in it."""

    document: Document
    diagnostics: list[Diagnostic]
    fixed: int
    """How many findings were repaired."""


def repair(document: Document, check: Check) -> Repaired:
    """Repair as long as there is something to repair. A round that would do harm, in that the text has more
    syntax errors after it, is not done."""
    found, total = check(document), 0
    for _ in range(MAX_ROUNDS):
        text, count = fix(document, found)
        if text == document.text:
            break
        after = read_text(text, document.syntax, document.path)
        if len(after.parsed.problems) > len(document.parsed.problems):
            break
        document, found, total = after, check(after), total + count
    return Repaired(document, found, total)


def fix(document: Document, diagnostics: Iterable[Diagnostic]) -> tuple[str, int]:
    """The text after one round, and how many findings are repaired in it: of each all edits or none, and none
    that meet those of an earlier one. Findings that ask for the same edits are repaired together."""
    taken: list[Edit] = []
    done: set[tuple[Edit, ...]] = set()
    count = 0
    for found in diagnostics:
        edits = tuple(sorted(found.edits))
        if edits in done:
            count += 1
        elif edits and _is_sound(edits, len(document.text)) and all(_is_free(edit, taken) for edit in edits):
            for edit in edits:
                insort(taken, edit)
            done.add(edits)
            count += 1
    return _apply(document.text, taken), count


def _is_sound(edits: tuple[Edit, ...], length: int) -> bool:
    """Whether the edits of one finding are in the text and apart from each other."""
    ends = [0, *(edit.end for edit in edits)]
    return all(end <= edit.start <= edit.end <= length for end, edit in zip(ends, edits, strict=False))


def _is_free(edit: Edit, taken: list[Edit]) -> bool:
    """Whether an edit neither overlaps one of those taken, which are sorted, nor begins or ends at an
    insertion."""
    index = bisect_right(taken, edit)
    return all(not _meet(edit, other) for other in taken[max(0, index - 1) : index + 1])


def _meet(one: Edit, other: Edit) -> bool:
    is_insertion = one.start == one.end or other.start == other.end
    if is_insertion:
        return one.start <= other.end and other.start <= one.end
    return one.start < other.end and other.start < one.end


def _apply(text: str, edits: list[Edit]) -> str:
    pieces, position = [], 0
    for edit in edits:
        pieces += [text[position : edit.start], edit.text]
        position = edit.end
    return "".join([*pieces, text[position:]])


def write_text(path: Path, before: str, text: str) -> None:
    """Replace a file's text at once: whoever reads it sees the old one or the new one. A link stays a
    link, the permissions and a byte order mark stay too. `before` is the text that was repaired: a file
    that has another one by now, or one that is not UTF-8, is left alone. Raises `CannotWrite`."""
    target = Path(os.path.realpath(path))
    try:
        data = target.read_bytes()
        mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
        if data != mark + before.encode():
            raise CannotWrite(f"{path} has changed meanwhile, or is not UTF-8: it is left as it is")
        if not os.access(target, os.W_OK):
            raise CannotWrite(f"{path} is read-only")
        _replace(target, mark + text.encode())
    except OSError as error:
        raise CannotWrite(f"{path} cannot be written: {error.strerror}") from error


def _replace(target: Path, data: bytes) -> None:
    # start-up: only a repair that is written needs it
    import tempfile

    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(handle)
        os.chmod(name, target.stat().st_mode)
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise
