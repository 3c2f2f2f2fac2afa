"""`Fetcher`: what `env.ASSETS` and bindings to other Workers are to a Worker."""

from collections.abc import Awaitable, Callable

from worker.javascript.errors import JsException, JsTypeError
from worker.javascript.headers import Headers
from worker.javascript.promises import Promise
from worker.javascript.proxies import JsProxy, fold_options
from worker.javascript.realm import check_io
from worker.javascript.requests import Request
from worker.javascript.responses import Response
from worker.javascript.statuses import REDIRECT_STATUSES
from worker.javascript.urls import URL

Handler = Callable[[Request], Awaitable[Response]]

MAX_REDIRECTS = 20
"""Fetch standard, section 4.4 (HTTP-redirect fetch); workerd/src/workerd/api/http.c++."""


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
        if request.redirect != "follow":
            return await self._handler(request)
        for _ in range(MAX_REDIRECTS + 1):
            kept = _keep_for_redirect(request)
            response = await self._handler(request)
            location = response.headers.get("location")
            if response.status not in REDIRECT_STATUSES or not location:
                return response
            request = _redirect(kept, response.status, str(location))
        raise JsTypeError("Too many redirects.")


def _keep_for_redirect(request: Request) -> Request:
    """A second request with the same body; the handler uses up the first."""
    return request if request.method in ("GET", "HEAD") else request.clone()


def _redirect(request: Request, status: int, location: str) -> Request:
    """The next hop's request (Fetch standard, section 4.4)."""
    url = URL(location, request.url).href
    headers = Headers.construct(request.headers)
    if (status == 303 and request.method != "HEAD") or (status in (301, 302) and request.method == "POST"):
        for name in ("content-length", "content-type", "content-encoding", "content-language"):
            headers.delete(name)
        following = Request(url, "GET", headers)
    else:
        following = Request(url, request.method, headers, request.take_detached())
    following.cf, following.given_signal = request.cf, request.given_signal
    return following
