"""What the server adds to uvicorn's protocol, seen from a raw socket."""

import asyncio
from typing import Any

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from fakeflare.emulator.server.serving import running
from fakeflare.emulator.server.sockets import bind

Headers = list[tuple[bytes, bytes]]


def respond(headers: Headers, *bodies: bytes, status: int = 200, **start: Any) -> ASGIApp:
    """An app that answers everything with this."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": status, "headers": headers, **start})
        for number, body in enumerate(bodies, 1):
            await send({"type": "http.response.body", "body": body, "more_body": number < len(bodies)})

    return app


async def ask(
    app: ASGIApp, request: bytes = b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n"
) -> tuple[bytes, bytes]:
    """Head and body of the answer to one request."""
    with bind("127.0.0.1", 0) as sock:
        port = sock.getsockname()[1]
        async with running((app, sock)):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request)
            answer = await asyncio.wait_for(reader.read(), 10)
            writer.close()
            await writer.wait_closed()
    head, _, body = answer.partition(b"\r\n\r\n")
    return head, body


async def test_reason_phrase_is_sent() -> None:
    app = respond([(b"content-length", b"2")], b"no", status=400, reason=b"Because it is so.")
    head, body = await ask(app)
    assert head.splitlines()[0] == b"HTTP/1.1 400 Because it is so."
    assert body == b"no"


async def test_response_without_a_reason_has_the_usual_one() -> None:
    head, _ = await ask(respond([(b"content-length", b"0")], b"", status=404))
    assert head.splitlines()[0] == b"HTTP/1.1 404 Not Found"


@pytest.mark.parametrize(
    "bodies",
    [
        (b"x" * 65_536,),
        (b"x" * 65_537,),
        (b"x" * 1_000_000,),
        (b"one", b"two"),
        (b"", b"late"),
        (b"all", b""),
    ],
)
async def test_body_of_known_length_arrives_whole(
    bodies: tuple[bytes, ...], caplog: pytest.LogCaptureFixture
) -> None:
    whole = b"".join(bodies)
    head, body = await ask(respond([(b"content-length", b"%d" % len(whole))], *bodies))
    assert b"content-length: %d" % len(whole) in head
    assert b"connection: close" in head
    assert body == whole
    assert caplog.text == ""


async def test_body_of_unknown_length_is_chunked() -> None:
    head, body = await ask(respond([], b"one", b"two"))
    assert b"transfer-encoding: chunked" in head
    assert body == b"3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"


async def test_head_has_the_length_and_no_body() -> None:
    head, body = await ask(
        respond([(b"content-length", b"5")], b"hello"), b"HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n"
    )
    assert b"content-length: 5" in head
    assert body == b""


@pytest.mark.parametrize(
    "headers",
    [
        [(b"content-length", b"2"), (b"x", b"a\r\nset-cookie: b")],
        [(b"content-length", b"2"), (b"x\r\ny", b"a")],
    ],
)
async def test_broken_response_is_a_failure_and_not_sent(headers: Headers) -> None:
    head, body = await ask(respond(headers, b"ok"))
    assert b"set-cookie" not in head
    assert body != b"ok" or not head.startswith(b"HTTP/1.1 200")


async def test_pipelined_requests_are_answered_in_order() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["raw_path"]
        headers = [(b"content-length", b"%d" % len(path))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": path})

    _, rest = await ask(app, b"GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\nConnection: close\r\n\r\n")
    assert rest.startswith(b"/1HTTP/1.1 200 OK")
    assert rest.endswith(b"/2")
