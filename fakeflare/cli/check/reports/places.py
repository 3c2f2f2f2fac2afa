"""Paths and fingerprints for services that keep findings from one run to the next."""

import hashlib
import os
from collections.abc import Iterable, Iterator

from fakeflare.cli.check.results import Checked, list_findings
from fakeflare.worker.config.document.diagnostics import Diagnostic


def relate(path: str, folder: str, root: str) -> str:
    """A path from `folder` as one from `root`, with `/`; what is not in `root` is absolute."""
    whole = os.path.abspath(os.path.join(folder, path))
    try:
        relative = os.path.relpath(whole, root)
    except ValueError:  # another drive
        relative = os.pardir
    is_inside = relative.split(os.sep)[0] != os.pardir
    return (relative if is_inside else whole).replace(os.sep, "/")


def add_fingerprints(
    checked: Iterable[Checked], folder: str, root: str
) -> Iterator[tuple[Checked, Diagnostic, str]]:
    """Each finding with a text that no other has, and that stays when lines are added above it."""
    seen: dict[tuple[str, ...], int] = {}
    for one, found in list_findings(checked):
        path = relate(found.path, folder, root)
        facts = (path, found.code, "/".join(map(str, found.place)), found.message)
        seen[facts] = number = seen.get(facts, 0) + 1
        content = "\0".join((*facts, str(number)))
        yield one, found, hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:40]
