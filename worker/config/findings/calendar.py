"""Which texts JavaScript takes for a date, and which day people mean by them. Knows nothing of
configurations.

wrangler asks JavaScript's `new Date(text)`, which reads far more than `2026-08-01`: ISO 8601 first, then
whatever looks like a day (v8: src/date/dateparser-inl.h).
"""

import datetime
import re

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ZONES = ("am", "pm", "ut", "utc", "z", "gmt", "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt")
# patterns are texts here: few runs need them compiled
_ISO = (
    r"(?:[+-]\d{2})?\d{4}(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?"
    r"(?:T(?P<hour>\d{2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?"
)
_PIECE = (
    r"(?P<ignored>\([^)]*\)?)|(?P<time>\d+:\d*(?::\d*)?(?:\.\d+)?(?:\s*[+-]\d+:?\d*)?)|(?P<number>\d+)-?"
    r"|(?P<word>[^\x00-@]+)(?:-|(?P<digit>(?=\d)))?|(?P<sign>[+)-])|."
)
_LAST_YEAR = 275760
"""JavaScript's time ends in it."""


def is_strict(text: str) -> bool:
    """Whether a text is written as `YYYY-MM-DD`, whether there is such a day or not."""
    parts = text.split("-")
    return [len(part) for part in parts] == [4, 2, 2] and all(
        part.isascii() and part.isdecimal() for part in parts
    )


def is_javascript_date(text: str) -> bool:
    """Whether `new Date(text)` is a date."""
    iso = re.fullmatch(_ISO, text, re.ASCII)
    if iso is not None and _is_iso(iso):
        return True
    numbers: list[int] = []
    month = 0
    for piece in re.finditer(_PIECE, text, re.ASCII | re.DOTALL):
        if piece["word"]:
            name = piece["word"].lower()
            if name[:3] in _MONTHS:
                month = _MONTHS.index(name[:3]) + 1
            elif name not in _ZONES and (numbers or piece["digit"] is not None):
                return False
        elif piece["number"]:
            numbers.append(int(piece["number"][:12]))
        elif (piece["sign"] and numbers) or (piece["time"] and not _is_time(piece["time"])):
            return False
    return 0 < len(numbers) <= 3 and _is_day(numbers, month)


def _is_iso(iso: re.Match[str]) -> bool:
    highest = {"month": 12, "day": 31, "hour": 24, "minute": 59, "second": 59}
    lowest = {"month": 1, "day": 1}
    return all(lowest.get(part, 0) <= int(iso[part] or 1) <= last for part, last in highest.items())


def _is_time(text: str) -> bool:
    hours, minutes, *rest = re.split(r"[:.+\s-]", text)
    return int(hours) <= 24 and int(minutes or 0) <= 59 and int((rest or ["0"])[0] or 0) <= 59


def _is_day(numbers: list[int], month: int) -> bool:
    first, second, third = (*numbers, 1, 1)[:3]
    if month:
        year, day = (second, first) if 1 <= first <= 31 else (first, second)
    elif not 1 <= first <= 31:
        year, month, day = first, second, third
    else:
        year, month, day = third, first, second
    return year <= _LAST_YEAR and 1 <= month <= 12 and 1 <= day <= 31


def find_day(text: str) -> datetime.date | None:
    """The one day that a text in another form means; None where there could be two, or none."""
    if is_strict(text):
        return _make_day(*(int(part) for part in text.split("-")))
    written = re.sub(r"[\u2010-\u2015\u2212]", "-", text.strip())
    year_first = re.fullmatch(
        r"(\d{4})[-/. _](\d{1,2})[-/. _](\d{1,2})(?:[T ].*)?|(\d{4})(\d{2})(\d{2})", written
    )
    if year_first is not None:
        return _make_day(*(int(part) for part in year_first.groups() if part is not None))
    words = re.findall(r"[A-Za-z]+|\d+", written)
    months = [_MONTHS.index(word[:3].lower()) + 1 for word in words if word[:3].lower() in _MONTHS]
    years = [int(word) for word in words if word.isdecimal() and len(word) == 4]
    days = [int(word) for word in words if word.isdecimal() and len(word) <= 2]
    if len(months) == len(years) == len(days) == 1:
        return _make_day(years[0], months[0], days[0])
    return None


def _make_day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
