"""Which Worker answers now. It may be exchanged while requests are under way: they end with the old one."""

import asyncio
from collections import Counter
from collections.abc import Callable

from fakeflare.worker.runtime.serve.failures import Failure
from fakeflare.worker.runtime.workers.isolate import Isolate


class Deployment:
    """The served Worker, or what is wrong with it."""

    def __init__(self, isolate: Isolate | None = None) -> None:
        self.isolate = isolate
        self.find: Callable[[str], Isolate | None] = lambda _: None
        """Finds another Worker of the run by its name."""
        self.failure: Failure | None = None
        """Answers every request instead of the Worker."""
        self._visits: Counter[Isolate] = Counter()
        self._left = asyncio.Event()

    def visiting(self, isolate: Isolate) -> "_Visit":
        """While inside, the Worker is needed, also when another one answers by now."""
        return _Visit(self, isolate)

    def arrive(self, isolate: Isolate) -> None:
        self._visits[isolate] += 1

    def leave(self, isolate: Isolate) -> None:
        self._visits[isolate] -= 1
        if isolate is not self.isolate:
            self._left.set()

    async def wait_left(self, isolate: Isolate) -> None:
        """Returns when no request needs the Worker any more."""
        while self._visits[isolate] > 0:
            self._left.clear()
            await self._left.wait()
        del self._visits[isolate]


class _Visit:
    """`with deployment.visiting(…)`, on every request's way."""

    __slots__ = ("_deployment", "_isolate")

    def __init__(self, deployment: Deployment, isolate: Isolate) -> None:
        self._deployment = deployment
        self._isolate = isolate

    def __enter__(self) -> None:
        self._deployment.arrive(self._isolate)

    def __exit__(self, *_error: object) -> None:
        self._deployment.leave(self._isolate)
