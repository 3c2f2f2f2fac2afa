"""A main module that is called like one of the standard library's, which it uses all the same."""

from queue import SimpleQueue

from workers import Response, WorkerEntrypoint

waiting = SimpleQueue()


class Default(WorkerEntrypoint):
    async def fetch(self):
        waiting.put("someone")
        return Response(f"{waiting.qsize()} in the line")
