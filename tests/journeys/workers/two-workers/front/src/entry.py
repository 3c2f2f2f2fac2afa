"""Answers itself at /here, and asks its service for everything else."""

import util
from workers import Response, WorkerEntrypoint


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        path = request.url.rpartition("/")[2]
        if path == "here":
            return Response(util.note("here"))
        if path == "sum":
            return Response.json(await self.env.BACK.add(2, 3))
        answer = await self.env.BACK.fetch(request)
        return Response(f"{util.NAME} relays: {await answer.text()}", status=answer.status)
