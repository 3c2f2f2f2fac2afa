"""The sweeper: removes in the background what reads already hide."""

import asyncio
import logging

from fakeflare.emulator.domain.clock import Clock
from fakeflare.emulator.storage.store import Store

INTERVAL_SECONDS = 2.0

_log = logging.getLogger("fakeflare.sweeper")


class Sweeper:
    """Sweeps slice by slice; between two slices everybody else gets a turn."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def sweep(self) -> None:
        """Remove all that has expired or was deleted by now."""
        while await self._store.sweep(self._clock.now()):  # noqa: ASYNC110 - nothing to wait for
            await asyncio.sleep(0)  # others first

    async def run(self) -> None:
        """Sweep again and again, until cancelled; a failure is logged and tried again."""
        while True:
            await asyncio.sleep(INTERVAL_SECONDS)
            try:
                await self.sweep()
            except Exception:  # noqa: BLE001 - whatever it was, it is logged
                _log.exception("could not remove expired pairs")
