"""FF24x: the cron expressions of `triggers.crons`.

Only the API parses them, at the deploy: five fields with most of Quartz's signs (developers.cloudflare.com:
workers/configuration/cron-triggers). Days of the week are 1 to 7 from Sunday on; 0 is refused (workers-sdk
#8923). What the manual leaves open is let through here: steps of any size, ranges that go round, signs in
lists.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.values import is_object, show
from fakeflare.worker.config.findings.catalogue import define
from fakeflare.worker.config.findings.findings import Findings, Other

BAD_CRON = define(
    "FF240",
    "bad-cron-expression",
    "error",
    "A cron expression is none that Cloudflare takes.",
    """wrangler does not look at it; the API refuses it after the upload with `invalid cron string [code:
    10100]`, and the new code is live without its schedule. An expression has five fields: minute 0–59, hour
    0–23, day of the month 1–31 (or L, W, LW), month 1–12 or JAN–DEC, day of the week 1–7 or SUN–SAT (Sunday
    is 1, not 0; L and # may follow). Each takes `*`, lists, ranges and steps. Times are UTC.""",
    is_for_deploy=True,
)
REPEATED_CRON = define(
    "FF241",
    "repeated-cron-expression",
    "warning",
    "The same cron expression is listed twice.",
    "Nothing looks at it before the API, and a second one adds nothing. Delete one of the two.",
)


class Field(NamedTuple):
    """What one of the five fields takes."""

    name: str
    first: int
    last: int
    names: Sequence[str] = ()
    signs: str = ""
    """A pattern of further forms."""

    def find_number(self, text: str) -> int | None:
        """The number that a digit string or a name stands for."""
        if text.isascii() and text.isdecimal():
            return int(text) if len(text) < 4 else self.last + 1
        upper = text.upper()
        return self.names.index(upper) + self.first if upper in self.names else None


_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_FIELDS = (
    Field("minute", 0, 59),
    Field("hour", 0, 23),
    Field("day of the month", 1, 31, signs=r"\?|L|L-\d{1,2}|LW|WL|W|\d{1,2}W"),
    Field("month", 1, 12, _MONTHS),
    Field("day of the week", 1, 7, _DAYS, signs=r"\?|L|(?:[1-7]|[A-Z]{3})L|(?:[1-7]|[A-Z]{3})#[1-5]"),
)


def check_block(findings: Findings, block: Block) -> None:
    """The crons that the block itself gives. Their types are another rule's."""
    triggers = block.get_own("triggers")
    crons = triggers.get("crons") if is_object(triggers) else None
    firsts: dict[str, int] = {}
    for index, cron in enumerate(crons if isinstance(crons, list) else ()):
        if not isinstance(cron, str):
            continue
        place = block.locate("triggers", "crons", index)
        fault = find_fault(cron)
        if fault is not None:
            findings.add(BAD_CRON, place, f"invalid cron string {show(cron)}: {fault}", hint=_advise(cron))
        elif cron in firsts:
            first = Other(block.locate("triggers", "crons", firsts[cron]), "it is listed here already")
            findings.add(
                REPEATED_CRON, place, f"The cron expression {show(cron)} is listed twice.", others=(first,)
            )
        firsts.setdefault(cron, index)


@lru_cache(256)
def find_fault(cron: str) -> str | None:
    """What is wrong with an expression, if anything."""
    parts = cron.split()
    if len(parts) != len(_FIELDS):
        return f"it has {len(parts)} field{'s' * (len(parts) != 1)}, not 5"
    for part, field in zip(parts, _FIELDS, strict=True):
        for item in part.split(","):
            fault = _find_item_fault(item, field)
            if fault is not None:
                return f"{fault} in the {field.name} field"
    return None


def _find_item_fault(item: str, field: Field) -> str | None:
    if field.signs and re.fullmatch(field.signs, item, re.IGNORECASE):
        name = re.match(r"[A-Za-z]{3}(?=[L#])", item)
        return None if name is None or name[0].upper() in field.names else f'"{item}" is no value'
    span, slash, step = item.partition("/")
    if slash and not (step.isascii() and step.isdecimal() and int(step[:9]) > 0):
        return f'"{item}" has no step of 1 or more'
    if span == "*":
        return None
    ends = span.split("-")
    numbers = [field.find_number(end) for end in ends]
    if len(ends) > 2 or None in numbers:
        return f'"{item}" is no value'
    outside = [end for end, number in zip(ends, numbers, strict=True) if not _is_inside(number, field)]
    return f"{outside[0]} is not between {field.first} and {field.last}" if outside else None


def _is_inside(number: int | None, field: Field) -> bool:
    return number is not None and field.first <= number <= field.last


def _advise(cron: str) -> str | None:
    parts = cron.split()
    if len(parts) == len(_FIELDS) and re.search(
        r"(?<!\d)0(?!\d)", parts[4].partition("#")[0].partition("/")[0]
    ):
        return "Sunday is 1 (or SUN), Saturday is 7"
    if len(parts) == len(_FIELDS) + 1:
        return "there is no field for seconds, and none for years"
    if len(parts) == 1 and cron.startswith("@"):
        return "there are no names for schedules: write the five fields"
    return None
