"""Who asks a Worker, and the Request that is made of it."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import pytest

from fakeflare.worker.runtime.serve.incoming import Client, make_request

Messages = list[MutableMapping[str, Any]]


def receive_from(messages: Messages) -> Callable[[], Awaitable[MutableMapping[str, Any]]]:
    async def receive() -> MutableMapping[str, Any]:
        return messages.pop(0)

    return receive


async def test_a_client_that_leaves_is_noticed_behind_its_body() -> None:
    client = Client(
        receive_from([{"type": "http.request", "body": b"", "more_body": False}, {"type": "http.disconnect"}])
    )
    await client.wait_gone()
    assert client.is_gone


async def test_a_body_that_was_met_while_watching_is_not_lost() -> None:
    client = Client(
        receive_from(
            [
                {"type": "http.request", "body": b"a", "more_body": True},
                {"type": "http.request", "body": b"b", "more_body": False},
            ]
        )
    )
    watching = asyncio.ensure_future(client.wait_gone())
    await asyncio.sleep(0)
    body = b"".join([chunk async for chunk in client.read_body()])
    watching.cancel()
    assert (body, client.is_gone) == (b"ab", False)


def test_what_cloudflare_knows_of_a_visitor_is_there() -> None:
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/a b",
        "headers": [],
        "client": ("::1", 5),
        "server": ("w", 1),
    }
    request = make_request(scope)
    assert request.url == "http://w:1/a%20b"
    assert request.headers.get("cf-connecting-ip") == "::1"
    assert request.cf.tlsClientAuth.certVerified == "NONE"


@pytest.mark.parametrize(
    ("host", "target", "url"),
    [
        ("LocalHost:80", "/a/../b?q=%41", "http://localhost/b?q=%41"),
        ("[::1]:8787", "/", "http://[::1]:8787/"),
        ("a.test", "*", "http://a.test/*"),
        ("a.test:65535", "/x%2Fy/.hidden//z", "http://a.test:65535/x%2Fy/.hidden//z"),
    ],
)
async def test_the_url_of_a_request_is_normal(host: str, target: str, url: str) -> None:
    path, _, query = target.partition("?")
    scope = {"raw_path": path.encode(), "path": path, "query_string": query.encode()}
    request = make_request({"type": "http", "headers": [(b"host", host.encode())], **scope})
    assert request.url == url
