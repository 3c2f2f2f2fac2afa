"""Which Worker answers now. It may be exchanged while requests are under way: they end with the old one."""

import asyncio
from collections import Counter
from collections.abc import Callable

from fakeflare.worker.runtime.serve.failures import Failure
from fakeflare.worker.runtime.workers.isolate import Isolate


class CurrentWorker:
    """Hold the served Worker, or what is wrong with it, and count who still needs an older one."""

    def __init__(self, isolate: Isolate | None = None) -> None:
        self.isolate = isolate
        self.find: Callable[[str], Isolate | None] = lambda _: None
        """Finds another Worker of the run by its name."""
        self.failure: Failure | None = None
        """Answers every request instead of the Worker."""
        self._users: Counter[Isolate] = Counter()
        self._left = asyncio.Event()

    def using(self, isolate: Isolate) -> "_Use":
        """Say that the Worker is needed while inside, also when another one answers by now."""
        return _Use(self, isolate)

    def arrive(self, isolate: Isolate) -> None:
        """Count a request that needs the Worker."""
        self._users[isolate] += 1

    def leave(self, isolate: Isolate) -> None:
        """Count a request that needed the Worker off."""
        self._users[isolate] -= 1
        if isolate is not self.isolate:
            self._left.set()

    async def wait_left(self, isolate: Isolate) -> None:
        """Wait until no request needs the Worker any more."""
        while self._users[isolate] > 0:
            self._left.clear()
            await self._left.wait()
        del self._users[isolate]


class _Use:
    """`with current.using(…)`, on every request's way."""

    __slots__ = ("_current", "_isolate")

    def __init__(self, current: CurrentWorker, isolate: Isolate) -> None:
        self._current = current
        self._isolate = isolate

    def __enter__(self) -> None:
        self._current.arrive(self._isolate)

    def __exit__(self, *_error: object) -> None:
        self._current.leave(self._isolate)
