"""The formats of a report: one module for each, imported when it is asked for.

A format's module has `report`, a function of the documents with their findings and of the setting, which
returns the whole output. JSON and XML are ASCII, so that no encoding of standard output can break them.
"""

from collections.abc import Callable, Sequence
from importlib import import_module

from fakeflare.cli.check.results import Checked, Setting

Report = Callable[[Sequence[Checked], Setting], str]

FORMATS = {
    "text": "text",
    "json": "json_list",
    "json-lines": "json_lines",
    "github": "github",
    "gitlab": "gitlab",
    "sarif": "sarif",
    "junit": "junit",
}
"""The module of each."""


def find_report(name: str) -> Report:
    """The function that writes a format."""
    report: Report = import_module(f"{__name__}.{FORMATS[name]}").report
    return report
