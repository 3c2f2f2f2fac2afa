"""`Date`. Local time is UTC, as it is for every Worker."""

import math
import time
from collections.abc import Callable
from typing import Any

from fakeflare.worker.javascript.language.dates.calendar import Fields, clip_time, join_time, split_time
from fakeflare.worker.javascript.language.dates.texts import MONTHS, WEEKDAYS, parse_date
from fakeflare.worker.javascript.language.kernel.coercions import to_string
from fakeflare.worker.javascript.language.kernel.errors import JsRangeError
from fakeflare.worker.javascript.language.kernel.functions import static
from fakeflare.worker.javascript.language.kernel.missing import NOT_EMULATED
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.kernel.numeric import to_number
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy

_ZONE = "GMT+0000 (Coordinated Universal Time)"
_INVALID = "Invalid Date"


class Date(JsProxy):
    def __new__(cls, *milliseconds: float) -> Any:
        # `Date()`, called as a function, is the time as a text
        return super().__new__(cls) if milliseconds else cls(cls.now()).to_string()

    def __init__(self, milliseconds: float) -> None:
        self._milliseconds = milliseconds

    @classmethod
    def construct(cls, *args: object) -> "Date":
        """`new Date()`, of a moment or a text, or of year, month and so on."""
        if not args:
            return cls(cls.now())
        if len(args) > 1:
            return cls(_join_arguments(args))
        value = args[0]
        if isinstance(value, Date):
            return cls(value._milliseconds)
        if isinstance(value, str):
            return cls(parse_date(value))
        return cls(clip_time(to_number(value)))

    @static
    def now() -> int:
        return time.time_ns() // 1_000_000

    @static
    def parse(text: object) -> float:
        """NaN for what is no date."""
        return parse_date(to_string(text))

    @static
    def UTC(*args: object) -> float:
        return _join_arguments(args)

    def getTime(self) -> float:
        return self._milliseconds

    def valueOf(self) -> float:
        return self._milliseconds

    def setTime(self, milliseconds: object) -> float:
        self._milliseconds = clip_time(to_number(milliseconds))
        return self._milliseconds

    def getTimezoneOffset(self) -> float:
        return math.nan if math.isnan(self._milliseconds) else 0

    def getYear(self) -> float:
        fields = self._split()
        return math.nan if fields is None else fields.year - 1900

    def _split(self) -> Fields | None:
        return None if math.isnan(self._milliseconds) else split_time(self._milliseconds)

    def _format(self, write: Callable[[Fields], str]) -> str:
        fields = self._split()
        return _INVALID if fields is None else write(fields)

    def toISOString(self) -> str:
        fields = self._split()
        if fields is None:
            raise JsRangeError("Invalid time value")
        year = fields.year
        shown = f"{year:04d}" if 0 <= year <= 9999 else f"{year:+07d}"
        return f"{shown}-{fields.month + 1:02d}-{fields.day:02d}T{_clock(fields)}.{fields.millisecond:03d}Z"

    def toJSON(self, *_key: object) -> Any:
        return jsnull if math.isnan(self._milliseconds) else self.toISOString()

    def to_string(self) -> str:
        return self._format(lambda fields: f"{_day(fields)} {_clock(fields)} {_ZONE}")

    def toDateString(self) -> str:
        return self._format(_day)

    def toTimeString(self) -> str:
        return self._format(lambda fields: f"{_clock(fields)} {_ZONE}")

    def toUTCString(self) -> str:
        return self._format(
            lambda fields: (
                f"{WEEKDAYS[fields.weekday]}, {fields.day:02d} {MONTHS[fields.month]} {_year(fields)} "
                f"{_clock(fields)} GMT"
            )
        )

    toGMTString = toUTCString

    def toLocaleString(self, *locale: object) -> str:
        _check_locale(locale)
        return self._format(lambda fields: f"{_american_day(fields)}, {_american_clock(fields)}")

    def toLocaleDateString(self, *locale: object) -> str:
        _check_locale(locale)
        return self._format(_american_day)

    def toLocaleTimeString(self, *locale: object) -> str:
        _check_locale(locale)
        return self._format(_american_clock)

    def __lt__(self, other: object) -> bool:
        return self._milliseconds < other._milliseconds if isinstance(other, Date) else NotImplemented

    def __le__(self, other: object) -> bool:
        return self._milliseconds <= other._milliseconds if isinstance(other, Date) else NotImplemented

    def __gt__(self, other: object) -> bool:
        return self._milliseconds > other._milliseconds if isinstance(other, Date) else NotImplemented

    def __ge__(self, other: object) -> bool:
        return self._milliseconds >= other._milliseconds if isinstance(other, Date) else NotImplemented


# Getter and setter by their names in JavaScript, field, and how many fields the setter can take.
_FIELDS = (
    ("FullYear", "year", 3),
    ("Month", "month", 2),
    ("Date", "day", 1),
    ("Hours", "hour", 4),
    ("Minutes", "minute", 3),
    ("Seconds", "second", 2),
    ("Milliseconds", "millisecond", 1),
)


def _make_getter(field: str) -> Callable[[Date], float]:
    def get(self: Date) -> float:
        fields = self._split()
        return math.nan if fields is None else getattr(fields, field)

    return get


def _make_setter(field: str, count: int) -> Callable[..., float]:
    first = Fields._fields.index(field)

    def put(self: Date, *values: object) -> float:
        numbers = [to_number(value) for value in values[:count]] or [math.nan]
        fields = self._split()
        if fields is None:
            # only a year makes a moment of what is none
            fields = split_time(0) if first == 0 else None
        parts: list[float] = [math.nan] * 7 if fields is None else list(fields[:7])
        parts[first : first + len(numbers)] = numbers
        self._milliseconds = join_time(parts)
        return self._milliseconds

    return put


for _name, _field, _count in _FIELDS:
    for _zone in ("", "UTC"):
        setattr(Date, f"get{_zone}{_name}", _make_getter(_field))
        setattr(Date, f"set{_zone}{_name}", _make_setter(_field, _count))
Date.getDay = Date.getUTCDay = _make_getter("weekday")  # type: ignore[attr-defined]


def _join_arguments(args: tuple[object, ...]) -> float:
    parts = [to_number(arg) for arg in args[:7]] or [math.nan]
    parts += [0, 0, 1, 0, 0, 0, 0][len(parts) :]
    if 0 <= parts[0] <= 99:
        parts[0] = 1900 + math.trunc(parts[0])
    return join_time(parts)


def _year(fields: Fields) -> str:
    return f"{'-' if fields.year < 0 else ''}{abs(fields.year):04d}"


def _day(fields: Fields) -> str:
    return f"{WEEKDAYS[fields.weekday]} {MONTHS[fields.month]} {fields.day:02d} {_year(fields)}"


def _clock(fields: Fields) -> str:
    return f"{fields.hour:02d}:{fields.minute:02d}:{fields.second:02d}"


def _american_day(fields: Fields) -> str:
    return f"{fields.month + 1}/{fields.day}/{fields.year}"


def _american_clock(fields: Fields) -> str:
    half = "PM" if fields.hour >= 12 else "AM"
    return f"{(fields.hour + 11) % 12 + 1}:{fields.minute:02d}:{fields.second:02d} {half}"


def _check_locale(locale: tuple[object, ...]) -> None:
    if any(value not in (None, "en-US") for value in locale):
        raise NotImplementedError(f"a Date in another format than en-US is {NOT_EMULATED}")
