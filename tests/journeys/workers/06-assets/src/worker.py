"""Files go out by themselves; the Worker makes the front page and dresses what is not there."""

from urllib.parse import urlsplit

from workers import Response, WorkerEntrypoint

FRONT = '<!doctype html><link rel="stylesheet" href="/style.css"><h1>Front page</h1>'


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        path = urlsplit(request.url).path
        if path == "/":
            return Response(FRONT, headers={"content-type": "text/html"})
        if path == "/read":
            file = await self.env.ASSETS.fetch("http://assets.local/style.css")
            return Response(f"{len(await file.text())} characters of style")
        return await self.env.ASSETS.fetch(request.js_object)
