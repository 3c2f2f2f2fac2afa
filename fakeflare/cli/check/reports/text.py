"""The report for people: each finding with its line and a caret, then a summary."""

from collections.abc import Iterator, Sequence

from fakeflare.cli.check.reports.plain import measure, spell_out
from fakeflare.cli.check.results import Checked, Setting, count, join_words, list_findings, name_number
from fakeflare.worker.config.document.diagnostics import Diagnostic
from fakeflare.worker.config.document.document import Document

_BEFORE, _AFTER = 60, 60
"""How much of a long line is shown around the place."""

_TAB = "    "
_MANY_FILES = 5

_BOLD, _FAINT, _RESET = "\x1b[1m", "\x1b[2m", "\x1b[0m"
_COLORS = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "info": "\x1b[1;36m"}


def report(checked: Sequence[Checked], setting: Setting) -> str:
    """Findings, then the summary; `--quiet` keeps what fails alone."""
    writer = _Writer(setting.has_color)
    blocks = [writer.write_finding(one.document, found) for one, found in list_findings(checked)]
    summary = _summarize(checked, setting)
    return "".join(f"{block}\n" for block in blocks) + "".join(f"{line}\n" for line in summary)


def write_finding(document: Document, found: Diagnostic) -> str:
    """Write one finding as text, without colours."""
    return _Writer(False).write_finding(document, found)


def _summarize(checked: Sequence[Checked], setting: Setting) -> Iterator[str]:
    for one in checked:
        if one.fixed:
            yield f"fixed {name_number(one.fixed, 'finding')} in {spell_out(one.document.path)}"
    if any(one.diagnostics for one in checked):
        yield count(checked)
        fixable = sum(bool(found.edits) for _, found in list_findings(checked))
        if fixable:
            yield f"{name_number(fixable, 'finding')} can be repaired by --fix"
    elif not setting.is_quiet:
        names = [spell_out(one.document.path) for one in checked]
        files = join_words(names) if len(names) <= _MANY_FILES else f"{len(names)} files"
        yield f"no problems in {files}"


class _Writer:
    """Writes findings. Remembers the last line: a file may be one long line with many findings."""

    def __init__(self, has_color: bool) -> None:
        self._has_color = has_color
        self._line: tuple[Document, int, str] | None = None

    def write_finding(self, document: Document, found: Diagnostic) -> str:
        place = f"{spell_out(found.path)}:{found.line}:{found.column}:"
        head, *more = spell_out(found.message.strip(), keep="\n").split("\n")
        title = self._paint(_COLORS[found.severity], f"{found.severity} {found.code}")
        lines = [f"{self._paint(_BOLD, place)} {title} {found.name}: {head}"]
        lines += [f"    {line}".rstrip() for line in more]
        lines += self._write_source(document, found)
        if found.hint is not None:
            lines += _indent("hint: ", found.hint)
        for other in found.related:
            where = f"{other.path}:{other.range.line}:{other.range.column}"
            lines += _indent("note: ", f"{where}: {other.message}")
        return "\n".join(lines) + "\n"

    def _write_source(self, document: Document, found: Diagnostic) -> list[str]:
        text = self._get_line(document, found.line)
        if not text.strip():
            return []
        start = min(found.column - 1, len(text))
        end = found.range.end_column - 1 if found.range.end_line == found.line else len(text)
        before, marked, after = _cut(text, start, max(start, min(end, len(text))))
        gutter = f"{found.line:>5} | "
        caret = "^" * max(1, measure(marked))
        return [
            self._paint(_FAINT, gutter) + f"{before}{marked}{after}".rstrip(),
            self._paint(_FAINT, " " * (len(gutter) - 2) + "| ")
            + " " * measure(before)
            + self._paint(_COLORS[found.severity], caret),
        ]

    def _get_line(self, document: Document, line: int) -> str:
        if self._line is None or self._line[0] is not document or self._line[1] != line:
            self._line = document, line, document.lines.get(line)
        return self._line[2]

    def _paint(self, color: str, text: str) -> str:
        return f"{color}{text}{_RESET}" if self._has_color else text


def _cut(text: str, start: int, end: int) -> tuple[str, str, str]:
    """What is shown before the place, of it, and after it."""
    first = 0 if start <= _BEFORE + _AFTER // 2 else start - _BEFORE
    last = max(start, first) + _AFTER + (0 if first else _BEFORE)
    before = ("…" if first else "") + _show(text[first:start])
    marked = _show(text[start : min(end, last)])
    after = _show(text[min(end, last) : last]) + ("…" if len(text) > last else "")
    return before, marked, after


def _show(text: str) -> str:
    return spell_out(text.replace("\t", _TAB))


def _indent(label: str, text: str) -> list[str]:
    first, *more = spell_out(text.strip(), keep="\n").split("\n")
    return [f"    {label}{first}", *(f"    {' ' * len(label)}{line}".rstrip() for line in more)]
