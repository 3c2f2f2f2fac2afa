"""All conditions of one emulator, and where every operation meets them."""

import asyncio

from fakeflare.emulator.conditions.consistency.consistency import Consistency
from fakeflare.emulator.conditions.faults.faults import Faults, Sleep
from fakeflare.emulator.conditions.limits.limits import Limits
from fakeflare.emulator.conditions.turned_clock import TurnedClock
from fakeflare.emulator.domain.clock import Clock
from fakeflare.emulator.domain.operation import Operation
from fakeflare.emulator.storage.store import PairStore, Store


class Conditions:
    """What a test turns: a clock, limits, eventual consistency, faults. All are off at the start.

    `clock` is the one that everything in the emulator goes by. `sleep` waits through a fault's latency.
    """

    def __init__(self, store: Store, base: Clock, sleep: Sleep = asyncio.sleep) -> None:
        self._store = store
        self.is_quiet = True
        """True while no condition is in force: all that an operation then pays is a look here."""
        self.clock = TurnedClock(base)
        self.faults = Faults(self.clock, sleep, self._look)
        self.limits = Limits(self.clock, self._look)
        self.consistency = Consistency(self.clock, self._look)

    def _look(self) -> None:
        """Look whether any condition is in force; each says when it has changed."""
        self.is_quiet = not (self.faults.is_active or self.limits.is_active or self.consistency.is_active)

    async def admit(self, operation: Operation) -> PairStore:
        """Let an operation on pairs meet the limits, its place and the faults, in this order. Returns the
        pairs that it is to be asked of.

        What no caller asks meets nothing. Raises what `Limits.check` raises, `Faulted`, `Dropped`.
        """
        if self.is_quiet or operation.caller is None:
            return self._store.pairs
        return await self._meet(operation)

    async def admit_to_namespaces(self, operation: Operation) -> None:
        """Let an operation on namespaces meet the faults, which are all that strikes it. Raises `Faulted`,
        `Dropped`."""
        if not self.is_quiet and operation.caller is not None and self.faults.is_active:
            await self.faults.strike(operation, None)

    async def _meet(self, operation: Operation) -> PairStore:
        limits, beside = self.limits, self._store.pairs
        if limits.is_active:
            if limits.weighs(operation):
                limits.check_weight(operation, await self._weigh_others(operation))
            limits.check(operation)
        pairs = beside
        if self.consistency.is_active:
            pairs = self.consistency.view(beside, operation)
        if self.faults.is_active:
            pairs = await self.faults.strike(operation, pairs, beside)
        return pairs

    async def _weigh_others(self, operation: Operation) -> int:
        """The bytes of the account's values but those that this operation writes over."""
        namespace = operation.namespace
        if namespace is None:
            return 0
        total = await self._store.weigh_account(namespace.account, operation.now)
        return total - await self._store.pairs.measure(namespace.number, operation.keys, operation.now)
