"""Every five minutes a line in the ledger; GET / shows the ledger."""

from workers import Response, WorkerEntrypoint


class Default(WorkerEntrypoint):
    async def scheduled(self, controller, env, ctx):
        if controller.cron == "0 0 31 2 *":
            raise ValueError("there is no such day")
        await self.env.LEDGER.put(controller.cron, str(int(controller.scheduledTime)))
        self.ctx.waitUntil(self.report(controller.cron))

    async def report(self, cron):
        print(f"ran {cron}")

    async def fetch(self):
        page = await self.env.LEDGER.list()
        lines = [f"{key.name} at {await self.env.LEDGER.get(key.name)}" for key in page["keys"]]
        return Response("\n".join(lines) or "nothing yet")
