"""Comments that silence findings.

`fakeflare: ignore FF301` silences what begins on its own line or, where the comment is alone on its
line, on the next line that is no comment. `fakeflare: ignore-file FF301` before the first value silences
the rule in the whole file. Both take several codes, beginnings of codes and names of rules, with commas
or blanks between them, and all rules where they have none. What comes after `--` is a reason.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from fakeflare.worker.config.check.rules.text.comments import BAD_IGNORE, MARK, UNUSED_IGNORE
from fakeflare.worker.config.check.selection import UnknownRule, find_codes
from fakeflare.worker.config.document.diagnostics import Diagnostic
from fakeflare.worker.config.document.document import Document
from fakeflare.worker.config.findings.findings import Findings
from fakeflare.worker.config.syntax.nodes import Span

_COMMENT = re.compile(r"(?://|/\*|\#)?\s*fakeflare:\s*(\S*)")
_DIRECTIVE = re.compile(r"fakeflare:\s*(ignore-file|ignore)(?![\w-])")
_WORD = re.compile(r"[^\s,]+")
_MOST_GUESSES = 500
"""In a file with more findings, nothing is guessed about unknown rules."""
_READING = "FF0"
"""Faults of the text itself, which only a comment that names them silences."""
_OWN = frozenset({UNUSED_IGNORE.code, BAD_IGNORE.code})


class Word(NamedTuple):
    """What one word of a comment stands for."""

    span: Span
    text: str
    codes: frozenset[str] | None
    """None for every rule."""

    def matches(self, found: Diagnostic) -> bool:
        if self.codes is not None:
            return found.code in self.codes
        return not found.code.startswith(_READING) and found.code not in _OWN


class Directive(NamedTuple):
    """A comment: its words, and the line that it is about; None for the whole file."""

    words: list[Word]
    line: int | None


def apply_ignores(findings: Findings) -> list[Diagnostic]:
    """The findings that no comment silences, and those about the comments themselves."""
    ignores = Ignores(_list_directives(findings))
    kept = [found for found in findings.all if not ignores.silence(found)]
    count = len(findings.all)
    if findings.project_files.folder is not None and findings.project_files.environments is None:
        for word in ignores.list_unused():
            message = f"Nothing is found here that {word.text or 'this comment'} could ignore."
            findings.add_at(UNUSED_IGNORE, word.span, message)
    return kept + [found for found in findings.all[count:] if not ignores.silence(found)]


class Ignores:
    """The directives of a document by their lines, and which of their words have silenced something."""

    def __init__(self, directives: Iterable[Directive]) -> None:
        self._words: dict[int | None, list[Word]] = {}
        for words, line in directives:
            self._words.setdefault(line, []).extend(words)
        self._used: set[Span] = set()

    def silence(self, found: Diagnostic) -> bool:
        """Whether a finding is silenced."""
        words = (*self._words.get(None, ()), *self._words.get(found.line, ()))
        used = [word.span for word in words if word.matches(found)]
        self._used.update(used)
        return bool(used)

    def list_unused(self) -> list[Word]:
        """The words that have silenced nothing; those about comments may still."""
        return [
            word
            for words in self._words.values()
            for word in words
            if word.span not in self._used and (word.codes is None or word.codes - _OWN)
        ]


def _list_directives(findings: Findings) -> list[Directive]:
    document, directives = findings.document, []
    first_value, next_lines = _find_first_value(document), _find_next_lines(document)
    for comment in document.parsed.comments:
        text = document.text[comment.start : comment.end]
        directive = _DIRECTIVE.search(text) if MARK in text else None
        if directive is None:
            start = _COMMENT.match(text)
            if start is not None:
                message = f'"{MARK} {start[1]}" is no instruction: there are "ignore" and "ignore-file".'
                findings.add_at(BAD_IGNORE, comment, message)
        elif directive[1] == "ignore-file" and comment.start > first_value:
            message = '"fakeflare: ignore-file" has no effect here: it belongs before the first value.'
            findings.add_at(BAD_IGNORE, comment, message)
        else:
            here = document.lines.locate(comment.start).line
            line = None if directive[1] == "ignore-file" else next_lines.get(here, here)
            directives.append(Directive(_read_words(findings, comment, directive.end()), line))
    return directives


def _find_first_value(document: Document) -> int:
    root = document.parsed.root
    spans = [member.node.span for member in root.members.values()] if root and root.members else []
    return min((span.start for span in spans), default=len(document.text))


def _read_words(findings: Findings, comment: Span, start: int) -> list[Word]:
    """The rules that a comment names; those that do not exist are found fault with."""
    text = findings.document.text[comment.start : comment.end].removesuffix("*/")
    line = text[start:].splitlines()[0] if text[start:] else ""
    words = []
    for match in _WORD.finditer(line.partition("--")[0]):
        offset = comment.start + start
        span = Span(offset + match.start(), offset + match.end())
        try:
            words.append(Word(span, match[0], frozenset(find_codes(match[0]))))
        except UnknownRule as error:
            message = str(error) if len(findings.all) < _MOST_GUESSES else error.message
            findings.add_at(BAD_IGNORE, span, message)
            words.append(Word(span, match[0], frozenset()))
    return words or [Word(comment, "", None)]


def _find_next_lines(document: Document) -> dict[int, int]:
    """For each line that begins with a comment which is alone on its lines: the next line that does not."""
    lines = document.lines
    following: dict[int, int] = {}
    for comment in reversed(document.parsed.comments):
        start, end = lines.locate(comment.start), lines.locate(comment.end)
        before, after = lines.get(start.line)[: start.column - 1], lines.get(end.line)[end.column - 1 :]
        if not before.strip() and not after.strip():
            following[start.line] = following.get(end.line + 1, end.line + 1)
    return following
