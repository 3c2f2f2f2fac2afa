"""Redirects behind a binding: the same rule as the global `fetch` has."""

import pytest

from fakeflare.worker.bindings.fetchers import Fetcher
from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.language.kernel.errors import JsException
from fakeflare.worker.javascript.streams.readable import ReadableStream


def redirecting(status: int, seen: list[Request]) -> Fetcher:
    async def answer(request: Request) -> Response:
        seen.append(request)
        if request.url == "http://a.example/":
            return Response(b"", status, Headers([("location", "http://b.example/next")]))
        return Response(await request.take_bytes())

    return Fetcher(answer)


def make_request(body: bytes | ReadableStream) -> Request:
    headers = Headers([("authorization", "secret"), ("content-type", "text/x")])
    return Request("http://a.example/", "POST", headers, body)


@pytest.mark.parametrize(("status", "method", "body"), [(302, "GET", b""), (307, "POST", b"body")])
async def test_every_hop_asks_the_binding(status: int, method: str, body: bytes) -> None:
    seen: list[Request] = []
    response = await redirecting(status, seen).fetch(make_request(b"body"))
    assert [(request.method, request.url) for request in seen[1:]] == [(method, "http://b.example/next")]
    assert seen[1].headers.list_pairs() == [("content-type", "text/x")]
    assert (await response.take_bytes(), response.redirected) == (body, True)


async def test_a_streamed_body_is_not_sent_twice() -> None:
    with pytest.raises(JsException, match="one-time-use body"):
        await redirecting(307, []).fetch(make_request(ReadableStream.of_bytes(b"body")))
