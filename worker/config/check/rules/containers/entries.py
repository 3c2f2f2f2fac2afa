"""One entry of `containers`, and how its faults are said: wrangler names neither the entry nor the
environment."""

from collections.abc import Iterable, Mapping, Sequence

from fakeflare.worker.config.document.diagnostics import Edit
from fakeflare.worker.config.document.document import On
from fakeflare.worker.config.document.values import MISSING
from fakeflare.worker.config.findings.catalogue import Rule
from fakeflare.worker.config.findings.findings import Findings, Other
from fakeflare.worker.config.findings.types import expect_optional
from fakeflare.worker.config.syntax.nodes import Place


class Container:
    """An object, its place, and `label`, the name of the list in wrangler's sentences."""

    __slots__ = ("fields", "findings", "label", "place")

    def __init__(self, findings: Findings, place: Place, fields: Mapping[str, object], label: str) -> None:
        self.findings = findings
        self.place = place
        self.fields = fields
        self.label = label

    def get(self, field: str) -> object:
        return self.fields.get(field, MISSING)

    def fail(
        self,
        rule: Rule,
        message: str,
        *parts: str | int,
        on: On = "value",
        hint: str | None = None,
        others: Sequence[Other] = (),
        edits: Iterable[Edit] = (),
    ) -> None:
        """Something is wrong at `parts` of the entry."""
        place = (*self.place, *parts)
        self.findings.add(rule, place, message, on=on, hint=hint, others=others, edits=edits)

    def expect(self, field: str, kind: str, choices: Sequence[str] = ()) -> bool:
        """A field that may be missing, of a type and perhaps one of some values."""
        place, label = (*self.place, field), f"{self.label}.{field}"
        return expect_optional(self.findings, place, self.get(field), kind, choices, label=label)
