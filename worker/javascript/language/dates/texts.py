"""Reading dates: the ISO format of ECMA-262 and the older ones that V8 takes (v8/src/date/dateparser.h)."""

import math
import re

from fakeflare.worker.javascript.language.dates.calendar import join_time

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")

_ISO = re.compile(
    r"([+-]\d{6}|\d{4})(?:-(\d\d)(?:-(\d\d))?)?"
    r"(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9})\d*)?)?(Z|[+-]\d\d:?\d\d)?)?",
    re.ASCII | re.IGNORECASE,
)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*([AP]M)?", re.ASCII | re.IGNORECASE)
_ZONE = re.compile(r"(?:GMT|UTC|Z)?([+-]\d{2}):?(\d{2})\b|\b(?:GMT|UTC|Z)\b", re.ASCII | re.IGNORECASE)
_MONTH = re.compile(rf"\b({'|'.join(MONTHS)})[a-z]*", re.IGNORECASE)
_WEEKDAY = re.compile(rf"\b(?:{'|'.join(WEEKDAYS)})[a-z]*,?", re.IGNORECASE)
_NUMERIC = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{1,6})|(\d{4})[-/](\d{1,2})[-/](\d{1,2})", re.ASCII)
# V8's two-digit years: up to 49 are of this century
_PIVOT = 50


def parse_date(text: str) -> float:
    """The moment that a text names, NaN for what is none. Without a zone it is UTC, workerd's local time."""
    text = text.strip()
    iso = _ISO.fullmatch(text)
    return _read_iso(iso) if iso else _read_older(text)


def _read_iso(found: re.Match[str]) -> float:
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    if year == "-000000":
        return math.nan
    numbers = [int(part) if part else 0 for part in (hour, minute, second)]
    month_number, day_number = int(month or 1), int(day or 1)
    is_midnight = numbers == [24, 0, 0] and not int(fraction or 0)
    if not (1 <= month_number <= 12 and 1 <= day_number <= 31):
        return math.nan
    if not is_midnight and (numbers[0] > 23 or numbers[1] > 59 or numbers[2] > 59):
        return math.nan
    millisecond = int(f"{fraction or '0':0<3}"[:3])
    moment = join_time([int(year), month_number - 1, day_number, *numbers, millisecond])
    return moment - _read_zone(zone or "")


def _read_zone(zone: str) -> int:
    """Read a zone: milliseconds east of Greenwich."""
    if not zone or zone in "Zz":
        return 0
    digits = zone[1:].replace(":", "")
    return (int(digits[:2]) * 60 + int(digits[2:])) * (-60_000 if zone[0] == "-" else 60_000)


def _read_older(text: str) -> float:
    rest = re.sub(r"\([^)]*\)", " ", text)
    rest, clock = _take(_TIME, rest)
    # a numeric date has hyphens that a zone may not claim
    rest, numeric = _take(_NUMERIC, rest)
    rest, zone = _take(_ZONE, rest)
    rest, _ = _take(_WEEKDAY, rest)
    rest, named = _take(_MONTH, rest)
    # V8 passes over words in front of the first number
    rest = re.sub(r"^\D*", "", rest)
    day = _read_numeric(numeric) if numeric else _read_named(named, re.findall(r"\d+", rest))
    if day is None or re.sub(r"[\d,\s-]", "", rest):
        return math.nan
    time = _read_clock(clock)
    if time is None:
        return math.nan
    return join_time([*day, *time]) - (_read_zone(f"{zone[1]}{zone[2]}") if zone and zone[1] else 0)


def _take(pattern: re.Pattern[str], text: str) -> tuple[str, re.Match[str] | None]:
    """The text without its first match, and the match."""
    found = pattern.search(text)
    return (text, None) if found is None else (f"{text[: found.start()]} {text[found.end() :]}", found)


def _read_numeric(found: re.Match[str]) -> tuple[int, int, int] | None:
    if found[1]:
        month, day, year = int(found[1]), int(found[2]), _expand_year(found[3])
    else:
        year, month, day = int(found[4]), int(found[5]), int(found[6])
    return (year, month - 1, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _read_named(named: re.Match[str] | None, numbers: list[str]) -> tuple[int, int, int] | None:
    if named is None or not 1 <= len(numbers) <= 2:
        return None
    month = [name.lower() for name in MONTHS].index(named[1].lower())
    day = int(numbers[0])
    # V8's year where none is given
    year = _expand_year(numbers[1]) if len(numbers) == 2 else 2001
    return (year, month, day) if 1 <= day <= 31 else None


def _expand_year(text: str) -> int:
    year = int(text)
    if len(text) > 2:
        return year
    return year + (2000 if year < _PIVOT else 1900)


def _read_clock(clock: re.Match[str] | None) -> tuple[int, int, int, int] | None:
    if clock is None:
        return 0, 0, 0, 0
    hour, minute, second = (int(clock[index] or 0) for index in (1, 2, 3))
    if clock[5]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if clock[5].upper() == "PM" else 0)
    if hour > 24 or minute > 59 or second > 59:
        return None
    return hour, minute, second, int(f"{clock[4] or '0':0<3}"[:3])
