"""The global `fetch`: builds the Request and hands it to whoever brings Responses in this realm."""

from collections.abc import Awaitable, Callable

from fakeflare.worker.javascript.errors import JsException
from fakeflare.worker.javascript.promises import Promise
from fakeflare.worker.javascript.proxies import fold_options
from fakeflare.worker.javascript.realm import check_io, get_realm
from fakeflare.worker.javascript.requests import Request
from fakeflare.worker.javascript.responses import Response

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
    response: Response = await get_realm().fetcher(request)
    return response
