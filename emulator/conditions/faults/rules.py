"""One fault in force: how often it has struck, and what it does to an operation."""

from collections.abc import Mapping
from random import Random

from fakeflare.emulator.conditions.faults.latencies import draw_seconds
from fakeflare.emulator.conditions.faults.stale import Previous
from fakeflare.emulator.domain.errors import Faulted
from fakeflare.emulator.domain.operation import Effect, Operation
from fakeflare.emulator.messages.declaration.parsing import parse
from fakeflare.emulator.messages.fault import FaultSpec, FromNow


class FaultRule:
    """A rule in force, with its counters. The same seed and the same operations make the same faults."""

    def __init__(self, rule_id: str, given: Mapping[str, object], spec: FaultSpec, now: int) -> None:
        self.id = rule_id
        self.spec = spec
        self.matches = 0
        self.hits = 0
        self.previous = Previous()
        """For stale values: what the writes that the rule has seen wrote over."""
        self._given = dict(given)
        self._until = now + spec.until.seconds if isinstance(spec.until, FromNow) else spec.until
        # two, so that the one does not change what the other draws; neither keeps a secret
        self._strokes = Random(spec.seed)  # noqa: S311
        self._seconds = Random(f"seconds {spec.seed}")  # noqa: S311

    def strikes(self, operation: Operation, now: int) -> bool:
        """Whether this operation is struck; counts it."""
        spec = self.spec
        if not spec.accepts(operation):
            return False
        self.matches += 1
        # drawn for each match, so that the other limits do not change what comes later
        is_drawn = self._strokes.random() < spec.probability
        is_due = self.matches > spec.after and (self._until is None or now < self._until)
        is_struck = is_drawn and is_due and (spec.times is None or self.hits < spec.times)
        self.hits += is_struck
        return is_struck

    def draw_seconds(self) -> float:
        """How long this operation waits."""
        return draw_seconds(self.spec.latency, self._seconds)

    def make_error(self) -> Faulted | None:
        """The error to answer with, if the rule has one."""
        spec = self.spec
        if spec.status is None:
            return None
        return Faulted(spec.status, spec.code, spec.message, spec.retry_after)

    @property
    def effect(self) -> Effect | None:
        """What becomes of the answer that is made."""
        if self.spec.drop_moment == "after":
            return Effect()
        return None if self.spec.truncate is None else Effect(self.spec.truncate)

    def describe(self) -> dict[str, object]:
        """The rule as it was asked for, its id and its counters."""
        return {"id": self.id, **self._given, "matches": self.matches, "hits": self.hits}


def parse_rule(rule_id: str, given: object, now: int) -> FaultRule:
    """Make a rule of plain JSON. Raises `MessageInvalid`."""
    spec = parse(FaultSpec, given)
    assert isinstance(given, Mapping)  # noqa: S101 - `parse` has seen to it
    return FaultRule(rule_id, given, spec, now)
