"""An emulator in a thread with a loop of its own: it answers whatever the calling thread's loop does."""

import asyncio
import contextvars
import logging
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

from fakeflare.emulator.app import Emulator, open_emulator
from fakeflare.emulator.server import bind, format_url, running
from fakeflare.emulator.settings import Settings

Result = TypeVar("Result")

_HOST = "127.0.0.1"

_CALL_SECONDS = 60.0

_TALKATIVE = ("uvicorn.error", "asyncio")


class EmulatorThread:
    """Starts with `start`, on a free port, in memory unless the settings say otherwise; ends with `stop`."""

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings or Settings()
        self._socket = bind(_HOST, 0)
        self.url = format_url(self._socket)
        self.loop = asyncio.new_event_loop()
        self._stopping = asyncio.Event()
        self._started: Future[Emulator] = Future()
        self._thread = threading.Thread(target=self._run, name="fakeflare", daemon=True)

    def start(self) -> Emulator:
        """The running emulator, whose floors are to be asked by `call`. Raises what starting it raises."""
        for name in _TALKATIVE:
            logging.getLogger(name).addFilter(self._is_news)
        self._thread.start()
        try:
            return self._started.result()
        except BaseException:
            self._end()
            raise

    def stop(self) -> None:
        """Waits until all is closed."""
        self.loop.call_soon_threadsafe(self._stopping.set)
        self._end()

    def _end(self) -> None:
        self._thread.join()
        for name in _TALKATIVE:
            logging.getLogger(name).removeFilter(self._is_news)

    def call(self, work: Coroutine[Any, Any, Result]) -> Result:
        """What a coroutine comes to in the emulator's loop, for another thread, which waits."""
        return self.begin(work).result(_CALL_SECONDS)

    def begin(self, work: Coroutine[Any, Any, Result]) -> "Future[Result]":
        """The same without waiting. Nothing of the caller's context is seen by the emulator."""
        return contextvars.Context().run(asyncio.run_coroutine_threadsafe, work, self.loop)

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        try:
            self.loop.run_until_complete(self._serve())
        except BaseException as error:
            if self._started.done():
                raise
            self._started.set_exception(error)
        finally:
            self._socket.close()
            self.loop.close()

    async def _serve(self) -> None:
        async with open_emulator(self._settings) as emulator, running((emulator.app, self._socket)):
            self._started.set_result(emulator)
            await self._stopping.wait()

    def _is_news(self, record: logging.LogRecord) -> bool:
        """Whether a test's log may have this: not what libraries tell of this thread's daily work."""
        return record.thread != self._thread.ident or record.levelno > logging.INFO
