"""Cloudflare's rate limits and quotas, switched on one by one."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from fakeflare.emulator.domain.clock import Clock
from fakeflare.emulator.domain.operation import Operation

if TYPE_CHECKING:
    from fakeflare.emulator.conditions.limits.daily import DailyQuota
    from fakeflare.emulator.conditions.limits.rates import InvocationLimit, RequestRate, WriteRate


class Asker(Protocol):
    """Who sends a request over REST."""

    @property
    def owner(self) -> str:
        """Whose requests are counted together: a user's, or those of an account's token."""
        ...


class Limits:
    """What is limited, and how much of it is used up. Each limit is None while it is off; all go by the
    turned clock alone."""

    def __init__(self, clock: Clock, changed: Callable[[], None]) -> None:
        """`changed` is called after any of them was switched."""
        self._clock = clock
        self._changed = changed
        self._writes: WriteRate | None = None
        self._requests: RequestRate | None = None
        self._daily: DailyQuota | None = None
        self._invocation: InvocationLimit | None = None

    @property
    def is_active(self) -> bool:
        limits = (self._writes, self._requests, self._daily, self._invocation)
        return any(limit is not None for limit in limits)

    def configure(self, spec: object) -> None:
        """Switch the limits that plain JSON names, the message `LimitsSpec`; those that it names count anew,
        the others go on. Raises `MessageInvalid`; then nothing is changed.
        """
        # start-up: with the first limit, since most runs never see one
        from fakeflare.emulator.conditions.limits.daily import make_daily_quota
        from fakeflare.emulator.conditions.limits.rates import (
            make_invocation_limit,
            make_request_rate,
            make_write_rate,
        )
        from fakeflare.emulator.messages.limits import parse_limits

        parsed = parse_limits(spec)
        if parsed.writes_per_key is not None:
            self._writes = make_write_rate(parsed.writes_per_key)
        if parsed.requests is not None:
            self._requests = make_request_rate(parsed.requests)
        if parsed.daily is not None:
            self._daily = make_daily_quota(parsed.daily)
        if parsed.invocation is not None:
            self._invocation = make_invocation_limit(parsed.invocation)
        self._changed()

    def reset(self) -> None:
        """All off, and the counters gone."""
        self._writes = self._requests = self._daily = self._invocation = None
        self._changed()

    def describe(self) -> dict[str, object]:
        """Each limit's numbers and counters, or false where it is off."""
        now = self._clock.now()
        return {
            "writes_per_key": self._writes.describe() if self._writes else False,
            "requests": self._requests.describe(now) if self._requests else False,
            "daily": self._daily.describe(now) if self._daily else False,
            "invocation": self._invocation.describe() if self._invocation else False,
        }

    def admit(self, asker: Asker, now: int) -> None:
        """Count a request over REST. Raises `RequestRateExceeded`."""
        if self._requests is not None:
            self._requests.admit(asker.owner, now)

    def weighs(self, operation: Operation) -> bool:
        """Whether `check_weight` has to be asked too, which costs a look at all of the account's pairs."""
        return self._daily is not None and self._daily.weighs(operation)

    def check_weight(self, operation: Operation, others: int) -> None:
        """`others`: the bytes of the account's values but those that are written over. Raises
        `DailyQuotaExceeded`."""
        if self._daily is not None:
            self._daily.check_weight(operation, others)

    def check(self, operation: Operation) -> None:
        """Count an operation, unless it is one too many for one of the limits. Raises `InvocationExceeded`,
        `DailyQuotaExceeded`, `WriteRateExceeded`."""
        # the runtime counts before it asks KV, whatever KV says then
        if self._invocation is not None:
            self._invocation.count(operation)
        if self._daily is not None:
            self._daily.check(operation, operation.now)
        if self._writes is not None:
            self._writes.check(operation, operation.now)
            self._writes.count(operation)
        if self._daily is not None:
            self._daily.count(operation)
