"""A link shortener."""

from urllib.parse import urlsplit

from workers import Response, WorkerEntrypoint

DAY = 24 * 60 * 60


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        name = urlsplit(request.url).path.strip("/")
        if not name:
            return Response("which link?", status=400)
        if request.method == "PUT":
            await self.env.LINKS.put(f"link:{name}", await request.text(), expirationTtl=DAY)
            return Response(f"/{name} holds for a day", status=201)
        try:
            target = await self.env.LINKS.get(f"link:{name}")
        except Exception as error:
            print(f"LINKS: {error}")
            return Response("try again in a minute", status=503, headers={"retry-after": "60"})
        if target is None:
            return Response("no such link", status=404)
        return Response("", status=302, headers={"location": target})

    async def scheduled(self, controller, env, ctx):
        listed = await self.env.LINKS.list(prefix="link:")
        await self.env.LINKS.put("count", str(len(listed["keys"])))
