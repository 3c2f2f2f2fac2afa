"""A clock that tests turn, over the one that is handed in; everything in the emulator goes by it."""

from typing import NamedTuple

from fakeflare.emulator.domain.clock import Clock


class Reading(NamedTuple):
    """What a clock that can be turned shows."""

    now: int
    is_frozen: bool
    offset: int
    """Seconds before (or, below 0, after) the clock beneath."""


class TurnedClock:
    """A clock that can be turned and stopped; until then it shows what the clock beneath shows."""

    def __init__(self, base: Clock) -> None:
        self._base = base
        self._offset = 0
        self._frozen: int | None = None

    def now(self) -> int:
        return self._base.now() + self._offset if self._frozen is None else self._frozen

    def read(self) -> Reading:
        now = self.now()
        return Reading(now, self._frozen is not None, now - self._base.now())

    def freeze(self, at: int | None = None) -> None:
        """Stand still, at a second or where it is."""
        self._frozen = self.now() if at is None else at

    def set(self, now: int) -> None:
        """Show another second, and go on from there or stand there as before."""
        if self._frozen is None:
            self._offset = now - self._base.now()
        else:
            self._frozen = now

    def advance(self, seconds: int) -> None:
        """Turn it forward. Raises ValueError for less than 0: `set` goes anywhere."""
        if seconds < 0:
            raise ValueError(f"a clock is advanced by 0 seconds or more, not by {seconds}")
        self.set(self.now() + seconds)

    def resume(self) -> None:
        """Go on from the second that it shows."""
        if self._frozen is not None:
            self._offset, self._frozen = self._frozen - self._base.now(), None

    def reset(self) -> None:
        """Show what the clock beneath shows."""
        self._offset, self._frozen = 0, None
