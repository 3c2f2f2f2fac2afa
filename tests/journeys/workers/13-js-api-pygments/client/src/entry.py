"""POST /<language> with source code shows it highlighted by another Worker."""

from urllib.parse import urlsplit

from workers import Response, WorkerEntrypoint


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        path = urlsplit(request.url).path
        if path == "/status":
            return await self.env.HIGHLIGHTER.fetch("http://highlighter/")
        if path == "/fail":
            return await self.report_failure()
        found = await self.env.HIGHLIGHTER.highlight(await request.text(), path[1:])
        if not found["known"]:
            return Response.json({"error": found["error"]}, status=400)
        headers = {"content-type": "text/html;charset=utf-8", "x-language": found["language"]}
        headers["x-aliases"] = ", ".join(found["aliases"])
        return Response(found["html"], headers=headers)

    async def report_failure(self):
        try:
            await self.env.HIGHLIGHTER.fail()
        except Exception as error:  # noqa: BLE001 - whatever it was
            return Response(f"the highlighter said: {error}", status=502)
        return Response("it did not fail")
