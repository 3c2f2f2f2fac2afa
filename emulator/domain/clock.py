"""Time is handed in: whole seconds since the epoch. Nothing else in the domain knows a clock."""

import time
from typing import Protocol


class Clock(Protocol):
    """Tells the second."""

    def now(self) -> int: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> int:
        return int(time.time())
