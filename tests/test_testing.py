"""`fakeflare.testing`: a Worker in a test, without socket and thread."""

import asyncio
from pathlib import Path

import httpx
import pytest

from fakeflare.testing import Worker
from tests.worker.runtime.projects import HEADER, opened, read, write

KV = [{"binding": "KV", "id": "x"}]


async def test_env_seeds_and_shows_what_the_worker_sees(tmp_path: Path) -> None:
    source = (
        "class Default(WorkerEntrypoint):\n    async def fetch(self, request):\n"
        "        value = await self.env.KV.get('in')\n        await self.env.KV.put('out', value * 2)\n"
        "        return Response(f'{request.method} {request.url} {self.env.NAME}', status=201)\n"
    )
    async with opened(tmp_path, source, kv_namespaces=KV, vars={"NAME": "v"}) as worker:
        await worker.env.KV.put("in", "ab")
        response = await worker.fetch("/path?q=1", method="POST", body="x")
        assert (response.status, await response.text()) == (201, "POST http://example.com/path?q=1 v")
        assert await worker.env.KV.get("out") == "abab"


async def test_each_worker_starts_with_an_empty_store(tmp_path: Path) -> None:
    config = write(tmp_path, {"src/entry.py": HEADER + "class Default(WorkerEntrypoint):\n    pass\n"})
    config.write_text(config.read_text().replace("{", '{"kv_namespaces": [{"binding": "KV", "id": "x"}],', 1))
    async with Worker(config) as first:
        await first.env.KV.put("k", "v")
    async with Worker(config) as second:
        assert await second.env.KV.get("k") is None


async def test_what_a_handler_raises_is_raised(tmp_path: Path) -> None:
    source = "class Default(WorkerEntrypoint):\n    def fetch(self):\n        raise KeyError('mine')\n"
    async with opened(tmp_path, source) as worker:
        with pytest.raises(KeyError, match="mine"):
            await worker.fetch("/")


async def test_background_work_is_waited_for_at_the_end(tmp_path: Path) -> None:
    source = (
        "import asyncio\nDONE = []\nclass Default(WorkerEntrypoint):\n    async def fetch(self):\n"
        "        async def work():\n            await asyncio.sleep(0)\n            DONE.append(1)\n"
        "        self.ctx.waitUntil(work())\n        return Response(str(len(DONE)))\n"
    )
    async with opened(tmp_path, source) as worker:
        assert await read(worker) == "0"
        await worker.drain()
        assert await read(worker) == "1"


async def test_outbound_fetch_is_answered_by_a_function(tmp_path: Path) -> None:
    source = (
        "from workers import fetch\nclass Default(WorkerEntrypoint):\n    async def fetch(self):\n"
        "        return Response(await (await fetch('https://api.example/x')).text())\n"
    )
    config = write(tmp_path, {"src/entry.py": HEADER + source})
    outbound = {"https://api.example": lambda request: f"{request.method} {request.url}"}
    async with Worker(config, outbound=outbound) as worker:
        assert await read(worker) == "GET https://api.example/x"


async def test_a_hung_handler_is_cut_off(tmp_path: Path) -> None:
    source = (
        "import asyncio\nclass Default(WorkerEntrypoint):\n    async def fetch(self):\n"
        "        await asyncio.Event().wait()\n"
    )
    config = write(tmp_path, {"src/entry.py": HEADER + source})
    async with Worker(config, request_timeout=0.01) as worker:
        with pytest.raises(Exception, match=r"no response within 0\.01 s"):
            await worker.fetch("/")


async def test_vars_of_the_test_go_before_the_configurations(tmp_path: Path) -> None:
    source = (
        "class Default(WorkerEntrypoint):\n    def fetch(self):\n        return Response(self.env.NAME)\n"
    )
    config = write(tmp_path, {"src/entry.py": HEADER + source}, vars={"NAME": "config"})
    async with Worker(config, vars={"NAME": "test"}) as worker:
        assert await read(worker) == "test"


def test_a_worker_can_be_opened_on_any_loop(tmp_path: Path) -> None:
    async def main() -> str:
        source = "class Default(WorkerEntrypoint):\n    def fetch(self):\n        return Response('ok')\n"
        async with opened(tmp_path, source) as worker:
            return await read(worker)

    assert [asyncio.run(main()) for _ in range(2)] == ["ok", "ok"]


async def test_a_worker_that_is_not_open_says_so() -> None:
    with pytest.raises(RuntimeError, match="the Worker is not open: use `async with Worker"):
        await Worker().fetch("/")


async def test_a_body_of_json_and_a_worker_that_is_not_open(tmp_path: Path) -> None:
    source = (
        "class Default(WorkerEntrypoint):\n    async def fetch(self, request):\n"
        "        kind = request.headers['content-type']\n"
        "        return Response(f'{request.method} {await request.json()} {kind}')\n"
    )
    async with opened(tmp_path, source) as worker:
        text = await read(worker, method="POST", json={"a": 1})
    assert text == "POST {'a': 1} application/json"
    with pytest.raises(RuntimeError, match=r"^the Worker is not open: use `async with Worker"):
        await worker.fetch("/")


async def test_what_a_handler_raises_shows_the_workers_frames_alone(tmp_path: Path) -> None:
    source = "class Default(WorkerEntrypoint):\n    async def fetch(self):\n        raise KeyError('mine')\n"
    async with opened(tmp_path, source) as worker:
        with pytest.raises(KeyError) as caught:
            await worker.fetch("/")
    names = [Path(entry.path).name for entry in caught.traceback]
    assert [name for name in names if name != "testing.py"] == ["test_testing.py", "entry.py"]


async def test_http_libraries_are_patched_for_targets_alone(tmp_path: Path) -> None:
    transport = httpx.AsyncHTTPTransport
    plain = transport.handle_async_request
    config = write(tmp_path, {"src/entry.py": HEADER + "class Default(WorkerEntrypoint):\n    pass\n"})
    async with Worker(config):
        assert transport.handle_async_request is plain
        async with Worker(config, outbound={"https://a.example": str}):
            assert transport.handle_async_request is not plain
        assert transport.handle_async_request is plain


def test_a_namespace_is_called_as_wrangler_would_call_it(tmp_path: Path) -> None:
    config = write(tmp_path, {"src/entry.py": HEADER}, kv_namespaces=[{"binding": "CACHE_KV", "id": "x"}])
    assert [(found.id, found.title) for found in Worker(config).list_bindings()] == [("x", "main-cache-kv")]
