"""Requests that arrive while one batch is being served are served together by the next."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Request = TypeVar("Request")
Answer = TypeVar("Answer")

_PATIENCE_SECONDS = 0.001
"""How long a batch waits for as many requests as the one before it had; the loop's clock knows no less."""


class Batches(Generic[Request, Answer]):
    """Collects requests and hands them to `run`, many at a time.

    Clients that were answered together ask again together, one after the other within a fraction of a
    millisecond. So a batch waits, but not for long, until it has as many requests as the last one: with
    16 clients that makes batches of 16 and not of 3, and a client alone never waits.

    `run` answers every request of its batch, in order, with an answer or with the exception that its
    caller gets; if `run` itself raises, all of the batch get that. A batch ends at `most` requests, or
    when their weights together reach `most_weight`.
    """

    def __init__(
        self,
        run: Callable[[Sequence[Request]], Awaitable[Sequence[Answer | Exception]]],
        most: int,
        weigh: Callable[[Request], int] = lambda _: 0,
        most_weight: int = 1,
    ) -> None:
        self._run = run
        self._most = most
        self._weigh = weigh
        self._most_weight = most_weight
        self._waiting: list[tuple[Request, asyncio.Future[Answer]]] = []
        self._expected = 1
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._asked = self._served = 0
        self._flushes: list[asyncio.Future[None]] = []
        """Those who want to know when the next batch is served."""

    async def ask(self, request: Request) -> Answer:
        """The answer to one request. A caller that goes away does not stop the request."""
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((request, future))
        self._asked += 1
        if self._task is None:
            if len(self._waiting) >= self._expected:
                self._start()
            else:
                self._wait_for_more()
        return await future

    async def flush(self) -> None:
        """Return when all that has been asked is served, whatever is asked meanwhile."""
        asked = self._asked
        while self._served < asked:
            if self._task is None:
                self._start()
            flushed = asyncio.get_running_loop().create_future()
            self._flushes.append(flushed)
            await flushed

    async def drain(self) -> None:
        """Return when nothing is waiting and nothing is being served."""
        while self._waiting or self._task is not None:
            if self._task is None:
                self._start()
            else:
                await asyncio.wait([self._task])

    def _wait_for_more(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_PATIENCE_SECONDS, self._start)

    def _start(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._task = asyncio.create_task(self._serve())

    async def _serve(self) -> None:
        try:
            # The first batch was due, by number or by time. Then only while whole batches wait: what is left
            # of a round of clients gets its timer, in which the rest of the next round may arrive.
            await self._serve_batch()
            while self._waiting and len(self._waiting) >= self._expected:
                await self._serve_batch()
        finally:
            self._task = None
            if self._waiting:
                self._wait_for_more()

    async def _serve_batch(self) -> None:
        batch = self._take()
        # The guess for the next one. It is one again after a single batch of a client that is alone.
        self._expected = len(batch)
        answers = await self._answer([request for request, _ in batch])
        for (_, future), answer in zip(batch, answers, strict=True):
            _settle(future, answer)
        self._served += len(batch)
        flushes, self._flushes = self._flushes, []
        for flushed in flushes:
            _settle(flushed, None)

    def _take(self) -> list[tuple[Request, asyncio.Future[Answer]]]:
        count = weight = 0
        for request, _ in self._waiting[: self._most]:
            count += 1
            weight += self._weigh(request)
            if weight >= self._most_weight:
                break
        batch, self._waiting = self._waiting[:count], self._waiting[count:]
        return batch

    async def _answer(self, requests: Sequence[Request]) -> Sequence[Answer | Exception]:
        try:
            return await self._run(requests)
        except Exception as error:  # noqa: BLE001 - handed to the callers, who report it
            return [error] * len(requests)


def _settle(future: asyncio.Future[Answer], answer: Answer | Exception) -> None:
    if future.done():
        return  # its caller was cancelled; the request was served all the same
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)
