"""How often: writes to one key, requests of one user, operations of one Worker's event."""

from collections import Counter, OrderedDict

from fakeflare.emulator.domain.errors import InvocationExceeded, RequestRateExceeded, WriteRateExceeded
from fakeflare.emulator.domain.operation import Operation
from fakeflare.emulator.messages.limits import InvocationSpec, RequestRateSpec, WriteRateSpec

_WRITES = frozenset({"put", "bulk_put", "delete", "bulk_delete"})
"""A deleted key counts as a written one: production logs show `KV DELETE failed: 429 Too Many Requests`."""

_MOST_INVOCATIONS = 10_000
_MOST_OWNERS = 10_000


class WriteRate:
    """So many writes to the same key in a second: in the same second of the clock (choice)."""

    def __init__(self, per_second: int) -> None:
        self._per_second = per_second
        self._second: int | None = None
        self._writes: Counter[tuple[str, bytes]] = Counter()
        self._refused = 0

    def check(self, operation: Operation, now: int) -> None:
        """One key too often refuses the whole of a bulk write (choice). Raises `WriteRateExceeded`."""
        if self._second != now:
            self._second = now
            self._writes.clear()
        if any(self._writes[key] >= self._per_second for key in _list_written(operation)):
            self._refused += 1
            raise WriteRateExceeded

    def count(self, operation: Operation) -> None:
        self._writes.update(_list_written(operation))

    def describe(self) -> dict[str, object]:
        return {"per_second": self._per_second, "refused": self._refused}


def _list_written(operation: Operation) -> list[tuple[str, bytes]]:
    if operation.kind not in _WRITES or operation.namespace is None:
        return []
    return [(operation.namespace.id, key) for key in operation.keys]


class _Window:
    """The requests of one owner in a stretch of time, or the time for which they are blocked."""

    def __init__(self, now: int, seconds: int) -> None:
        self.begins = now
        self.ends = now + seconds
        self.used = 0
        self.is_blocked = False


class RequestRate:
    """So many requests over REST in a stretch of time, which begins with the first of them (choice); the
    first one too many blocks all that follow for as long again."""

    def __init__(self, count: int, seconds: int) -> None:
        self._count = count
        self._seconds = seconds
        self._windows: OrderedDict[str, _Window] = OrderedDict()
        self._refused = 0

    def admit(self, owner: str, now: int) -> None:
        """Count a request of a user or of an account's token. Raises `RequestRateExceeded`."""
        window = self._windows.get(owner)
        if window is None or not window.begins <= now < window.ends:
            window = self._open(owner, now)
        if window.used < self._count:
            window.used += 1
            return
        if not window.is_blocked:
            window.is_blocked = True
            window.begins, window.ends = now, now + self._seconds
        self._refused += 1
        raise RequestRateExceeded(window.ends - now)

    def _open(self, owner: str, now: int) -> _Window:
        self._windows.pop(owner, None)
        while len(self._windows) >= _MOST_OWNERS:
            self._windows.popitem(last=False)
        self._windows[owner] = window = _Window(now, self._seconds)
        return window

    def describe(self, now: int) -> dict[str, object]:
        used = {
            owner: {"count": window.used, "blocked_until": window.ends if window.is_blocked else None}
            for owner, window in self._windows.items()
            if window.begins <= now < window.ends
        }
        return {"count": self._count, "seconds": self._seconds, "used": used, "refused": self._refused}


class InvocationLimit:
    """So many operations for each event of a Worker; a bulk read is one. Counts what names its event."""

    def __init__(self, operations: int) -> None:
        self._operations = operations
        self._counts: OrderedDict[str, int] = OrderedDict()
        self._most = 0
        self._refused = 0

    def count(self, operation: Operation) -> None:
        """Count one operation. Raises `InvocationExceeded`."""
        invocation = operation.invocation if operation.door == "binding" else None
        if invocation is None:
            return
        self._counts[invocation] = count = self._counts.pop(invocation, 0)
        if count >= self._operations:
            self._refused += 1
            raise InvocationExceeded
        self._counts[invocation] = count + 1
        self._most = max(self._most, count + 1)
        if len(self._counts) > _MOST_INVOCATIONS:
            self._counts.popitem(last=False)

    def describe(self) -> dict[str, object]:
        """`last` and `most`: the operations of the event that asked last, and of the one that asked most."""
        last = next(reversed(self._counts.values()), 0)
        return {"operations": self._operations, "last": last, "most": self._most, "refused": self._refused}


def make_write_rate(asked: WriteRateSpec | bool) -> WriteRate | None:
    """The limit that is asked for; `true` is as Cloudflare has it, `false` is none."""
    spec = WriteRateSpec() if asked is True else asked
    return WriteRate(spec.per_second) if spec else None


def make_request_rate(asked: RequestRateSpec | bool) -> RequestRate | None:
    """The limit that is asked for; `true` is as Cloudflare has it, `false` is none."""
    spec = RequestRateSpec() if asked is True else asked
    return RequestRate(spec.count, spec.seconds) if spec else None


def make_invocation_limit(asked: InvocationSpec | int | bool) -> InvocationLimit | None:
    """The limit that is asked for; `true` is as Cloudflare has it, `false` is none."""
    spec = InvocationSpec() if asked is True else asked
    return InvocationLimit(spec.operations) if isinstance(spec, InvocationSpec) else None
