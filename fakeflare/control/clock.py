"""The clock of a running emulator."""

from fakeflare.control.connection import Json, Line, drop_none


class ClockControl:
    """The emulator's clock, in whole seconds since the epoch; moments may be given as ISO 8601 text."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def now(self) -> int:
        return int(self.read()["now"])

    def read(self) -> Json:
        return self._line.ask("GET", "/clock")

    def freeze(self, at: int | str | None = None) -> Json:
        """Stand still, at a moment or where it is."""
        return self._line.ask("POST", "/clock/freeze", drop_none({"at": at}))

    def set(self, now: int | str) -> Json:
        """Show another moment, and go on from there or stand there as before."""
        return self._line.ask("POST", "/clock/set", {"now": now})

    def advance(self, seconds: int) -> Json:
        """Turn the clock forward by these seconds."""
        return self._line.ask("POST", "/clock/advance", {"seconds": seconds})

    def resume(self) -> Json:
        """Go on from the second that it shows."""
        return self._line.ask("POST", "/clock/resume")

    def reset(self) -> Json:
        """Let the clock show the machine's time again."""
        return self._line.ask("POST", "/clock/reset")
