"""One request on its way through a door, as far as is known of it: made by the app, filled in by the store's
conditions, kept by the journal."""

from collections.abc import Sequence
from contextvars import ContextVar
from typing import NamedTuple

from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.domain.operation import Door

LOCATION = b"fakeflare-location"
"""The header that names where a request comes from."""

INVOCATION = b"fakeflare-invocation"
"""The header that names the Worker's event that a request belongs to."""


class Effect(NamedTuple):
    """What a fault does to an answer that is made: nothing of it is sent, or a part of its body."""

    keep: float | None = None
    """None: not even the head. Below 1 a share of the body, else a number of bytes; then the line is cut."""


class Visit:
    """`time` is a second of the turned clock; `started` and `ended` are `time.perf_counter()`'s.

    One is made for every request, so that it costs little; what few ask for is found when it is asked for.
    """

    __slots__ = (
        "_headers",
        "cache_ttl",
        "door",
        "effect",
        "ended",
        "faults",
        "key_count",
        "keys",
        "method",
        "namespace",
        "operation",
        "path",
        "received",
        "sent",
        "started",
        "status",
        "time",
    )

    def __init__(
        self,
        door: Door,
        method: str,
        path: str,
        time: int,
        started: float,
        headers: Sequence[tuple[bytes, bytes]] = (),
    ) -> None:
        self.door = door
        self.method = method
        self.path = path
        self.time = time
        self.started = started
        self._headers = headers
        self.operation: str | None = None
        """One of `OPERATIONS`; None where the store was never asked."""
        self.namespace: Namespace | None = None
        self.keys: tuple[bytes, ...] = ()
        self.key_count: int | None = None
        """How many there were, where the journal keeps fewer."""
        self.cache_ttl: int | None = None
        """How many seconds old the reader allows its answer to be."""
        self.received = 0
        """Bytes of the values that came."""
        self.sent = 0
        """Bytes of the answer's body."""
        self.status: int | None = None
        """None where no answer was sent."""
        self.ended = started
        self.faults: tuple[str, ...] = ()
        """The ids of the rules that struck; the last one decided."""
        self.effect: Effect | None = None

    @property
    def location(self) -> str | None:
        """Where the request comes from, such as `ams`; None is nowhere in particular: beside the store."""
        return self._find(LOCATION)

    @property
    def invocation(self) -> str | None:
        """The Worker's event that it belongs to, where a Worker asks."""
        return self._find(INVOCATION)

    @property
    def milliseconds(self) -> float:
        """How long it took on the machine's clock."""
        return (self.ended - self.started) * 1000

    @property
    def fault(self) -> str | None:
        """The rule that decided, if one struck."""
        return self.faults[-1] if self.faults else None

    def _find(self, wanted: bytes) -> str | None:
        for name, value in self._headers:
            if name == wanted and value:
                return value.decode("latin-1")
        return None


VISIT: ContextVar[Visit | None] = ContextVar("visit", default=None)
"""The request that is being answered."""


def note_cache_ttl(seconds: int | None) -> None:
    """Enter in the visit how old the reader allows its answer to be."""
    visit = VISIT.get()
    if visit is not None:
        visit.cache_ttl = seconds
