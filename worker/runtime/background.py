"""Work that outlives its request: `ctx.waitUntil`."""

import asyncio
import logging
from collections.abc import Awaitable
from typing import Any

log = logging.getLogger("fakeflare.worker")


class Background:
    """Keeps what `waitUntil` was given until it is done, and logs what fails."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    def wait_until(self, awaitable: Awaitable[object]) -> None:
        """Accepts a coroutine, a Task, a Future or a promise."""
        task = asyncio.get_running_loop().create_task(_wait(awaitable))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def drain(self, seconds: float) -> None:
        """Wait for what is running, then cancel the rest."""
        if not self._running:
            return
        _, late = await asyncio.wait(self._running, timeout=seconds)
        for task in late:
            task.cancel()
        if late:
            log.warning("%d waitUntil() tasks were cut off at shutdown", len(late))
            await asyncio.gather(*late, return_exceptions=True)


async def _wait(awaitable: Awaitable[object]) -> None:
    try:
        await awaitable
    except Exception:
        # what a Worker does wrong in the background must not be lost, and has nobody to be raised to
        log.exception("a waitUntil() task failed")
