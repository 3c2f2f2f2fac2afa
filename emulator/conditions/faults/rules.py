"""One fault: which operations it strikes, how often, and what it does to them."""

from collections.abc import Mapping
from random import Random
from typing import NamedTuple

from fakeflare.emulator.conditions.faults.latencies import Latency
from fakeflare.emulator.conditions.faults.stale import Previous
from fakeflare.emulator.conditions.visits import Effect, Visit
from fakeflare.emulator.domain.errors import Faulted
from fakeflare.emulator.domain.patterns import fits


class Match(NamedTuple):
    """What a rule looks at; None is everything."""

    operations: frozenset[str] | None
    namespace: str | None
    key: str | None
    door: str | None
    location: str | None

    def accepts(self, visit: Visit) -> bool:
        """Of an operation on many keys one has to be the rule's."""
        return (
            (self.operations is None or visit.operation in self.operations)
            and (self.door is None or visit.door == self.door)
            and (self.location is None or visit.location == self.location)
            and self.accepts_namespace(visit)
            and (self.key is None or any(map(self.accepts_key, visit.keys)))
        )

    def accepts_namespace(self, visit: Visit) -> bool:
        if self.namespace is None:
            return True
        found = visit.namespace
        return found is not None and (fits(found.id, self.namespace) or fits(found.title, self.namespace))

    def accepts_key(self, key: bytes) -> bool:
        return self.key is None or fits(key.decode(), self.key)


class Limit(NamedTuple):
    """How often a rule strikes."""

    probability: float
    times: int | None
    after: int
    until: int | None
    """A second of the turned clock."""


class Answer(NamedTuple):
    """The error that is answered; what is None is the door's to choose."""

    status: int
    code: int | None
    message: str | None
    retry_after: int | None


class Then(NamedTuple):
    """What a rule does."""

    answer: Answer | None
    latency: Latency | None
    drop: str | None
    truncate: float | None
    is_stale: bool

    @property
    def is_latency_alone(self) -> bool:
        return self.answer is None and self.drop is None and self.truncate is None and not self.is_stale

    @property
    def effect(self) -> Effect | None:
        """What becomes of the answer that is made."""
        if self.drop == "after":
            return Effect()
        return None if self.truncate is None else Effect(self.truncate)


class FaultRule:
    """A rule in force, with its counters. The same seed and the same operations make the same faults."""

    def __init__(
        self, rule_id: str, spec: Mapping[str, object], match: Match, limit: Limit, then: Then, seed: int
    ) -> None:
        self.id = rule_id
        self.match = match
        self.then = then
        self.matches = 0
        self.hits = 0
        self.previous = Previous()
        """For stale values: what the writes that the rule has seen wrote over."""
        self._spec = spec
        self._limit = limit
        # two, so that the one does not change what the other draws; neither keeps a secret
        self._strokes = Random(seed)  # noqa: S311
        self._seconds = Random(f"seconds {seed}")  # noqa: S311

    def strikes(self, visit: Visit, now: int) -> bool:
        """Whether this operation is struck; counts it."""
        if not self.match.accepts(visit):
            return False
        self.matches += 1
        # drawn for each match, so that the other limits do not change what comes later
        is_drawn = self._strokes.random() < self._limit.probability
        limit = self._limit
        is_due = self.matches > limit.after and (limit.until is None or now < limit.until)
        is_struck = is_drawn and is_due and (limit.times is None or self.hits < limit.times)
        self.hits += is_struck
        return is_struck

    def draw_seconds(self) -> float:
        """How long this operation waits."""
        return 0.0 if self.then.latency is None else self.then.latency.draw(self._seconds)

    def make_error(self) -> Faulted | None:
        return None if self.then.answer is None else Faulted(*self.then.answer)

    def describe(self) -> dict[str, object]:
        """The rule as it was asked for, its id and its counters."""
        return {"id": self.id, **self._spec, "matches": self.matches, "hits": self.hits}
