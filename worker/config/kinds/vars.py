"""`vars`: variables, whose rules are in `check/rules/variables/`. Those of a run come from secrets files and
the command line, too: see `model/variables.py`."""

import json
from collections.abc import Collection, Iterator
from typing import NamedTuple

from fakeflare.worker.config.bindings.binding import LOCAL, Shown, ShowPath
from fakeflare.worker.config.bindings.kind import Kind
from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.fields import get_object

_MAX_SHOWN = 40


class Variable(NamedTuple):
    name: str
    value: object
    """As JSON has it; a secret is a text."""
    field: str = "vars"

    def describe(self, workers: Collection[str], show_path: ShowPath) -> Shown:  # noqa: ARG002
        if isinstance(self.value, str):
            return Shown(json.dumps(_truncate(self.value), ensure_ascii=False), LOCAL)
        return Shown(_truncate(json.dumps(self.value, ensure_ascii=False, separators=(",", ":"))), LOCAL)


def _truncate(text: str) -> str:
    return text if len(text) < _MAX_SHOWN else f"{text[: _MAX_SHOWN - 3]}..."


def _read(block: Block) -> Iterator[Variable]:
    values = get_object(block, "vars") or {}
    return (Variable(name, value=value) for name, value in values.items())


KIND = Kind("Environment Variable", ("vars",), "map", read=_read, is_for_pages=True)
