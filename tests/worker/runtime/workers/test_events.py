"""Events besides requests, entrypoints, service bindings and the old style."""

from pathlib import Path

import pytest

from fakeflare.testing import Worker
from fakeflare.worker.runtime.load.program import WorkerError
from tests.worker.runtime.projects import HEADER, opened, read, write

SELF = [
    {"binding": "SELF", "service": "main"},
    {"binding": "NAMED", "service": "main", "entrypoint": "Named"},
]


async def test_scheduled_gets_three_arguments_of_which_two_are_none(tmp_path: Path) -> None:
    source = (
        "seen = []\nclass Default(WorkerEntrypoint):\n"
        "    async def scheduled(self, controller, env, ctx):\n"
        "        seen.append((controller.cron, controller.scheduledTime, env, ctx, self.env.NAME))\n"
        "        controller.noRetry()\n"
        "    def fetch(self):\n        return Response(repr(seen))\n"
    )
    async with opened(tmp_path, source, vars={"NAME": "v"}) as worker:
        result = await worker.scheduled("0 * * * *", 1000.0)
        assert (result.outcome, result.no_retry) == ("ok", True)
        assert await read(worker) == "[('0 * * * *', 1000, None, None, 'v')]"


async def test_scheduled_with_too_few_parameters_is_told_the_cure(tmp_path: Path) -> None:
    source = "class Default(WorkerEntrypoint):\n    async def scheduled(self, controller):\n        pass\n"
    async with opened(tmp_path, source) as worker:
        with pytest.raises(TypeError) as caught:
            await worker.scheduled()
    assert str(caught.value) == "Default.scheduled() takes 2 positional arguments but 4 were given"
    assert "async def scheduled(self, controller, env, ctx)" in caught.value.__notes__[0]


async def test_a_handler_that_is_not_there_is_named(tmp_path: Path) -> None:
    async with opened(tmp_path, "class Default(WorkerEntrypoint):\n    pass\n") as worker:
        for ask in (worker.scheduled(), worker.fetch("/")):
            with pytest.raises(WorkerError, match=r'"entry\.py" does not export a handler named'):
                await ask


async def test_a_service_binding_to_the_worker_itself(tmp_path: Path) -> None:
    source = (
        "class Default(WorkerEntrypoint):\n"
        "    async def fetch(self, request):\n"
        "        if request.url.endswith('/inner'):\n"
        "            return Response(request.method + await request.text(), headers={'x': 'y'})\n"
        "        inner = await self.env.SELF.fetch('http://other/inner', method='POST', body='body')\n"
        "        result = await self.env.SELF.scheduled(scheduledTime=5, cron='* * * * *')\n"
        "        return Response(f\"{await inner.text()} {inner.headers['x']} {result.outcome}\")\n"
        "    async def scheduled(self, controller, env, ctx):\n        assert controller.scheduledTime == 5\n"
    )
    async with opened(tmp_path, source, services=SELF) as worker:
        assert await read(worker) == "POSTbody y ok"


async def test_methods_are_called_over_rpc_with_values_converted(tmp_path: Path) -> None:
    source = (
        "import datetime\nclass Named(WorkerEntrypoint):\n"
        "    async def add(self, a, b):\n        return {'sum': a + b, 'none': None}\n"
        "    def tell(self, value):\n        return [type(value).__name__, value.name]\n"
        "    def _hidden(self):\n        return 1\n"
        "class Default(WorkerEntrypoint):\n    async def fetch(self):\n"
        "        out = [await self.env.NAMED.add(1, 2), await self.env.NAMED.tell({'name': 'n'})]\n"
        "        for call in (self.env.NAMED.missing, self.env.NAMED.add):\n"
        "            try:\n                await call(1)\n"
        "            except Exception as error:\n                out.append(str(error))\n"
        "        return Response('|'.join(map(str, out)))\n"
    )
    async with opened(tmp_path, source, services=SELF) as worker:
        added, told, missing, arity = (await read(worker)).split("|")
    assert (added, told) == ("{'sum': 3, 'none': None}", "['JsDict', 'n']")
    assert missing == 'TypeError: The RPC receiver does not implement the method "missing".'
    assert "missing 1 required positional argument: 'b'" in arity


async def test_an_error_behind_a_service_binding_is_an_error_of_the_call(tmp_path: Path) -> None:
    source = (
        "class Named(WorkerEntrypoint):\n    def fetch(self):\n        raise ValueError('behind')\n"
        "class Default(WorkerEntrypoint):\n    async def fetch(self):\n"
        "        try:\n            await self.env.NAMED.fetch('http://x/')\n"
        "        except OSError as error:\n            return Response(str(error).splitlines()[-1])\n"
    )
    async with opened(tmp_path, source, services=SELF) as worker:
        assert await read(worker) == "ValueError: behind"


async def test_a_service_that_is_not_here_answers_as_wrangler_does(tmp_path: Path) -> None:
    source = (
        "class Default(WorkerEntrypoint):\n    async def fetch(self):\n"
        "        return await self.env.API.fetch('http://api/')\n"
    )
    async with opened(tmp_path, source, services=[{"binding": "API", "service": "api"}]) as worker:
        response = await worker.fetch("/")
        assert response.status == 503
        text = await response.text()
    assert (
        text == 'Couldn\'t find a local dev session for the "default" entrypoint of service "api" to proxy to'
    )


async def test_queue_events_come_over_a_service_binding(tmp_path: Path) -> None:
    source = (
        "from pyodide.ffi import to_js\nfrom js import Object\nclass Default(WorkerEntrypoint):\n"
        "    async def queue(self, batch, env, ctx):\n"
        "        batch.messages[0].ack()\n        batch.messages[1].retry()\n"
        "    async def fetch(self):\n"
        "        messages = [{'id': i, 'body': i, 'timestamp': 0, 'attempts': 1} for i in 'ab']\n"
        "        result = await self.env.SELF.queue('q', messages)\n"
        "        return Response(f'{result.outcome} {result.explicitAcks} {result.retryMessages}')\n"
    )
    async with opened(tmp_path, source, services=SELF) as worker:
        assert await read(worker) == "ok ['a'] ['b']"


OLD = "async def on_fetch(request, env, ctx):\n    return Response(f'{type(request).__name__} {env.NAME}')\n"


async def test_global_handlers_run_where_the_date_allows_them(tmp_path: Path) -> None:
    async with opened(tmp_path, OLD, vars={"NAME": "v"}, compatibility_date="2025-08-13") as worker:
        assert await read(worker) == "JsProxy v"
    decorated = "from workers import handler\n@handler\n" + OLD
    flags = ["python_workers", "disable_python_no_global_handlers"]
    async with opened(tmp_path, decorated, vars={"NAME": "v"}, compatibility_flags=flags) as worker:
        assert await read(worker) == "Request v"


async def test_global_handlers_and_a_class_exclude_each_other(tmp_path: Path) -> None:
    source = OLD + "class Default(WorkerEntrypoint):\n    pass\n"
    with pytest.raises(WorkerError, match=r"^Cannot define multiple default entrypoints$"):
        async with opened(tmp_path, source, compatibility_date="2025-01-01"):
            pass


async def test_run_sync_waits_below_synchronous_code(tmp_path: Path) -> None:
    source = (
        "import asyncio\nfrom pyodide.ffi import run_sync\n"
        "class Default(WorkerEntrypoint):\n    def fetch(self):\n"
        "        run_sync(self.env.KV.put('k', 'v'))\n"
        "        async def later():\n            return run_sync(self.env.KV.get('k'))\n"
        "        return Response(run_sync(asyncio.create_task(later())))\n"
    )
    async with opened(tmp_path, source, kv_namespaces=[{"binding": "KV", "id": "x"}]) as worker:
        assert await read(worker) == "v"
        assert await worker.env.KV.get("k") == "v"


async def test_what_one_worker_puts_into_js_no_other_sees(tmp_path: Path) -> None:
    source = (
        "import js\njs.mine = '{0}'\nclass Default(WorkerEntrypoint):\n    async def fetch(self):\n"
        "        other = getattr(self.env, 'B', None)\n"
        "        there = await (await other.fetch('http://b/')).text() if other else ''\n"
        "        return Response(js.mine + there)\n"
    )
    services = [{"binding": "B", "service": "b"}]
    first = write(tmp_path / "a", {"src/entry.py": HEADER + source.format("a")}, name="a", services=services)
    second = write(tmp_path / "b", {"src/entry.py": HEADER + source.format("b")}, name="b")
    async with Worker(first, second) as worker:
        assert await read(worker) == "ab"


async def test_work_begun_in_a_thread_runs_on_the_workers_loop(tmp_path: Path) -> None:
    source = (
        "import asyncio\nfrom pyodide.ffi import run_sync\nclass Default(WorkerEntrypoint):\n"
        "    async def fetch(self):\n"
        "        def work():\n"
        "            run_sync(self.env.KV.put('k', 'from a thread'))\n"
        "            return run_sync(self.env.KV.get('k'))\n"
        "        return Response(await asyncio.to_thread(work))\n"
    )
    async with opened(tmp_path, source, kv_namespaces=[{"binding": "KV", "id": "x"}]) as worker:
        assert await read(worker) == "from a thread"


async def test_background_work_may_come_in_a_proxy(tmp_path: Path) -> None:
    source = (
        "import asyncio\nfrom js import Promise\nfrom pyodide.ffi import create_proxy\nDONE = []\n"
        "class Default(WorkerEntrypoint):\n    async def fetch(self):\n"
        "        async def work(name):\n            DONE.append(name)\n            return name\n"
        "        proxy = create_proxy(asyncio.ensure_future(work('task')))\n"
        "        self.ctx.waitUntil(proxy)\n        proxy.destroy()\n"
        "        self.ctx.waitUntil(create_proxy(work('coroutine')))\n"
        "        return Response(await Promise.resolve(create_proxy(work('promise'))) + str(len(DONE)))\n"
    )
    async with opened(tmp_path, source) as worker:
        assert (await read(worker)).startswith("promise")
        await worker.drain()
        assert (await read(worker)).startswith("promise")


async def test_the_line_that_failed_in_a_task_is_in_the_traceback(tmp_path: Path) -> None:
    source = (
        "import asyncio\nclass Default(WorkerEntrypoint):\n    async def fetch(self):\n"
        "        await asyncio.create_task(deep())\n"
        "async def deep():\n    await asyncio.sleep(0)\n    raise ValueError('deep down')\n"
    )
    async with opened(tmp_path, source) as worker:
        with pytest.raises(ValueError, match="deep down") as caught:
            await worker.fetch("/")
        shown = worker.workers.main.format_error(caught.value)
    assert "await asyncio.create_task(deep())" in shown
    assert "raise ValueError('deep down')" in shown
    assert "switching.py" not in shown


async def test_functions_cross_as_stubs_and_other_objects_do_not_cross(tmp_path: Path) -> None:
    source = (
        "class Named(WorkerEntrypoint):\n"
        "    async def use(self, options):\n"
        "        return await options.double(4) + await options.add(1, 2)\n"
        "    async def give(self):\n        return (lambda x: x * 10)\n"
        "    async def leak(self):\n        return object()\n"
        "class Default(WorkerEntrypoint):\n    async def fetch(self):\n"
        "        async def add(a, b):\n            return a + b\n"
        "        used = await self.env.NAMED.use({'double': lambda x: x * 2, 'add': add})\n"
        "        given = await (await self.env.NAMED.give())(5)\n"
        "        try:\n            await self.env.NAMED.leak()\n"
        "        except Exception as error:\n            return Response(f'{used} {given} {error}')\n"
    )
    async with opened(tmp_path, source, services=SELF) as worker:
        assert await read(worker) == (
            '11 50 DataCloneError: Could not serialize object of type "object". '
            "This type does not support serialization."
        )


async def test_what_ctx_lacks_says_so(tmp_path: Path) -> None:
    source = (
        "class Default(WorkerEntrypoint):\n    async def fetch(self):\n"
        "        found = []\n        for name in ('exports', 'waituntil'):\n"
        "            try:\n                getattr(self.ctx, name)\n"
        "            except AttributeError as error:\n                found.append(str(error))\n"
        "        return Response('|'.join(found))\n"
    )
    async with opened(tmp_path, source) as worker:
        assert await read(worker) == "ctx.exports is not emulated by fakeflare yet|waituntil"
