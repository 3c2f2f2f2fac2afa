"""Faults on demand: rules that strike some operations and change what comes of them."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from fakeflare.emulator.domain.clock import Clock
from fakeflare.emulator.domain.operation import Operation
from fakeflare.emulator.storage.store import PairStore

if TYPE_CHECKING:
    from fakeflare.emulator.conditions.faults.rules import FaultRule

Pairs = TypeVar("Pairs", PairStore, None)

Sleep = Callable[[float], Awaitable[object]]

_WRITES = frozenset({"put", "delete", "bulk_put", "bulk_delete"})


class Dropped(Exception):
    """The connection is to be cut without an answer."""


class Faults:
    """The rules in force, in the order in which they were added."""

    def __init__(self, clock: Clock, sleep: Sleep, changed: Callable[[], None]) -> None:
        """`changed` is called after a rule was added or removed."""
        self._clock = clock
        self._sleep = sleep
        self._changed = changed
        self._rules: dict[str, FaultRule] = {}
        self._count = 0

    @property
    def is_active(self) -> bool:
        return bool(self._rules)

    def add(self, spec: object) -> "FaultRule":
        """A rule out of plain JSON. Raises `MessageInvalid`."""
        # start-up: most runs have no fault
        from fakeflare.emulator.conditions.faults.rules import parse_rule

        rule = parse_rule(f"fault-{self._count + 1}", spec, self._clock.now())
        self._count += 1
        self._rules[rule.id] = rule
        self._changed()
        return rule

    def list(self) -> "tuple[FaultRule, ...]":
        return tuple(self._rules.values())

    def get(self, rule_id: str) -> "FaultRule":
        """Raises KeyError for an unknown id."""
        return self._rules[rule_id]

    def remove(self, rule_id: str) -> None:
        """Raises KeyError for an unknown id."""
        del self._rules[rule_id]
        self._changed()

    def clear(self) -> None:
        self._rules.clear()
        self._changed()

    async def strike(self, operation: Operation, pairs: Pairs, beside: PairStore | None = None) -> Pairs:
        """Let the rules strike in their order: one of latency alone makes the operation wait and leaves the
        rest to the others, any other ends the matter. Who strikes is settled before anybody waits, so that
        it depends on the order of the operations alone.

        Gives the pairs that the operation is to be asked of: others where the answer is to be a stale value,
        which is remembered from `beside`. Raises `Faulted`, `Dropped`.
        """
        struck = self._choose(operation)
        operation.faults = tuple(rule.id for rule in struck)
        for rule in struck:
            await self._hinder(rule)
        if beside is not None and operation.kind in _WRITES:
            await self._remember(operation, beside)
        if struck:
            last = struck[-1]
            operation.effect = last.effect
            if last.spec.stale and pairs is not None:
                # start-up: most runs have no fault
                from fakeflare.emulator.conditions.faults.stale import StalePairs

                return StalePairs(pairs, last.previous)
        return pairs

    def _choose(self, operation: Operation) -> "tuple[FaultRule, ...]":
        """The rules that strike; all of them but the last are of latency alone."""
        now = operation.now
        struck: tuple[FaultRule, ...] = ()
        for rule in self._rules.values():
            if rule.strikes(operation, now):
                struck += (rule,)
                if not rule.spec.is_latency_alone:
                    break
        return struck

    async def _hinder(self, rule: "FaultRule") -> None:
        """What comes before the operation, and may prevent it."""
        seconds = rule.draw_seconds()
        if seconds:
            await self._sleep(seconds)
        error = rule.make_error()
        if error is not None:
            raise error
        if rule.spec.drop_moment == "before":
            raise Dropped

    async def _remember(self, operation: Operation, beside: PairStore) -> None:
        """Before a write: keep what is there for the rules that will want it, whoever writes."""
        namespace = operation.namespace
        for rule in self.list():
            if namespace is None or not rule.spec.stale or not rule.spec.accepts_namespace(namespace):
                continue
            keys = [key for key in operation.keys if rule.spec.accepts_key(key)]
            found = await beside.find_many(namespace.number, keys, operation.now) if keys else {}
            for key in keys:
                rule.previous.remember((namespace.number, key), found.get(key))
