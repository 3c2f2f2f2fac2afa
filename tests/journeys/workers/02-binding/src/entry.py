"""Notes in KV: PUT, GET and DELETE /<name>, and GET / for the list."""

from urllib.parse import unquote, urlsplit

from workers import Response, WorkerEntrypoint

NO_SUCH_NOTE = "there is no such note\n"


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        name = unquote(urlsplit(request.url).path[1:])
        if not name:
            return await self.list_notes()
        if request.method == "PUT":
            return await self.keep_note(name, request)
        if request.method == "DELETE":
            await self.env.NOTES.delete(name)
            return Response(None, status=204)
        return await self.read_note(name)

    async def list_notes(self):
        page = await self.env.NOTES.list()
        return Response.json([{"name": key["name"], **(key.get("metadata") or {})} for key in page["keys"]])

    async def keep_note(self, name, request):
        text = await request.text()
        metadata = {"by": request.headers.get("x-author") or "nobody"}
        await self.env.NOTES.put(name, text, metadata=metadata, expirationTtl=3600)
        return Response(f"kept {len(text)} characters\n", status=201)

    async def read_note(self, name):
        note = await self.env.NOTES.getWithMetadata(name)
        if note.value is None:
            return Response(NO_SUCH_NOTE, status=404)
        return Response(note.value, headers={"x-author": note.metadata["by"]})
