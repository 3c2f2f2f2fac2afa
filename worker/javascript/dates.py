"""`Date`, as far as values travel through it."""

import datetime
import math
import time

from worker.javascript.errors import JsRangeError
from worker.javascript.proxies import JsProxy

_MAX_MILLISECONDS = 8.64e15
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


class Date(JsProxy):
    """`Date`: milliseconds since 1970."""

    def __init__(self, milliseconds: float) -> None:
        self._milliseconds = milliseconds

    @classmethod
    def construct(cls, *args: object) -> "Date":
        from worker.javascript.coercions import to_number

        if not args:
            return cls(cls.now())
        if len(args) > 1:
            raise NotImplementedError("Date.new with several arguments is not emulated by fakeflare yet")
        value = args[0]
        if isinstance(value, Date):
            return cls(value._milliseconds)
        if isinstance(value, str):
            return cls(cls.parse(value))
        number = to_number(value)
        return cls(math.trunc(number) if abs(number) <= _MAX_MILLISECONDS else math.nan)

    @staticmethod
    def now() -> int:
        return time.time_ns() // 1_000_000

    @staticmethod
    def parse(text: str) -> float:
        """ISO texts only; any other is NaN. A date alone is UTC, a time without zone is local."""
        try:
            parsed = datetime.datetime.fromisoformat(text)
        except ValueError:
            return math.nan
        if parsed.tzinfo is None and len(text) <= len("2026-01-01"):
            parsed = parsed.replace(tzinfo=datetime.UTC)
        return round(parsed.timestamp() * 1000)

    def getTime(self) -> float:
        return self._milliseconds

    def valueOf(self) -> float:
        return self._milliseconds

    def toISOString(self) -> str:
        if math.isnan(self._milliseconds):
            raise JsRangeError("Invalid time value")
        moment = _EPOCH + datetime.timedelta(milliseconds=self._milliseconds)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def toJSON(self) -> str:
        return self.toISOString()

    def to_string(self) -> str:
        if math.isnan(self._milliseconds):
            return "Invalid Date"
        moment = (_EPOCH + datetime.timedelta(milliseconds=self._milliseconds)).astimezone()
        return moment.strftime("%a %b %d %Y %H:%M:%S GMT%z (%Z)")
