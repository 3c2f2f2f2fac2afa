"""A main module that is called `worker`, as the SDK's own examples have it; a sibling imports it by name."""

from workers import Response, WorkerEntrypoint

NAME = "the main module"


class Default(WorkerEntrypoint):
    async def fetch(self):
        from sibling import describe

        return Response.json(describe(type(self)))
