"""Work that outlives its request: `ctx.waitUntil`."""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable
from typing import Any

from fakeflare.worker.pyodide.proxies import JsDoubleProxy

log = logging.getLogger("fakeflare.worker")


class Background:
    """Keep what `waitUntil` was given until it is done, and log what fails."""

    def __init__(self) -> None:
        self.format_error: Callable[[BaseException], str] = _format_whole
        """The traceback for the log; who knows the Worker's files puts a better one here."""
        self._running: set[asyncio.Task[Any]] = set()

    def wait_until(self, awaitable: Awaitable[object]) -> None:
        """Run a coroutine, a Task, a Future, a promise, or a proxy of one of these, beside everything
        else."""
        if isinstance(awaitable, JsDoubleProxy):
            # who made the proxy may destroy it at any time
            awaitable = awaitable.unwrap_target()
        task = asyncio.get_running_loop().create_task(self._wait(awaitable))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def drain(self, seconds: float) -> None:
        """Wait at most this many seconds for what is running, then cancel the rest with a warning."""
        if not self._running:
            return
        _, late = await asyncio.wait(self._running, timeout=seconds)
        for task in late:
            task.cancel()
        if late:
            log.warning("%d waitUntil() tasks were cut off at shutdown", len(late))
            await asyncio.gather(*late, return_exceptions=True)

    async def _wait(self, awaitable: Awaitable[object]) -> None:
        try:
            await awaitable
        except (Exception, SystemExit) as error:  # noqa: BLE001
            # what a Worker does wrong in the background must not be lost, and has nobody to be raised to;
            # SystemExit would end the whole loop
            log.error("a waitUntil() task failed\n%s", self.format_error(error).rstrip())


def _format_whole(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))
