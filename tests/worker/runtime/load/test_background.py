"""Work that outlives its request."""

import asyncio
from pathlib import Path

import pytest

from fakeflare.worker.runtime.load.background import Background
from tests.worker.runtime.projects import opened


def test_drain_cuts_off_what_does_not_end(caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        background = Background()
        background.wait_until(asyncio.get_running_loop().create_future())
        await background.drain(0)

    asyncio.run(main())
    assert "1 waitUntil() tasks were cut off at shutdown" in caplog.text


async def test_a_background_failure_is_shown_from_the_workers_lines_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    source = "class Default(WorkerEntrypoint):\n    def fetch(self):\n        async def fail():\n"
    source += (
        "            raise SystemExit(3)\n        self.ctx.waitUntil(fail())\n        return Response('')\n"
    )
    async with opened(tmp_path, source) as worker:
        await worker.fetch("/")
    assert caplog.messages[0].splitlines()[:3] == [
        "a waitUntil() task failed",
        "Traceback (most recent call last):",
        f'  File "{tmp_path}/src/entry.py", line 5, in fail',
    ]
