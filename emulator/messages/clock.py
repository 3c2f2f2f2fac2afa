"""The emulator's clock: how it is turned, and what it shows."""

from datetime import UTC, datetime
from typing import Annotated, ClassVar

from msgspec import Meta

from fakeflare.emulator.messages.declaration.message import Count, Message, about
from fakeflare.emulator.messages.errors import MessageInvalid

LAST_SECOND = 253_402_300_799
"""The end of the year 9999: what a date can say."""

_WORDS = f"must be a whole number of seconds from 0 to {LAST_SECOND}, or a moment like 2030-01-31T12:00:00Z"

Second = Annotated[int, Meta(ge=0, le=LAST_SECOND)]
Iso = Annotated[
    str, Meta(description="ISO 8601; UTC where it names no zone", examples=["2030-01-31T12:00:00Z"])
]


class FreezeSpec(Message, frozen=True):
    """Where the clock is to stand."""

    EXAMPLES = ({"at": 1_800_000_000},)

    at: Annotated[Second | Iso | None, about("a moment; without it, where it is", words=_WORDS)] = None

    def __post_init__(self) -> None:
        """Refuse a text that is no moment."""
        if self.at is not None:
            get_second("at", self.at)


class SetClockSpec(Message, frozen=True):
    """What the clock is to show."""

    EXAMPLES = ({"now": "2030-01-31T12:00:00Z"},)

    now: Annotated[Second | Iso, about("a moment", words=_WORDS)]

    def __post_init__(self) -> None:
        """Refuse a text that is no moment."""
        get_second("now", self.now)


class AdvanceSpec(Message, frozen=True):
    """How far the clock is to be turned forward."""

    EXAMPLES = ({"seconds": 61},)

    seconds: Annotated[Count, about("so many")]


class ClockAnswer(Message, frozen=True):
    """What the clock shows."""

    EXAMPLES: ClassVar[tuple[dict[str, object], ...]] = (
        {"now": 1_800_000_000, "iso": "2027-01-15T08:00:00Z", "frozen": False, "offset": 0},
    )

    now: Annotated[int, about("seconds since the epoch")]
    iso: Annotated[str, about("the same moment")]
    frozen: Annotated[bool, about("whether it stands still")]
    offset: Annotated[int, about("seconds ahead of the machine's clock")]


def get_second(name: str, moment: int | str) -> int:
    """The second of a moment, which as a text is ISO 8601. Raises `MessageInvalid`."""
    if not isinstance(moment, str):
        return moment
    try:
        parsed = datetime.fromisoformat(moment)
        second = int((parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        second = -1
    if not 0 <= second <= LAST_SECOND:
        raise MessageInvalid(name, _WORDS)
    return second
