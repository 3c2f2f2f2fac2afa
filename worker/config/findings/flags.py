"""The compatibility flags that workerd knows: a table that `scripts/make_flag_table.py` makes."""

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).parent / "tables/flags.json"
ALWAYS = "0000-00-00"
"""The first date of a flag that is in force at every date."""


class Flag(NamedTuple):
    """One pair of flags, or a flag without an opposite."""

    enable: str
    disable: str | None
    default_from: str | None
    """The compatibility date from which `enable` is in force without being named. None where there is no
    such date, or where it comes with another flag alone."""
    is_experimental: bool


class Flags(NamedTuple):
    version: str
    """The workerd's."""
    by_name: dict[str, Flag]
    """Each pair under both its names."""


@cache
def load_flags() -> Flags:
    table = json.loads(TABLE.read_text("utf-8"))
    flags = [Flag(*row) for row in table["flags"]]
    by_name = {flag.enable: flag for flag in flags}
    by_name |= {flag.disable: flag for flag in flags if flag.disable is not None}
    return Flags(table["workerd"], by_name)
