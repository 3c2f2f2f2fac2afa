"""`WebSocket` and `WebSocketPair`, in workerd's words."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from fakeflare.worker.javascript.fetch.blobs import Blob
from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.language.buffers.typed_arrays import ArrayBuffer, Uint8Array
from fakeflare.worker.javascript.language.collections.arrays import JsArray
from fakeflare.worker.javascript.language.kernel.errors import JsException, JsTypeError
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.objects import JsObject
from fakeflare.worker.javascript.language.worker_state import WorkerState, entered
from fakeflare.worker.javascript.sockets.ends import LOST, Close, SocketEnd
from fakeflare.worker.javascript.sockets.websockets import WebSocket, WebSocketPair
from fakeflare.worker.pyodide.proxies import create_proxy

NOT_ACCEPTED = (
    "TypeError: You must call one of accept() or state.acceptWebSocket() on this WebSocket before sending "
    "messages."
)


async def settle() -> None:
    """Let everything happen that is due."""
    for _ in range(10):
        await asyncio.sleep(0)


def listen(socket: Any) -> list[Any]:
    """What the socket says from now on."""
    told: list[Any] = []
    socket.addEventListener("open", create_proxy(lambda event: told.append("open")))
    socket.addEventListener("message", create_proxy(lambda event: told.append(event.data)))
    socket.addEventListener("error", create_proxy(lambda event: told.append(event.message)))
    socket.addEventListener(
        "close", create_proxy(lambda event: told.append((event.code, event.reason, event.wasClean)))
    )
    return told


def make_pair() -> tuple[Any, Any]:
    first, second = WebSocketPair.new().object_values()
    return first, second


async def test_a_pair_has_two_ends() -> None:
    pair = WebSocketPair.new()
    assert list(pair) == list(pair.object_values()) == [getattr(pair, "0"), getattr(pair, "1")]
    assert [type(end) for end in pair] == [WebSocket, WebSocket]
    assert WebSocketPair.name == "WebSocketPair"
    first, _ = pair
    assert (first.url, first.protocol, first.extensions, first.readyState) == (jsnull, "", "", WebSocket.OPEN)


async def test_messages_wait_until_they_are_accepted_and_keep_their_order() -> None:
    client, server = make_pair()
    server.accept()
    server.send("one")
    server.send("two")
    told = listen(client)
    await settle()
    assert told == []
    client.accept()
    assert told == []
    server.send("three")
    await settle()
    assert told == ["one", "two", "three"]


async def test_attributes_listen_too() -> None:
    client, server = make_pair()
    client.accept()
    server.accept()
    told: list[str] = []
    client.onmessage = create_proxy(lambda event: told.append(event.data))
    client.onclose = lambda event: told.append(event.reason)
    server.send("text")
    server.close(4000, "done")
    await settle()
    assert told == ["text", "done"]


async def test_bytes_come_as_binary_type_says() -> None:
    client, server = make_pair()
    told = listen(client)
    client.accept()
    server.accept()
    assert client.binaryType == "blob"
    server.send(Uint8Array.of_bytes(b"\0one"))
    await settle()
    client.binaryType = "arraybuffer"
    client.binaryType = "text"
    assert client.binaryType == "arraybuffer"
    server.send(ArrayBuffer(b""))
    server.send(5)
    await settle()
    assert [type(item) for item in told] == [Blob, ArrayBuffer, str]
    assert ((await told[0].bytes()).to_bytes(), told[1].to_bytes(), told[2]) == (b"\0one", b"", "5")


async def test_a_close_is_answered_by_itself() -> None:
    client, server = make_pair()
    client_told, server_told = listen(client), listen(server)
    states: list[int] = []
    client.addEventListener("close", create_proxy(lambda event: states.append(client.readyState)))
    client.accept()
    server.accept()
    server.close(4001, "bye")
    assert server.readyState == WebSocket.CLOSING
    await settle()
    assert client_told == [(4001, "bye", True)]
    assert server_told == [(4001, "", True)]
    assert (states, client.readyState, server.readyState) == ([3], WebSocket.CLOSED, WebSocket.CLOSED)
    client.close(1000)  # too late, and no error
    with pytest.raises(JsException, match=r"^TypeError: Can't call WebSocket send\(\) after close\(\)\.$"):
        client.send("x")


@pytest.mark.parametrize("as_keyword", [True, False])
async def test_a_half_open_socket_answers_itself(as_keyword: bool) -> None:
    client, server = make_pair()
    server_told = listen(server)
    if as_keyword:
        client.accept(allowHalfOpen=True)
    else:
        client.accept(JsObject({"allowHalfOpen": True}))
    server.accept()
    server.close()
    await settle()
    assert (client.readyState, server_told) == (WebSocket.CLOSING, [])
    client.close(1000, "mine")
    await settle()
    assert (client.readyState, server_told) == (WebSocket.CLOSED, [(1000, "mine", True)])


async def test_a_close_without_a_code_is_1005() -> None:
    client, server = make_pair()
    told = listen(client)
    client.accept()
    server.accept()
    server.close()
    server.close(1000)
    await settle()
    assert told == [(1005, "", True)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((999,), "TypeError: Invalid WebSocket close code: 999."),
        ((1005,), "TypeError: Invalid WebSocket close code: 1005."),
        ((5000,), "TypeError: Invalid WebSocket close code: 5000."),
        (
            (None, "why"),
            "TypeError: If you specify a WebSocket close reason, you must also specify a code.",
        ),
        ((1000, "é" * 62), "SyntaxError: WebSocket close reason is longer than 123 bytes."),
    ],
)
async def test_closing_refuses_wrong_arguments(arguments: tuple[object, ...], message: str) -> None:
    _, server = make_pair()
    server.accept()
    with pytest.raises(JsException) as caught:
        server.close(*arguments)
    assert str(caught.value) == message
    server.send("still open")


async def test_nothing_is_sent_before_accepting() -> None:
    client, _ = make_pair()
    uses: list[Callable[[], object]] = [lambda: client.send("x"), lambda: client.close(1000)]
    for use in uses:
        with pytest.raises(JsException) as caught:
            use()
        assert str(caught.value) == NOT_ACCEPTED


async def test_a_socket_in_a_response_is_given_away() -> None:
    client, server = make_pair()
    server.accept()
    server.accept()
    server.send("hello")
    got: list[object] = []
    end = client.couple()
    end.listen(got.append)
    end.send("back")
    told = listen(server)
    await settle()
    assert (got, told) == (["hello"], ["back"])
    client.send("nobody hears it")
    for use, message in (
        (client.couple, "Can't return WebSocket that was already used in a response."),
        (client.accept, "Can't accept() WebSocket that was already used in a response."),
        (server.couple, "Can't return WebSocket in a Response after calling accept()."),
    ):
        with pytest.raises(JsException) as caught:
            use()
        assert str(caught.value) == f"TypeError: {message}"


async def test_a_hibernating_socket_tells_no_listener() -> None:
    client, server = make_pair()
    told, got = listen(server), list[object]()
    server.hibernate(got.append)
    client.accept()
    server.send("welcome")
    client_told = listen(client)
    client.send("x")
    client.close(1000, "bye")
    await settle()
    assert (told, got, client_told) == ([], ["x", Close(1000, "bye")], ["welcome", (1000, "", True)])
    for use, message in (
        (server.accept, "Can't accept() WebSocket after enabling hibernation."),
        (server.couple, "Can't return WebSocket in a Response after calling acceptWebSocket()."),
        (
            lambda: client.hibernate(print),
            "Tried to make an api::WebSocket hibernatable when it was in an incompatible state.",
        ),
    ):
        with pytest.raises(JsException) as caught:
            use()
        assert str(caught.value) == f"TypeError: {message}"


async def test_a_lost_connection_is_an_unclean_close() -> None:
    ours, theirs = SocketEnd.make_pair()
    socket: Any = WebSocket(theirs)
    told = listen(socket)
    socket.accept()
    ours.send(LOST)
    ours.send("ghost")
    await settle()
    assert told == [(1006, "WebSocket disconnected without sending Close frame.", False)]
    assert (socket.readyState, socket.bufferedAmount) == (WebSocket.CLOSED, 0)
    socket.send("nobody hears it")


async def test_a_failing_listener_ends_the_socket(caplog: pytest.LogCaptureFixture) -> None:
    client, server = make_pair()
    told = listen(client)

    def fail(event: Any) -> None:
        raise JsTypeError(f"boom {event.data}")

    client.addEventListener("message", create_proxy(fail))
    client.addEventListener("error", create_proxy(fail))
    client.accept()
    server.accept()
    server.send("1")
    server.send("2")
    await settle()
    assert told == ["1", "Uncaught TypeError: boom 1"]
    assert client.readyState == WebSocket.CLOSED
    assert [record.getMessage() for record in caplog.records] == [
        "Uncaught exception in a listener of a WebSocket"
    ] * 2


async def test_attachments_are_not_emulated() -> None:
    client, _ = make_pair()
    for use in (lambda: client.serializeAttachment("x"), client.deserializeAttachment):
        with pytest.raises(
            NotImplementedError, match=r"^WebSocket\.(de)?serializeAttachment is not emulated"
        ):
            use()


class Server:
    """Answers a Worker's `fetch`."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.answer: Callable[[], Response] = lambda: Response(b"no", 403)
        self.end, self.far_end = SocketEnd.make_pair()

    async def fetch(self, request: Request) -> Response:
        self.requests.append(request)
        return self.answer()

    def accept(self, **headers: str) -> None:
        response = Response(None, 101, Headers((name.replace("_", "-"), headers[name]) for name in headers))
        response.webSocket = WebSocket(self.far_end)
        self.answer = lambda: response


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    with entered(WorkerState("test", server.fetch)):
        yield server


async def test_a_client_connects_in_the_background(server: Server) -> None:
    server.accept(sec_websocket_protocol="b")
    socket: Any = WebSocket.new("wss://host:8443/path?q", JsArray(["a", "b"]))
    told = listen(socket)
    assert (socket.readyState, socket.url, socket.protocol) == (
        WebSocket.CONNECTING,
        "wss://host:8443/path?q",
        "",
    )
    with pytest.raises(JsException) as caught:
        socket.send("too early")
    assert str(caught.value) == NOT_ACCEPTED
    with pytest.raises(JsException, match="obtained from the 'new WebSocket"):
        socket.accept()
    with pytest.raises(JsException, match="if it was created with `new WebSocket"):
        socket.couple()
    await settle()
    (request,) = server.requests
    assert (request.url, request.headers.list_pairs()) == (
        "https://host:8443/path?q",
        [("upgrade", "websocket"), ("sec-websocket-protocol", "a, b")],
    )
    assert (socket.readyState, socket.protocol, socket.extensions) == (WebSocket.OPEN, "b", jsnull)
    server.end.send("hello")
    await settle()
    assert told == ["open", "hello"]


async def test_a_client_that_is_refused_gets_error_and_close(server: Server) -> None:
    socket: Any = WebSocket.new("ws://host/")
    told = listen(socket)
    await settle()
    assert told == [
        "Uncaught TypeError: Failed to establish the WebSocket connection: expected server to reply with "
        "HTTP status code 101 (switching protocols), but received 403 instead.",
        (1006, "Failed to establish websocket connection", False),
    ]
    assert socket.readyState == WebSocket.CLOSED
    socket.send("nobody hears it")


async def test_a_client_may_ask_for_one_protocol(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    def fail(event: Any) -> None:
        raise JsTypeError(f"boom {event.code}")

    socket: Any = WebSocket.new("ws://host/", "chat.v1")
    socket.onclose = create_proxy(fail)
    await settle()
    assert server.requests[0].headers.get("sec-websocket-protocol") == "chat.v1"
    assert [record.getMessage() for record in caplog.records] == [
        "Uncaught exception in a listener of a WebSocket"
    ]
    assert socket.readyState == WebSocket.CLOSED


async def test_a_client_needs_a_socket(server: Server) -> None:
    server.answer = lambda: Response(None, 101)
    socket: Any = WebSocket.new("ws://host/")
    told = listen(socket)
    await settle()
    assert told[0] == ("Uncaught TypeError: Worker received body in a response to a request for a WebSocket.")


async def test_a_client_may_close_before_it_is_connected(server: Server) -> None:
    socket: Any = WebSocket.new("ws://host/")
    told = listen(socket)
    socket.close()
    await settle()
    assert server.requests == []
    assert told == [
        "Uncaught Error: Called close before connection was established.",
        (1006, "Failed to establish websocket connection", False),
    ]
    socket.close()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nothing",), "The url is invalid."),
        (("http://host/",), "The url scheme must be ws or wss."),
        (("ws://host/#x",), "The url fragment must be empty."),
        (("ws://host/", "a b"), "The protocol header token is invalid."),
        (("ws://host/", JsArray([])), "The protocols array cannot be empty."),
        (("ws://host/", JsArray(["a", ""])), "One of the protocol header tokens is invalid."),
        (("ws://host/", JsArray(["a", "a"])), "The protocols header cannot have repeating values."),
    ],
)
async def test_the_constructor_refuses_in_workerds_words(arguments: tuple[object, ...], message: str) -> None:
    with pytest.raises(JsException) as caught:
        WebSocket.new(*arguments)
    assert str(caught.value) == f"SyntaxError: WebSocket Constructor: {message}"


def test_an_asgi_app_talks_through_the_official_sdk(in_world: Callable[..., None]) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "websocket"
        assert (await receive())["type"] == "websocket.connect"
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] != "websocket.disconnect":
            if message.get("text") == "stop":
                await send({"type": "websocket.close", "code": 4001, "reason": "stopped"})
                return
            await send({"type": "websocket.send", **{key: message[key] for key in message if key != "type"}})

    async def check() -> None:
        from workers import Request as SdkRequest
        from workers import asgi

        response = await asgi.websocket(app, SdkRequest("http://host/", headers={"Upgrade": "websocket"}))
        assert response.status == 101
        client = response.webSocket
        client.accept()
        client.binaryType = "arraybuffer"
        told = listen(client)
        client.send("hello")
        client.send(Uint8Array.of_bytes(b"\1"))
        client.send("")
        client.send("stop")
        for _ in range(5):
            await settle()
        assert (told[0], told[1].to_bytes(), told[2:]) == ("hello", b"\1", ["", (4001, "stopped", True)])

    in_world(check)
