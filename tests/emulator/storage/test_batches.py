import asyncio
from collections.abc import Sequence

import pytest

from fakeflare.emulator.storage.sqlite.batches import Batches


class Runner:
    """Answers each request with its double, when it is let."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.started = asyncio.Event()
        self.gate = asyncio.Event()
        self.gate.set()

    async def run(self, requests: Sequence[int]) -> list[int | Exception]:
        self.sizes.append(len(requests))
        self.started.set()
        await self.gate.wait()
        if 13 in requests:
            raise RuntimeError("the whole batch fails")
        return [ValueError(request) if request < 0 else request * 2 for request in requests]


async def ask_together(batches: Batches[int, int], count: int) -> list[int]:
    return list(await asyncio.gather(*(batches.ask(number + 100) for number in range(count))))


async def test_requests_that_come_while_one_is_served_are_served_together() -> None:
    runner = Runner()
    batches = Batches[int, int](runner.run, most=100)
    runner.gate.clear()
    first = asyncio.create_task(batches.ask(1))
    await runner.started.wait()
    others = asyncio.create_task(ask_together(batches, 5))
    await asyncio.sleep(0)
    runner.gate.set()
    assert await first == 2
    assert await others == [200, 202, 204, 206, 208]
    assert runner.sizes == [1, 5]


async def test_batch_waits_for_as_many_as_the_last_one_had_but_not_for_long() -> None:
    runner = Runner()
    batches = Batches[int, int](runner.run, most=100)
    await ask_together(batches, 8)
    await ask_together(batches, 8)
    assert runner.sizes[-1] == 8
    assert await batches.ask(1) == 2, "the other seven do not come"
    assert runner.sizes[-1] == 1


async def test_batch_ends_at_the_most_requests_and_at_the_most_weight() -> None:
    runner = Runner()
    await ask_together(Batches[int, int](runner.run, most=4), 10)
    assert max(runner.sizes) == 4
    runner = Runner()
    heavy = Batches[int, int](runner.run, most=100, weigh=lambda _: 10, most_weight=25)
    await ask_together(heavy, 10)
    assert max(runner.sizes) == 3
    assert sum(runner.sizes) == 10


async def test_each_caller_gets_its_own_failure() -> None:
    batches = Batches[int, int](Runner().run, most=100)
    answers = await asyncio.gather(batches.ask(1), batches.ask(-2), batches.ask(3), return_exceptions=True)
    assert [answers[0], answers[2]] == [2, 6]
    assert isinstance(answers[1], ValueError)


async def test_failure_of_the_batch_reaches_all_of_it_and_the_next_one_is_served() -> None:
    batches = Batches[int, int](Runner().run, most=100)
    answers = await asyncio.gather(batches.ask(13), batches.ask(1), return_exceptions=True)
    assert isinstance(answers[0], RuntimeError)
    with pytest.raises(RuntimeError):
        await batches.ask(13)
    assert await batches.ask(1) == 2


async def test_drain_serves_what_waits() -> None:
    runner = Runner()
    batches = Batches[int, int](runner.run, most=100)
    await ask_together(batches, 8)
    waiting = asyncio.create_task(batches.ask(1))
    await asyncio.sleep(0)
    await batches.drain()
    assert sum(runner.sizes) == 9
    assert await waiting == 2
    await batches.drain()


async def test_flush_waits_for_what_was_asked_and_for_nothing_later() -> None:
    turns, started = asyncio.Semaphore(0), asyncio.Event()

    async def run(requests: Sequence[int]) -> Sequence[int | Exception]:
        started.set()
        await turns.acquire()
        return requests

    batches = Batches[int, int](run, most=100)
    await batches.flush()
    first = asyncio.create_task(batches.ask(1))
    await started.wait()
    flush = asyncio.create_task(batches.flush())
    later = asyncio.create_task(batches.ask(2))
    await asyncio.sleep(0)
    assert not flush.done()
    turns.release()
    await flush
    assert (first.done(), later.done()) == (True, False)
    turns.release()
    assert await later == 2


async def test_flush_does_not_wait_for_more_requests_to_come() -> None:
    runner = Runner()
    batches = Batches[int, int](runner.run, most=100)
    await ask_together(batches, 8)
    alone = asyncio.create_task(batches.ask(1))
    await asyncio.sleep(0)
    await batches.flush()
    assert alone.done() or await alone == 2


async def test_flush_serves_a_request_whose_caller_has_gone() -> None:
    runner = Runner()
    batches = Batches[int, int](runner.run, most=100)
    await ask_together(batches, 8)
    abandoned = asyncio.create_task(batches.ask(1))
    await asyncio.sleep(0)
    abandoned.cancel()
    await batches.flush()
    assert sum(runner.sizes) == 9
