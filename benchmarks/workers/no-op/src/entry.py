from workers import Request, Response, WorkerEntrypoint


class Default(WorkerEntrypoint):
    async def fetch(self, request: Request) -> Response:  # noqa: ARG002 - as a Worker has it
        return Response("ok")
