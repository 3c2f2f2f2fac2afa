"""Cloudflare's rate limits and quotas, switched on one by one."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from fakeflare.emulator.conditions.fields import Fields, refuse
from fakeflare.emulator.conditions.visits import Visit
from fakeflare.emulator.domain.clock import Clock

if TYPE_CHECKING:
    from fakeflare.emulator.conditions.limits.daily import DailyQuota
    from fakeflare.emulator.conditions.limits.rates import InvocationLimit, RequestRate, WriteRate

Limit = TypeVar("Limit")


class Asker(Protocol):
    """Who sends a request over REST."""

    @property
    def owner(self) -> str:
        """Whose requests are counted together: a user's, or those of an account's token."""
        ...


class Limits:
    """What is limited, and how much of it is used up. Each limit is None while it is off; all go by the
    turned clock alone."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._writes: WriteRate | None = None
        self._requests: RequestRate | None = None
        self._daily: DailyQuota | None = None
        self._invocation: InvocationLimit | None = None

    @property
    def is_active(self) -> bool:
        limits = (self._writes, self._requests, self._daily, self._invocation)
        return any(limit is not None for limit in limits)

    def configure(self, spec: object) -> None:
        """Switch the limits that plain JSON names; those that it names count anew, the others go on:

            {"writes_per_key": true | {"per_second": 1}, "requests": true | {"count": 1200, "seconds": 300},
             "daily": true | "free" | {"reads": …, "writes": …, "deletes": …, "lists": …, "bytes": …},
             "invocation": true | 1000 | {"operations": 1000}}

        `false` is off, and `"all": true | false` is said of those that are not named. Raises
        `MessageInvalid`; then nothing is changed.
        """
        # with the first limit: most runs never see one
        from fakeflare.emulator.conditions.limits.daily import parse_daily_quota
        from fakeflare.emulator.conditions.limits.rates import (
            parse_invocation_limit,
            parse_request_rate,
            parse_write_rate,
        )

        fields = Fields(spec, "limits")
        everything = fields.take("all")
        if not isinstance(everything, bool | None):
            refuse("all", "must be true or false")

        def choose(name: str, current: Limit, parse: Callable[[object], Limit]) -> Limit:
            value = fields.take(name)
            value = everything if value is None else value
            return current if value is None else parse(value)

        writes = choose("writes_per_key", self._writes, parse_write_rate)
        requests = choose("requests", self._requests, parse_request_rate)
        daily = choose("daily", self._daily, parse_daily_quota)
        invocation = choose("invocation", self._invocation, parse_invocation_limit)
        fields.finish()
        self._writes, self._requests, self._daily, self._invocation = writes, requests, daily, invocation

    def reset(self) -> None:
        """All off, and the counters gone."""
        self._writes = self._requests = self._daily = self._invocation = None

    def describe(self) -> dict[str, object]:
        """Each limit's numbers and counters, or false where it is off."""
        now = self._clock.now()
        return {
            "writes_per_key": self._writes.describe() if self._writes else False,
            "requests": self._requests.describe(now) if self._requests else False,
            "daily": self._daily.describe(now) if self._daily else False,
            "invocation": self._invocation.describe() if self._invocation else False,
        }

    def admit(self, asker: Asker) -> None:
        """Count a request over REST. Raises `RequestRateExceeded`."""
        if self._requests is not None:
            self._requests.admit(asker.owner, self._clock.now())

    def weighs(self, visit: Visit) -> bool:
        """Whether `check_weight` has to be asked too, which costs a look at all of the account's pairs."""
        return self._daily is not None and self._daily.weighs(visit)

    def check_weight(self, visit: Visit, others: int) -> None:
        """`others`: the bytes of the account's values but those that are written over. Raises
        `DailyQuotaExceeded`."""
        if self._daily is not None:
            self._daily.check_weight(visit, others)

    def check(self, visit: Visit) -> None:
        """Count an operation, unless it is one too many for one of the limits. Raises `InvocationExceeded`,
        `DailyQuotaExceeded`, `WriteRateExceeded`."""
        now = self._clock.now()
        # the runtime counts before it asks KV, whatever KV says then
        if self._invocation is not None:
            self._invocation.count(visit)
        if self._daily is not None:
            self._daily.check(visit, now)
        if self._writes is not None:
            self._writes.check(visit, now)
            self._writes.count(visit)
        if self._daily is not None:
            self._daily.count(visit)
