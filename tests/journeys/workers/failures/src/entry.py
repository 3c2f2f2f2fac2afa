"""Handlers that do what they should not; the last part of the path chooses."""

import asyncio

from js import ReadableStream
from pyodide.ffi import to_js
from workers import Response, WorkerEntrypoint, fetch

GATE = "http://gate.example"


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        name = request.url.rpartition("/")[2]
        return await getattr(self, f"do_{name}")()

    async def do_well(self):
        return Response("well")

    async def do_raise(self):
        raise LookupError("nothing on the shelf")

    async def do_exit(self):
        raise SystemExit(3)

    async def do_none(self):
        return None

    async def do_str(self):
        return "just text"

    async def do_dict(self):
        return {"just": "a dict"}

    async def do_hang(self):
        await asyncio.Event().wait()

    async def do_linger(self):
        """Answers never, and works on after the client has gone."""
        self.ctx.waitUntil(self.work())
        await fetch(f"{GATE}/answer")

    async def do_stream(self):
        """Has always more to say."""

        async def pull(controller):
            await asyncio.sleep(0.01)
            controller.enqueue(to_js(b"more\n"))

        def cancel(reason):
            print("nobody listens")

        return Response(ReadableStream.new(pull=pull, cancel=cancel))

    async def do_break(self):
        """Says something, and fails before the end."""

        async def pull(controller):
            controller.enqueue(to_js(b"so far\n"))
            raise RuntimeError("the pen broke")

        return Response(ReadableStream.new(pull=pull))

    async def work(self):
        await fetch(f"{GATE}/work")
        await self.env.DONE.put("work", "done")
        print("work done")

    async def do_background(self):
        """Answers well, and fails afterwards."""
        self.ctx.waitUntil(self.fail())
        return Response("answered")

    async def fail(self):
        raise RuntimeError("too late to tell anybody")
