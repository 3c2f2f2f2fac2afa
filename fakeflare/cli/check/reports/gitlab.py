"""GitLab's Code Quality report, a subset of Code Climate's (docs.gitlab.com: ci/testing/code_quality)."""

import json
from collections.abc import Sequence

from fakeflare.cli.check.reports.places import add_fingerprints, relate
from fakeflare.cli.check.results import Checked, Setting

_SEVERITIES = {"error": "critical", "warning": "minor", "info": "info"}


def report(checked: Sequence[Checked], setting: Setting) -> str:
    places = (setting.folder, setting.root)
    issues = [
        {
            "description": f"{found.name}: {found.message}",
            "check_name": found.code,
            "fingerprint": fingerprint,
            "severity": _SEVERITIES[found.severity],
            "location": {"path": relate(found.path, *places), "lines": {"begin": found.line}},
        }
        for _, found, fingerprint in add_fingerprints(checked, *places)
    ]
    return json.dumps(issues, indent=2) + "\n"
