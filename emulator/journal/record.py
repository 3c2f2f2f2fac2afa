"""The record of one request: made when the request comes, filled in on its way, kept by the journal."""

from collections.abc import Sequence

from starlette.types import Scope

from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.domain.operation import Door, Operation

LOCATION = b"fakeflare-location"
"""The header that names where a request comes from."""

INVOCATION = b"fakeflare-invocation"
"""The header that names the Worker's event that a request belongs to."""

_IN_SCOPE = "fakeflare.record"


class RequestRecord:
    """A request to a face that leads to the store; it is the `Caller` of its operation.

    `now` is a second of the turned clock; `started` and `ended` are `time.perf_counter()`'s. `namespace` is
    the one that was asked, as soon as it is known, `operation` what was asked of it: None where the service
    was never asked. `status` is None where no answer was sent, `sent` the bytes of the answer's body.

    One is made for every request, so that it costs little; what few ask for is found when it is asked for.
    """

    __slots__ = (
        "_headers",
        "door",
        "ended",
        "key_count",
        "method",
        "namespace",
        "now",
        "operation",
        "path",
        "sent",
        "started",
        "status",
    )

    def __init__(
        self,
        door: Door,
        method: str,
        path: str,
        now: int,
        started: float,
        headers: Sequence[tuple[bytes, bytes]] = (),
    ) -> None:
        self.door: Door = door
        self.method = method
        self.path = path
        self.now = now
        self.started = started
        self._headers = headers
        self.namespace: Namespace | None = None
        self.operation: Operation | None = None
        self.key_count: int | None = None
        """How many keys there were, where the journal keeps fewer."""
        self.sent = 0
        self.status: int | None = None
        self.ended = started

    @property
    def location(self) -> str | None:
        """Where the request comes from, such as `ams`; None is nowhere in particular: beside the store."""
        return self._find(LOCATION)

    @property
    def invocation(self) -> str | None:
        """The Worker's event that it belongs to, where a Worker asks."""
        return self._find(INVOCATION)

    @property
    def kind(self) -> str | None:
        """One of `OPERATIONS`; None where the service was never asked."""
        return None if self.operation is None else self.operation.kind

    @property
    def keys(self) -> Sequence[bytes]:
        """The keys that were sent, as far as they are kept."""
        return () if self.operation is None else self.operation.keys

    @property
    def faults(self) -> tuple[str, ...]:
        """The ids of the rules that struck; the last one decided."""
        return () if self.operation is None else self.operation.faults

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


def put_record(scope: Scope, record: RequestRecord) -> None:
    """Let the face that answers find the record."""
    scope[_IN_SCOPE] = record


def get_record(scope: Scope) -> RequestRecord:
    """The record of a request that came through `recording`; KeyError for any other."""
    record: RequestRecord = scope[_IN_SCOPE]
    return record
