import asyncio
import logging

import pytest

from fakeflare.emulator.domain.values import Pair
from fakeflare.emulator.service import expiry
from fakeflare.emulator.service.expiry import Sweeper
from tests.bench import NOW, Bench


async def test_sweeper_goes_by_the_turned_clock(bench: Bench) -> None:
    namespace = await bench.create()
    await bench.store.pairs.put_many(
        namespace.number, [Pair(b"%d" % n, b"v", NOW + 60 + n) for n in range(1200)]
    )
    count = "SELECT count(*) FROM pairs"
    sweeper = Sweeper(bench.store, bench.clock)
    await sweeper.sweep()
    assert await bench.store._database.fetch(count) == [(1200,)]
    bench.clock.advance(60 + 999)
    await sweeper.sweep()
    assert await bench.store._database.fetch(count) == [(200,)]


async def test_sweeper_logs_a_failure_and_goes_on(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    swept = asyncio.Event()

    async def sweep(now: int) -> bool:
        if not caplog.records:
            raise OSError("disk on fire")
        swept.set()
        return False

    monkeypatch.setattr(expiry, "INTERVAL_SECONDS", 0)
    monkeypatch.setattr(bench.store, "sweep", sweep)
    with caplog.at_level(logging.ERROR):
        running = asyncio.create_task(Sweeper(bench.store, bench.clock).run())
        await asyncio.wait_for(swept.wait(), 10)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert "could not remove expired pairs" in caplog.text
    assert "disk on fire" in caplog.text
