"""Following redirects, as the global `fetch` and that of every binding do
(workerd/src/workerd/api/http.c++, `handleHttpRedirectResponse`; Fetch standard, section 4.4)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.fetch.statuses import REDIRECT_STATUSES
from fakeflare.worker.javascript.language.kernel.errors import JsException, JsTypeError
from fakeflare.worker.javascript.streams.readable import ReadableStream
from fakeflare.worker.javascript.web.urls import URL

MAX_REDIRECTS = 20

_ONE_TIME_BODY = (
    "A request with a one-time-use body (it was initialized from a stream, not a buffer) encountered a "
    "redirect requiring the body to be retransmitted. To avoid this error in the future, construct this "
    "request from a buffer-like body initializer."
)
_BAD_LOCATION = "Invalid Location header; unable to follow redirect."


@dataclass
class Hop:
    """One request of a chain of redirects."""

    url: URL
    method: str
    headers: Headers
    body: bytes | ReadableStream | None
    cf: object
    signal: object
    is_decoded: bool

    @classmethod
    def of(cls, request: Request) -> "Hop":
        """The first hop; it has the request's body, and headers of its own."""
        return cls(
            URL(request.url),
            request.method,
            Headers.construct(request.headers),
            request.take_detached(),
            request.cf,
            request.given_signal,
            request.encode_response_body != "manual",
        )

    def make_request(self) -> Request:
        """The request as who answers sees it."""
        request = Request(self.url.href, self.method, Headers.construct(self.headers), self.body)
        request.cf, request.redirect, request.given_signal = self.cf, "manual", self.signal
        return request


async def follow_redirects(hop: Hop, redirect: str, ask: Callable[[Hop], Awaitable[Response]]) -> Response:
    """The last response of a chain; `redirect` is the request's. A failure is a JsException."""
    urls = [hop.url.href]
    while True:
        response = await ask(hop)
        location = response.headers.get("location")
        if redirect != "follow" or response.status not in REDIRECT_STATUSES or not location:
            break
        await _drop_body(response)
        _turn(hop, response.status, str(location), urls)
    response.url, response.redirected = hop.url.href.partition("#")[0], len(urls) > 1
    return response


def _turn(hop: Hop, status: int, location: str, urls: list[str]) -> None:
    """Turn a hop into the next one."""
    try:
        url = URL(location, hop.url.href)
    except JsException:
        raise JsTypeError(_BAD_LOCATION) from None
    if len(urls) > MAX_REDIRECTS:
        raise JsTypeError(f"Too many redirects.{', '.join(urls)}")
    if url.origin != hop.url.origin:
        hop.headers.delete("authorization")
    if status != 303 and isinstance(hop.body, ReadableStream):
        raise JsTypeError(_ONE_TIME_BODY)
    if (status in (301, 302) and hop.method == "POST") or (status == 303 and hop.method != "HEAD"):
        # headers such as content-type stay, as in workerd
        hop.method, hop.body = "GET", None
    hop.url = url
    urls.append(url.href)


async def _drop_body(response: Response) -> None:
    source = response.take_source()
    if isinstance(source, ReadableStream):
        await source.source.cancel(None)
