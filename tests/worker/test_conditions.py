"""Limits and eventual consistency, as an unmodified Worker meets them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from starlette.types import ASGIApp

from fakeflare.emulator.settings import Settings
from fakeflare.testing import Worker
from tests.bench import Bench
from tests.worker.runtime.projects import HEADER, read, write

SOURCE = """
import asyncio
from urllib.parse import parse_qs, urlsplit


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        kv, steps = self.env.KV, []
        for step in parse_qs(urlsplit(request.url).query).get("do", []):
            method, *arguments = step.split()
            try:
                value = await getattr(kv, method)(*arguments)
                steps.append(value if isinstance(value, str) else "ok" if method != "get" else "null")
            except Exception as error:
                steps.append(error.message)
        if "later" in request.url:
            self.ctx.waitUntil(self.work())
        return Response("|".join(steps))

    async def work(self):
        await asyncio.sleep(0)
        try:
            await self.env.KV.put("done", "1")
        except Exception as error:
            type(self).said = error.message

    said = "nothing"

    async def scheduled(self, controller, env, ctx):
        await self.env.KV.put("cron", self.said)
"""


def make(
    tmp_path: Path, bench: Bench, monkeypatch: pytest.MonkeyPatch, location: str | None = None
) -> Worker:
    """A Worker over the bench's emulator."""

    @asynccontextmanager
    async def open_bench(_settings: Settings) -> AsyncIterator[ASGIApp]:
        yield bench.app

    monkeypatch.setattr("fakeflare.testing.open_app", open_bench)
    kv = [{"binding": "KV", "id": "x"}]
    config = write(tmp_path, {"src/entry.py": HEADER + SOURCE}, kv_namespaces=kv)
    return Worker(config, location=location)


def limit(bench: Bench, **spec: object) -> None:
    bench.conditions.limits.configure(spec)


async def test_second_write_of_a_second(
    tmp_path: Path, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(bench, writes_per_key=True)
    async with make(tmp_path, bench, monkeypatch) as worker:
        assert await read(worker, "/?do=put+k+1&do=put+k+2&do=delete+k&do=get+k") == (
            "ok|KV PUT failed: 429 Too Many Requests|KV DELETE failed: 429 Too Many Requests|1"
        )
        bench.clock.advance(1)
        assert await read(worker, "/?do=put+k+2&do=get+k") == "ok|2"


async def test_quotas_of_the_day_are_told_by_the_runtime(
    tmp_path: Path, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(bench, daily={"reads": 1, "writes": 0, "deletes": 0, "lists": 0})
    async with make(tmp_path, bench, monkeypatch) as worker:
        said = await read(worker, "/?do=get+k&do=get+k&do=put+k+v&do=delete+k&do=list&do=getWithMetadata+k")
        assert said.split("|") == [
            "null",
            "KV get() limit exceeded for the day.",
            "KV put() limit exceeded for the day.",
            "KV delete() limit exceeded for the day.",
            "KV list() limit exceeded for the day.",
            "KV get() limit exceeded for the day.",
        ]


async def test_each_event_has_its_operations(
    tmp_path: Path, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(bench, invocation=2)
    too_many = (
        "Too many API requests by single Worker invocation. To configure this limit, refer to "
        "https://developers.cloudflare.com/workers/wrangler/configuration/#limits"
    )
    async with make(tmp_path, bench, monkeypatch) as worker:
        assert await read(worker, "/?do=get+a&do=get+b&do=get+c") == f"null|null|{too_many}"
        assert await read(worker, "/?do=get+a&do=get+b") == "null|null"
        # work after the response is the same event's, a cron's event another one
        assert await read(worker, "/?do=get+a&do=get+b&later=1") == "null|null"
        await worker.drain()
        await worker.scheduled()
        assert await worker.env.KV.get("cron") == too_many
        # a test is no event
        for _ in range(3):
            assert await worker.env.KV.get("done") is None


async def test_a_worker_sees_what_its_place_sees(
    tmp_path: Path, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.conditions.consistency.configure({"enabled": True})
    async with make(tmp_path, bench, monkeypatch, location="ams") as worker:
        assert worker.location == "ams"
        assert await read(worker, "/?do=put+k+1&do=get+k") == "ok|1"
        worker.location = "sfo"
        assert await read(worker, "/?do=get+k&do=put+k+2&do=get+k") == "1|ok|2"
        worker.location = "ams"
        assert await read(worker, "/?do=get+k") == "1"
        assert await worker.env.KV.get("k") == "1"
        worker.location = None
        assert await read(worker, "/?do=get+k") == "2"
        worker.location = "ams"
        bench.clock.advance(60)
        assert await read(worker, "/?do=get+k") == "2"


async def test_a_place_has_a_name_that_a_header_carries() -> None:
    with pytest.raises(ValueError, match="is not a location: expected a name of printable ASCII"):
        Worker(location="San Francisco")
