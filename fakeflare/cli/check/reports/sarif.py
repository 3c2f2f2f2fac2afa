"""SARIF 2.1.0, as GitHub's code scanning and editors read it."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from fakeflare.cli.check.reports.places import add_fingerprints, relate
from fakeflare.cli.check.results import Checked, Setting
from fakeflare.version import read_version
from fakeflare.worker.config.document.diagnostics import DOCS, Diagnostic, Range
from fakeflare.worker.config.document.document import Document
from fakeflare.worker.config.findings.catalogue import RULES
from fakeflare.worker.config.syntax.nodes import Span

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}

_Object = Mapping[str, object]


def report(checked: Sequence[Checked], setting: Setting) -> str:
    codes = sorted({found.code for one in checked for found in one.diagnostics})
    writer = _Writer(setting, codes)
    results = [writer.make_result(*each) for each in add_fingerprints(checked, setting.folder, setting.root)]
    driver = {
        "name": "fakeflare",
        "version": read_version(),
        "informationUri": DOCS.partition("/blob/")[0],
        "rules": [_make_rule(code) for code in codes],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _make_rule(code: str) -> _Object:
    rule = RULES[code]
    address = f"{DOCS}#{code.lower()}"
    return {
        "id": code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.why},
        "help": {
            "text": f"{rule.summary} {rule.why}",
            "markdown": f"{rule.summary}\n\n{rule.why}\n\n[{code}]({address})",
        },
        "helpUri": address,
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


class _Writer:
    """Writes results, whose paths are relative to the setting's root where they can be."""

    def __init__(self, setting: Setting, codes: Sequence[str]) -> None:
        self._setting = setting
        self._codes = codes

    def make_result(self, one: Checked, found: Diagnostic, fingerprint: str) -> _Object:
        text = found.message if found.hint is None else f"{found.message}\n{found.hint}"
        result: dict[str, object] = {
            "ruleId": found.code,
            "ruleIndex": self._codes.index(found.code),
            "level": _LEVELS[found.severity],
            "message": {"text": text},
            "locations": [self._locate(found.path, found.range)],
            "partialFingerprints": {"fakeflareFinding/v1": fingerprint},
        }
        if found.related:
            result["relatedLocations"] = [
                {"id": number, **self._locate(other.path, other.range), "message": {"text": other.message}}
                for number, other in enumerate(found.related)
            ]
        if found.edits:
            result["fixes"] = [self._make_fix(one.document, found)]
        return result

    def _locate(self, path: str, place: Range) -> _Object:
        return {"physicalLocation": {"artifactLocation": self._name(path), "region": _make_region(place)}}

    def _name(self, path: str) -> _Object:
        related = relate(path, self._setting.folder, self._setting.root)
        if os.path.isabs(related):
            return {"uri": Path(related).as_uri()}
        return {"uri": quote(related, errors="surrogatepass"), "uriBaseId": "%SRCROOT%"}

    def _make_fix(self, document: Document, found: Diagnostic) -> _Object:
        replacements = [
            {
                "deletedRegion": _make_region(document.make_range(Span(edit.start, edit.end))),
                "insertedContent": {"text": edit.text},
            }
            for edit in found.edits
        ]
        change = {"artifactLocation": self._name(found.path), "replacements": replacements}
        return {"description": {"text": found.hint or RULES[found.code].summary}, "artifactChanges": [change]}


def _make_region(place: Range) -> _Object:
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
