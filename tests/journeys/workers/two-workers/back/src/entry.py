import util
from workers import Response, WorkerEntrypoint


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        path = request.url.rpartition("/")[2]
        return Response(util.note(f"{request.method} {path} {await request.text()}".rstrip()), status=202)

    async def add(self, first, second):
        return {"sum": first + second, "by": util.NAME}
