"""What a run of the checks came to."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from fakeflare.worker.config.document.diagnostics import Diagnostic, Severity
from fakeflare.worker.config.document.document import Document


class Checked(NamedTuple):
    """One document and what was found in it."""

    document: Document
    diagnostics: Sequence[Diagnostic]
    fixed: int = 0
    """How many findings were repaired before."""
    is_unwritten: bool = False
    """Whether repairs were found and could not be written back."""


class Setting(NamedTuple):
    """What a report may depend on besides the findings."""

    folder: str
    """Where the command runs."""
    root: str
    """The folder to which CI services want paths to be relative."""
    has_color: bool = False
    failing: frozenset[Severity] = frozenset({"error"})
    """The severities that fail the check."""
    is_quiet: bool = False


def list_findings(checked: Iterable[Checked]) -> list[tuple[Checked, Diagnostic]]:
    """Every finding with the document it is in."""
    return [(one, found) for one in checked for found in one.diagnostics]


def count(checked: Iterable[Checked]) -> str:
    """How many of each severity in how many files, in words."""
    with_findings = [one for one in checked if one.diagnostics]
    severities = [found.severity for one in with_findings for found in one.diagnostics]
    parts = [
        name_number(severities.count(severity), severity)
        for severity in ("error", "warning", "info")
        if severity in severities
    ]
    return f"{join_words(parts)} in {name_number(len(with_findings), 'file')}"


def name_number(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def join_words(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)
