"""Rows with a bar each, and the table that they make."""

from collections.abc import Sequence
from dataclasses import dataclass

_HEAD = ("what", "ours", "reference", "ratio", "bar", "")


@dataclass(frozen=True)
class Bar:
    """The limit that a measurement must keep, from above or from below."""

    limit: float
    is_least: bool = False
    unit: str = ""

    def accepts(self, value: float) -> bool:
        return value >= self.limit if self.is_least else value <= self.limit

    def __str__(self) -> str:
        return f"{'>=' if self.is_least else '<='} {self.limit:g}{self.unit}"


@dataclass(frozen=True)
class Row:
    """One measurement. `measured` is what the bar is about: the ratio, unless the bar has a unit.

    A row without a bar only informs.
    """

    what: str
    ours: str
    reference: str
    measured: float
    bar: Bar | None
    note: str = ""
    """Told below the table."""

    @property
    def is_ok(self) -> bool:
        return self.bar is None or self.bar.accepts(self.measured)


def format_table(rows: Sequence[Row]) -> str:
    """A Markdown table that is easy to read as it is, and the notes."""
    cells = [_HEAD, *map(_build_cells, rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(_HEAD))]
    lines = [_format_line(row, widths) for row in cells]
    lines.insert(1, "|".join(["", *("-" * (width + 2) for width in widths), ""]))
    notes = [f"{row.what}: {row.note}" for row in rows if row.note]
    return "\n".join([*lines, "", *notes])


def _build_cells(row: Row) -> tuple[str, ...]:
    if row.bar is None:
        return row.what, row.ours, row.reference, f"{row.measured:.2f}", "", ""
    ratio = "" if row.bar.unit else f"{row.measured:.2f}"
    return row.what, row.ours, row.reference, ratio, str(row.bar), "ok" if row.is_ok else "MISSED"


def _format_line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (f" {cell:<{width}} " for cell, width in zip(cells, widths, strict=True))
    return "|".join(["", *padded, ""])
