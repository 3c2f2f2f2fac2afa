"""The global `fetch`: builds the Request and hands it to whoever brings Responses to this Worker."""

from collections.abc import Awaitable, Callable

from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.language.kernel.errors import JsException
from fakeflare.worker.javascript.language.kernel.proxies import fold_options
from fakeflare.worker.javascript.language.promises import Promise
from fakeflare.worker.javascript.language.worker_state import check_io, get_worker_state

Fetcher = Callable[[Request], Awaitable[Response]]
"""Answers a request; a failure is a JsException."""

Fetch = Callable[..., Promise]


def fetch(*args: object, **options: object) -> Promise:
    """`fetch(resource, init)` of the Worker that runs."""
    check_io()
    try:
        request = Request.construct(*fold_options(args, options))
    except JsException as error:
        return Promise.reject(error)
    return Promise.start(_fetch(request))


async def _fetch(request: Request) -> Response:
    response: Response = await get_worker_state().fetcher(request)
    return response
