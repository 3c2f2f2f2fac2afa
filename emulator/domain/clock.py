"""Time is handed in: whole seconds since the epoch. Nothing else in the domain knows a clock."""

import time
from typing import Protocol


class Clock(Protocol):
    def now(self) -> int: ...


class SystemClock:
    def now(self) -> int:
        return int(time.time())
