"""Each finding as one line of JSON."""

import json
from collections.abc import Sequence

from fakeflare.cli.check.reports.records import make_record
from fakeflare.cli.check.results import Checked, Setting, list_findings


def report(checked: Sequence[Checked], setting: Setting) -> str:
    del setting
    return "".join(f"{json.dumps(make_record(found))}\n" for _, found in list_findings(checked))
