"""Who answers a request to a Worker: its static assets, or the Worker."""

from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.runtime.load.program import DEFAULT
from fakeflare.worker.runtime.workers.isolate import Isolate


async def answer(
    isolate: Isolate, request: Request, entrypoint: str = DEFAULT, props: object = None
) -> Response:
    """Answer a request that comes over HTTP, or from another Worker. Assets stand before the default
    entrypoint alone (miniflare: src/plugins/assets/index.ts)."""
    assets = isolate.assets
    if assets is not None and entrypoint == DEFAULT and assets.answers(request):
        return await assets.fetch(request)
    return await isolate.fetch(request, entrypoint, props)
