"""How much in a day, and how much at all: what the free plan grants to an account."""

from collections.abc import Mapping

from msgspec.structs import asdict

from fakeflare.emulator.domain.errors import DailyQuotaExceeded
from fakeflare.emulator.domain.operation import Operation
from fakeflare.emulator.messages.limits import DailyQuotaSpec

DAY_SECONDS = 86_400

FREE = DailyQuotaSpec(reads=100_000, writes=1_000, deletes=1_000, lists=1_000, bytes=1_000_000_000)
"""developers.cloudflare.com/kv/platform/limits; a GB is 10^9 bytes (choice)."""

_KINDS = {
    "get": "reads",
    "metadata": "reads",
    "bulk_get": "reads",
    "put": "writes",
    "bulk_put": "writes",
    "delete": "deletes",
    "bulk_delete": "deletes",
    "list": "lists",
}
"""What an operation uses up. Keys that are not there count too."""

_METHODS = {"reads": "get", "writes": "put", "deletes": "delete", "lists": "list"}
"""What a binding calls it."""


class DailyQuota:
    """Operations of an account in a day of UTC; each key of a bulk operation is one. `bytes` is what the
    values of an account weigh together, at any time."""

    def __init__(self, most: Mapping[str, int]) -> None:
        self._most = dict(most)
        self._day: int | None = None
        self._used: dict[str, dict[str, int]] = {}
        self._refused = 0

    def weighs(self, operation: Operation) -> bool:
        """Whether the bytes count that this operation adds."""
        return "bytes" in self._most and _KINDS.get(operation.kind) == "writes"

    def check_weight(self, operation: Operation, others: int) -> None:
        """`others`: the bytes of the account's other values. Raises `DailyQuotaExceeded`."""
        if others + operation.size > self._most["bytes"]:
            self._refuse("writes")

    def check(self, operation: Operation, now: int) -> None:
        """What does not fit as a whole is refused as a whole (choice). Raises `DailyQuotaExceeded`."""
        self._turn(now)
        kind, account, cost = _measure(operation)
        most = self._most.get(kind)
        if most is not None and self._used.get(account, {}).get(kind, 0) + cost > most:
            self._refuse(kind)

    def count(self, operation: Operation) -> None:
        kind, account, cost = _measure(operation)
        if kind:
            used = self._used.setdefault(account, dict.fromkeys(_METHODS, 0))
            used[kind] += cost

    def describe(self, now: int) -> dict[str, object]:
        self._turn(now)
        return {
            "limits": dict(self._most),
            "used": {account: dict(used) for account, used in self._used.items()},
            "resets_at": (now // DAY_SECONDS + 1) * DAY_SECONDS,
            "refused": self._refused,
        }

    def _turn(self, now: int) -> None:
        """At 00:00 UTC the counters begin anew; so they do when the clock is turned back to another day."""
        day = now // DAY_SECONDS
        if day != self._day:
            self._day = day
            self._used.clear()

    def _refuse(self, kind: str) -> None:
        self._refused += 1
        raise DailyQuotaExceeded(_METHODS[kind])


def _measure(operation: Operation) -> tuple[str, str, int]:
    """What is used up (nothing: ""), by which account, and how much of it."""
    if operation.namespace is None:
        return "", "", 0
    kind = _KINDS.get(operation.kind, "")
    return kind, operation.namespace.account, 1 if kind == "lists" else len(operation.keys)


def make_daily_quota(asked: DailyQuotaSpec | bool | str) -> DailyQuota | None:
    """The quotas that are asked for; `true` and "free" are the free plan's, `false` is none."""
    spec = FREE if asked in (True, "free") else asked
    if not isinstance(spec, DailyQuotaSpec):
        return None
    return DailyQuota({name: most for name, most in asdict(spec).items() if most is not None})
