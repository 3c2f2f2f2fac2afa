"""What a check says: one object for each finding."""

from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "info"]
"""error: wrangler, the API or the runtime will fail. warning: wrangler warns, or the outcome surprises.
info: worth knowing."""

DOCS = "https://github.com/fakeflare/fakeflare/blob/main/docs/rules.md"


class Range(NamedTuple):
    """A piece of a file. Lines and columns count from 1; the end is the column after the last character."""

    line: int
    column: int
    end_line: int
    end_column: int


class Related(NamedTuple):
    """Where the other half of a finding is."""

    path: str
    range: Range
    message: str


class Edit(NamedTuple):
    """Replace the characters from `start` to `end`, offsets into the file's text, by `text`."""

    start: int
    end: int
    text: str


class Diagnostic(NamedTuple):
    path: str
    range: Range
    severity: Severity
    code: str
    """`FF` and three digits; it never changes its meaning."""
    name: str
    """The rule's name for people, such as `unknown-field`."""
    message: str
    """wrangler's own sentence where it has one; it may have several lines."""
    hint: str | None = None
    related: tuple[Related, ...] = ()
    environment: str | None = None
    """The environment whose block this is about; None for the top level and the file."""
    place: tuple[str | int, ...] = ()
    """The way to the value in the document."""
    edits: tuple[Edit, ...] = ()
    """What repairs it, where there is one right answer."""

    @property
    def line(self) -> int:
        return self.range.line

    @property
    def column(self) -> int:
        return self.range.column

    @property
    def docs_url(self) -> str:
        return f"{DOCS}#{self.code.lower()}"


def describe_diagnostic(diagnostic: Diagnostic) -> str:
    """One finding on one line."""
    head = f"{diagnostic.path}:{diagnostic.line}:{diagnostic.column}: {diagnostic.severity} {diagnostic.code}"
    hint = "" if diagnostic.hint is None else f" ({diagnostic.hint})"
    return " ".join(f"{head} {diagnostic.name}: {diagnostic.message}{hint}".split())
