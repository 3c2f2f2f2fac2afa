"""Collects what the rules find in one document and puts it into the file's lines and columns."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from fakeflare.worker.config.document.diagnostics import Diagnostic, Edit, Related, Severity
from fakeflare.worker.config.document.document import Document, On
from fakeflare.worker.config.findings.catalogue import Rule
from fakeflare.worker.config.findings.project_files import ProjectFiles
from fakeflare.worker.config.syntax.nodes import Place, Span


class Other(NamedTuple):
    """Another place of the same document that a finding is about."""

    place: Place
    message: str
    on: On = "value"


class Findings:
    """One document's findings, and what the rules may know besides its values."""

    def __init__(self, document: Document, project_files: ProjectFiles) -> None:
        self.document = document
        self.project_files = project_files
        self.all: list[Diagnostic] = []
        self._errors: set[Place] = set()

    def add(
        self,
        rule: Rule,
        place: Place,
        message: str,
        *,
        on: On = "value",
        hint: str | None = None,
        others: Sequence[Other] = (),
        related: Sequence[Related] = (),
        edits: Iterable[Edit] = (),
        severity: Severity | None = None,
    ) -> None:
        """Something is wrong at `place`. `hint` is a sentence of advice; `related` are places in other files;
        `edits` are given where there is one right answer; `severity` is the rule's unless said otherwise."""
        span = self.document.get_span(place, on)
        self.add_at(
            rule,
            span,
            message,
            place=place,
            hint=hint,
            related=(*(self._relate(other) for other in others), *related),
            edits=edits,
            severity=severity,
        )

    def add_at(
        self,
        rule: Rule,
        span: Span,
        message: str,
        *,
        place: Place = (),
        hint: str | None = None,
        related: Sequence[Related] = (),
        edits: Iterable[Edit] = (),
        severity: Severity | None = None,
    ) -> None:
        """The same for a piece of the text that is no value."""
        level = rule.severity if severity is None else severity
        if level == "error":
            self._errors.update(place[:length] for length in range(len(place) + 1))
        self.all.append(
            Diagnostic(
                path=self.document.path,
                range=self.document.make_range(span),
                severity=level,
                code=rule.code,
                name=rule.name,
                message=message,
                hint=hint,
                related=tuple(related),
                environment=str(place[1]) if len(place) > 1 and place[0] == "env" else None,
                place=place,
                edits=tuple(edits),
            )
        )

    def has_error(self, place: Place) -> bool:
        """Whether an error has been found at a place or beneath it."""
        return place in self._errors

    def _relate(self, other: Other) -> Related:
        span = self.document.get_span(other.place, other.on)
        return Related(self.document.path, self.document.make_range(span), other.message)
