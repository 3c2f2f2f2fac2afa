"""Requests that arrive while one is being served are served together by the next."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Request = TypeVar("Request")
Answer = TypeVar("Answer")


class Batches(Generic[Request, Answer]):
    """Collects requests and hands them to `run`, many at a time.

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
        self._task: asyncio.Task[None] | None = None

    async def ask(self, request: Request) -> Answer:
        """The answer to one request. A caller that goes away does not stop the request."""
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((request, future))
        if self._task is None:
            self._task = asyncio.create_task(self._serve())
        return await future

    async def drain(self) -> None:
        """Return when nothing is waiting and nothing is being served."""
        while self._task is not None:
            await asyncio.wait([self._task])

    async def _serve(self) -> None:
        try:
            while batch := self._take():
                answers = await self._answer([request for request, _ in batch])
                for (_, future), answer in zip(batch, answers, strict=True):
                    _settle(future, answer)
        finally:
            self._task = None

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
        return
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)
