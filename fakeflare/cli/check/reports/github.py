"""Workflow commands of GitHub Actions, which become annotations of the changed lines.

A step shows ten of each severity at most.
"""

from collections.abc import Mapping, Sequence

from fakeflare.cli.check.reports.places import relate
from fakeflare.cli.check.reports.plain import spell_out
from fakeflare.cli.check.results import Checked, Setting, list_findings
from fakeflare.worker.config.document.diagnostics import Diagnostic

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def report(checked: Sequence[Checked], setting: Setting) -> str:
    return "".join(f"{_write(found, setting)}\n" for _, found in list_findings(checked))


def _write(found: Diagnostic, setting: Setting) -> str:
    place = found.range
    properties: Mapping[str, object] = {
        "file": relate(found.path, setting.folder, setting.root),
        "line": place.line,
        "endLine": place.end_line,
        "col": place.column,
        "endColumn": place.end_column,
        "title": f"{found.code} {found.name}",
    }
    listed = ",".join(f"{name}={_escape_property(str(value))}" for name, value in properties.items())
    return f"::{_COMMANDS[found.severity]} {listed}::{_escape(_describe(found))}"


def _describe(found: Diagnostic) -> str:
    lines = [found.message, *([] if found.hint is None else [f"hint: {found.hint}"])]
    lines += [
        f"note: {other.path}:{other.range.line}:{other.range.column}: {other.message}"
        for other in found.related
    ]
    return "\n".join(lines)


# actions/toolkit: packages/core/src/command.ts `escapeData`, `escapeProperty`
def _escape(text: str) -> str:
    return spell_out(text, keep="\n\r").replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
