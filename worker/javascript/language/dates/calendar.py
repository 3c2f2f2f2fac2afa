"""The arithmetic of days and times behind `Date` (ECMA-262, section 21.4.1), for all of its 547,000 years."""

import math
from typing import NamedTuple

DAY = 86_400_000
_MAX_MILLISECONDS = 8.64e15


class Fields(NamedTuple):
    """A moment taken apart; the month counts from 0, as JavaScript has it."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    millisecond: int
    weekday: int
    """0 is Sunday."""


def count_days(year: int, month: int) -> int:
    """Days from 1970 to the first of a month; the month may lie outside its year."""
    year, month = year + month // 12, month % 12
    # years begin in March here, so that the odd day is the last one
    start = year - (month < 2)
    era, shifted = start // 400, (month + 10) % 12
    year_of_era = start - era * 400
    day_of_year = (153 * shifted + 2) // 5
    return era * 146_097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719_468


def split_time(milliseconds: float) -> Fields:
    """The fields of a moment in UTC."""
    days, rest = divmod(int(milliseconds), DAY)
    shifted = days + 719_468
    era, day_of_era = divmod(shifted, 146_097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    month = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * month + 2) // 5 + 1
    year = year_of_era + era * 400 + (month >= 10)
    hour, rest = divmod(rest, 3_600_000)
    minute, rest = divmod(rest, 60_000)
    second, millisecond = divmod(rest, 1000)
    return Fields(year, (month + 2) % 12, day, hour, minute, second, millisecond, (days + 4) % 7)


def join_time(parts: list[float]) -> float:
    """The moment of year, month, day, hour, minute, second, millisecond, each in any range; or NaN."""
    if not all(math.isfinite(part) for part in parts):
        return math.nan
    year, month, day, hour, minute, second, millisecond = (math.trunc(part) for part in parts)
    days = count_days(year, month) + day - 1
    return clip_time(days * DAY + hour * 3_600_000 + minute * 60_000 + second * 1000 + millisecond)


def clip_time(milliseconds: float) -> float:
    """A moment that a Date can hold, else NaN."""
    if not abs(milliseconds) <= _MAX_MILLISECONDS:
        return math.nan
    return math.trunc(milliseconds)
