"""`Fetcher`: what `env.ASSETS` and bindings to other Workers are to a Worker."""

from collections.abc import Awaitable, Callable

from fakeflare.worker.javascript.fetch.redirects import Hop, follow_redirects
from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.language.kernel.errors import JsException
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy, fold_options
from fakeflare.worker.javascript.language.promises import Promise
from fakeflare.worker.javascript.language.worker_state import check_io

Handler = Callable[[Request], Awaitable[Response]]


class Fetcher(JsProxy):
    """Answers requests in this process, by one handler. The SDK goes by the name of this class."""

    # what derives from it is a Fetcher to JavaScript too
    _js_name = "Fetcher"

    def __init__(self, handler: Handler) -> None:
        self._handler = handler

    def fetch(self, *args: object, **options: object) -> Promise:
        """`fetch(input, init)`: like the global one, but every hop of a redirect asks this binding."""
        check_io()
        try:
            request = Request.construct(*fold_options(args, options))
        except JsException as error:
            return Promise.reject(error)
        return Promise.start(self._follow(request))

    async def _follow(self, request: Request) -> Response:
        return await follow_redirects(
            Hop.of(request), request.redirect, lambda hop: self._handler(hop.make_request())
        )
