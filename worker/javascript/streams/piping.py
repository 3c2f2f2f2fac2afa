"""`pipeTo` and `pipeThrough` (Streams standard, section 4.9.1)."""

import asyncio
from typing import TYPE_CHECKING, Any

from fakeflare.worker.javascript.language.callbacks import begin, to_error
from fakeflare.worker.javascript.language.kernel.errors import JsException, JsTypeError
from fakeflare.worker.javascript.language.kernel.members import read_property
from fakeflare.worker.javascript.language.promises import Promise
from fakeflare.worker.javascript.streams.sources import END
from fakeflare.worker.javascript.streams.writable import WritableStream
from fakeflare.worker.javascript.web.aborting import AbortSignal

if TYPE_CHECKING:
    from fakeflare.worker.javascript.streams.readable import ReadableStream


def start_pipe(
    source: "ReadableStream", destination: object, options: object = None, *_rest: object
) -> Promise:
    """Lock both ends and pipe; the promise settles when all is through."""
    return Promise.start(_lock_ends(source, destination, options).run())


def pipe_aside(source: "ReadableStream", destination: object, options: object = None, *_rest: object) -> None:
    """Pipe as `pipeThrough` does: what goes wrong is told by the transform's readable end, not here."""
    pipe = _lock_ends(source, destination, options)
    begin(pipe.run()).add_done_callback(_look_at)


def _lock_ends(source: "ReadableStream", destination: object, options: object) -> "_Pipe":
    if not isinstance(destination, WritableStream):
        raise JsTypeError(
            "Failed to execute 'pipeTo' on 'ReadableStream': parameter 1 is not of type 'WritableStream'."
        )
    source.lock()
    try:
        destination.lock()
    except JsException:
        source.locked = False
        raise
    source.is_disturbed = True
    return _Pipe(source, destination, options)


def _look_at(future: "asyncio.Future[Any]") -> None:
    if not future.cancelled():
        future.exception()


class _Pipe:
    def __init__(self, source: "ReadableStream", destination: WritableStream, options: object) -> None:
        self._source = source
        self._destination = destination
        self._keeps_open, self._keeps_unaborted, self._keeps_uncancelled = (
            bool(read_property(options, name)) for name in ("preventClose", "preventAbort", "preventCancel")
        )
        self._signal: Any = read_property(options, "signal")

    async def run(self) -> None:
        work = asyncio.ensure_future(self._move())
        try:
            if isinstance(self._signal, AbortSignal):
                await self._watch_signal(work)
            await work
        finally:
            work.cancel()
            self._source.locked = self._destination.locked = False

    async def _watch_signal(self, work: "asyncio.Future[None]") -> None:
        aborted: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def stop() -> None:
            if not aborted.done():
                aborted.set_result(None)

        if self._signal.aborted:
            stop()
        remove = self._signal.add_step(stop)
        await asyncio.wait([work, aborted], return_when=asyncio.FIRST_COMPLETED)
        remove()
        if aborted.done() and not work.done():
            work.cancel()
            await asyncio.wait([work])
            await self._stop(self._signal.reason)

    async def _stop(self, reason: object) -> None:
        if not self._keeps_unaborted:
            await self._destination.give_up(reason)
        if not self._keeps_uncancelled:
            await self._source.source.cancel(reason)
        raise to_error(reason)

    async def _move(self) -> None:
        while True:
            await self._wait_room()
            try:
                value = await self._source.read_value()
            except JsException as error:
                if not self._keeps_unaborted:
                    await self._destination.give_up(error)
                raise
            if value is END:
                break
            self._destination.start_write(value).add_done_callback(_look_at)
        if not self._keeps_open and self._destination.is_writable:
            await self._destination.start_close()
        elif self._destination.error is not None:
            raise self._destination.error

    async def _wait_room(self) -> None:
        """Wait until the destination takes a chunk; cancel the source where it no longer does."""
        try:
            await self._destination.wait_ready()
            if self._destination.is_writable:
                return
            error = self._destination.error or JsTypeError("This WritableStream has been closed.")
        except JsException as failure:
            error = failure
        if not self._keeps_uncancelled:
            await self._source.source.cancel(error)
        raise error
