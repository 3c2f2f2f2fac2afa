"""JUnit's XML: a suite for each file, a case for each finding.

What fails the check is a failure; the rest is a case that passes and says something.
"""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from fakeflare.cli.check.reports.plain import spell_out
from fakeflare.cli.check.results import Checked, Setting
from fakeflare.worker.config.document.diagnostics import Diagnostic


def report(checked: Sequence[Checked], setting: Setting) -> str:
    every = [_is_failure(found, setting) for one in checked for found in one.diagnostics]
    tests = sum(max(1, len(one.diagnostics)) for one in checked)
    head = f'<testsuites name="fakeflare check" tests="{tests}" failures="{sum(every)}" errors="0" time="0">'
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', head]
    for one in checked:
        lines += _write_suite(one, setting)
    text = "\n".join([*lines, "</testsuites>"]) + "\n"
    return text.encode("ascii", "xmlcharrefreplace").decode()


def _is_failure(found: Diagnostic, setting: Setting) -> bool:
    return found.severity in setting.failing


def _write_suite(one: Checked, setting: Setting) -> list[str]:
    path = _quote(one.document.path)
    failures = sum(_is_failure(found, setting) for found in one.diagnostics)
    counts = f'tests="{max(1, len(one.diagnostics))}" failures="{failures}" errors="0" skipped="0" time="0"'
    cases = [line for found in one.diagnostics for line in _write_case(path, found, setting)]
    cases = cases or [f'    <testcase classname={path} name="no problems" file={path} time="0"/>']
    return [f"  <testsuite name={path} {counts}>", *cases, "  </testsuite>"]


def _write_case(path: str, found: Diagnostic, setting: Setting) -> list[str]:
    name = _quote(f"{found.code} {found.name} at {found.line}:{found.column}")
    text = escape(spell_out(_describe(found), keep="\n"))
    message = _quote(found.message)
    inner = (
        f'<failure type="{found.severity}" message={message}>{text}</failure>'
        if _is_failure(found, setting)
        else f"<system-out>{text}</system-out>"
    )
    opening = f'    <testcase classname={path} name={name} file={path} line="{found.line}" time="0">'
    return [opening, f"      {inner}", "    </testcase>"]


def _describe(found: Diagnostic) -> str:
    place = f"{found.path}:{found.line}:{found.column}"
    lines = [f"{place}: {found.severity} {found.code} {found.name}: {found.message}"]
    lines += [] if found.hint is None else [f"hint: {found.hint}"]
    lines += [
        f"note: {other.path}:{other.range.line}:{other.range.column}: {other.message}"
        for other in found.related
    ]
    return "\n".join([*lines, found.docs_url])


def _quote(text: str) -> str:
    return quoteattr(spell_out(text, keep="\n"))
