"""All conditions of one emulator."""

import asyncio

from fakeflare.emulator.conditions.consistency.consistency import Consistency
from fakeflare.emulator.conditions.faults.faults import Faults, Sleep
from fakeflare.emulator.conditions.journal import Journal
from fakeflare.emulator.conditions.limits.limits import Limits
from fakeflare.emulator.conditions.turned_clock import TurnedClock
from fakeflare.emulator.domain.clock import Clock


class Conditions:
    """What a test turns. `clock` is the one that everything in the emulator goes by."""

    def __init__(self, base: Clock, sleep: Sleep = asyncio.sleep) -> None:
        self.clock = TurnedClock(base)
        self.faults = Faults(self.clock, sleep)
        self.limits = Limits(self.clock)
        self.consistency = Consistency(self.clock)
        self.journal = Journal(self.clock)
        self.is_quiet = True
        """True while no condition can change what an operation does: `refresh` says so."""

    def refresh(self) -> None:
        """To be called after faults, limits or consistency were changed."""
        self.is_quiet = not (self.faults.is_active or self.limits.is_active or self.consistency.is_active)
