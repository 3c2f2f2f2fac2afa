from workers import Response, WorkerEntrypoint


class Default(WorkerEntrypoint):
    async def fetch(self):
        with open("data/rules.json") as file:
            return Response(file.read())
