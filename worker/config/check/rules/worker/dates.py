"""FF21x: the compatibility date."""

import datetime

from fakeflare.worker.config.document.blocks import Block
from fakeflare.worker.config.document.diagnostics import Edit
from fakeflare.worker.config.document.values import MISSING, show
from fakeflare.worker.config.findings.calendar import find_day, is_javascript_date, is_strict
from fakeflare.worker.config.findings.catalogue import Rule, define
from fakeflare.worker.config.findings.findings import Findings
from fakeflare.worker.config.findings.placeholders import looks_like_placeholder
from fakeflare.worker.config.findings.types import WRONG_TYPE
from fakeflare.worker.config.syntax.nodes import Place

FIELD = "compatibility_date"

NOT_A_DATE = define(
    "FF211",
    "bad-compatibility-date",
    "error",
    "The compatibility date is no date.",
    """wrangler refuses the file. Write the date as `YYYY-MM-DD`, such as `2026-08-01`; a text in angle
    brackets is a template's placeholder that was never filled in.""",
)
WRONG_DASHES = define(
    "FF212",
    "compatibility-date-dashes",
    "error",
    "The compatibility date has typographic dashes in place of hyphens.",
    """wrangler refuses the file. Such dashes come with text that is copied from a web page or a word
    processor; `--fix` puts hyphens in their place.""",
)
NO_SUCH_DAY = define(
    "FF213",
    "impossible-compatibility-date",
    "error",
    "The compatibility date is a day that the calendar does not have, such as the 30th of February.",
    """wrangler and the runtime on your machine let it pass, since both count on into the next month. We
    refuse it: nobody can say which behaviour was meant. Write a day that exists.""",
)
LOOSE_DATE = define(
    "FF214",
    "loose-compatibility-date",
    "error",
    "The compatibility date is not written as `YYYY-MM-DD`.",
    """wrangler takes whatever JavaScript can read as a date, `2026/08/01` or `March 7, 2026`. The runtime
    takes `YYYY-MM-DD` alone and refuses to start. `--fix` rewrites it where it can mean one day only.""",
)
FUTURE_DATE = define(
    "FF215",
    "future-compatibility-date",
    "error",
    "The compatibility date is in the future.",
    """wrangler lets it pass; the runtime refuses to start, at the deploy as on your machine, until that day
    has come (in UTC). Take today's date or an earlier one.""",
)


def check_block(findings: Findings, block: Block) -> None:
    """The date that the block itself gives (workers-utils: src/config/validation.ts
    `validateCompatibilityDate`)."""
    date = block.get_own(FIELD)
    if date is MISSING:
        return
    place = block.locate(FIELD)
    if isinstance(date, str):
        _check_text(findings, place, date)
    else:
        _add_wrong_type(findings, place, date)


def _add_wrong_type(findings: Findings, place: Place, date: object) -> None:
    is_date = isinstance(date, datetime.date)
    findings.add(
        WRONG_TYPE,
        place,
        f'Expected "{FIELD}" to be of type string but got {show(date)}.',
        hint="TOML takes it for a date of its own: put it in quotes." if is_date else None,
        edits=_replace(findings, place, date) if is_date else (),
    )


def _check_text(findings: Findings, place: Place, date: str) -> None:
    if is_strict(date) and find_day(date) is not None:
        _check_future(findings, place, date)
    else:
        _check_form(findings, place, date)


def _check_future(findings: Findings, place: Place, date: str) -> None:
    if date > findings.project_files.today.isoformat():
        today = f"today is {findings.project_files.today} (UTC)"
        message = f'Compatibility date "{date}" is in the future and unsupported'
        findings.add(FUTURE_DATE, place, message, hint=f"{today}; write that or an earlier day")


def _check_form(findings: Findings, place: Place, date: str) -> None:
    if any(dash in date for dash in "–—"):
        _add(
            findings,
            WRONG_DASHES,
            place,
            f'"{FIELD}" field should use ISO-8601 accepted hyphens (-) rather than en-dashes (–) '
            "or em-dashes (—).",
            date,
        )
    if not is_javascript_date(date.replace("–", "-").replace("—", "-")):
        message = f'"{FIELD}" field should be a valid ISO-8601 date (YYYY-MM-DD), but got {show(date)}.'
        _add(findings, NOT_A_DATE, place, message, date)
    elif not is_strict(date):
        if not any(dash in date for dash in "–—"):
            _add(findings, LOOSE_DATE, place, f"Invalid compatibility date: {date}", date)
    else:
        message = f'"{FIELD}" is {show(date)}, but there is no such day.'
        findings.add(NO_SUCH_DAY, place, message, hint=f"take a day that exists, such as {_find_last(date)}")


def _add(findings: Findings, rule: Rule, place: Place, message: str, date: str) -> None:
    """A finding with the date as it should be written, where there is only one."""
    day = find_day(date)
    if day is not None:
        findings.add(rule, place, message, hint=f'write "{day}"', edits=_replace(findings, place, day))
        return
    hint = f'write it as YYYY-MM-DD, such as "{findings.project_files.today}"'
    if looks_like_placeholder(date):
        hint = f"this is a template's placeholder: {hint}"
    findings.add(rule, place, message, hint=hint)


def _replace(findings: Findings, place: Place, day: object) -> tuple[Edit, ...]:
    """The edit that writes a day in the form that the runtime takes."""
    node = findings.document.find(place)
    return () if node is None else (Edit(*node.span, f'"{str(day)[:10]}"'),)


def _find_last(date: str) -> datetime.date:
    """The last day of the month that an impossible date names."""
    last = (find_day(f"{date[:8]}{day}") for day in (30, 29, 28))
    return next((day for day in last if day is not None), datetime.date(2026, 1, 1))
