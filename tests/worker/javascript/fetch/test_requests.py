"""Request and Response: their members, and bodies of streams."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.language.collections.maps import JsMap
from fakeflare.worker.javascript.language.kernel.errors import JsException, JsRangeError, JsTypeError
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.objects import JsObject
from fakeflare.worker.javascript.streams.readable import ReadableStream


def test_what_a_request_is_without_options() -> None:
    request = Request.new("http://a/")
    assert (request.method, request.redirect, request.cache, request.cf) == ("GET", "follow", None, None)
    assert (request.integrity, request.keepalive, request.body) == ("", False, jsnull)
    assert (request.signal.aborted, request.signal) == (False, request.signal)
    assert request.bodyUsed is False
    with pytest.raises(AttributeError, match="credentials"):
        _ = request.credentials


def test_options_of_a_request() -> None:
    signal, cf = JsObject(), JsObject({"colo": "X"})
    request = Request.new(
        "http://a/",
        method="patch",
        headers=JsObject({"A": 1}),
        body="x",
        duplex="half",
        redirect="MANUAL",
        cache="no-store",
        integrity="",
        signal=signal,
        cf=cf,
        encodeResponseBody="manual",
    )
    assert (request.method, request.redirect, request.cache) == ("PATCH", "manual", "no-store")
    assert (request.headers.get("a"), request.headers.get("content-type")) == (
        "1",
        "text/plain;charset=UTF-8",
    )
    for copy in (request.clone(), Request.new(request.clone()), Request.new(request.clone(), JsObject())):
        assert (copy.signal, copy.cf, copy.redirect, copy.cache) == (signal, cf, "manual", "no-store")
        assert copy.headers is not request.headers
    assert Request.new("http://b/", request).encode_response_body == "manual"
    assert Request.new(request, JsObject({"signal": jsnull})).signal is not signal


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"method": "Brew"}, "Invalid HTTP method string: Brew"),
        ({"integrity": "sha256-x"}, "Subrequest integrity checking is not implemented."),
        ({"cache": "default"}, "Unsupported cache mode: default"),
        ({"encodeResponseBody": "x"}, "encodeResponseBody: unexpected value: x"),
    ],
)
def test_options_that_are_refused(options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(JsTypeError, match=sentence):
        Request.new("http://a/", **options)


async def test_a_request_made_of_another_takes_its_body() -> None:
    for body in ("x", ReadableStream.of_bytes(b"x")):
        first = Request.new("http://a/", method="POST", body=body)
        second = Request.new(first, headers=JsObject({"b": "2"}))
        assert (second.method, second.url, await second.text()) == ("POST", "http://a/", "x")
        assert first.bodyUsed
        with pytest.raises(JsTypeError, match="Cannot reconstruct a Request with a used body"):
            Request.new(first)


async def test_a_new_body_leaves_the_old_one_alone() -> None:
    first = Request.new("http://a/", method="POST", body="old")
    second = Request.new(first, body="new")
    assert (await first.text(), await second.text()) == ("old", "new")
    with pytest.raises(JsTypeError, match="GET or HEAD method cannot have a body"):
        Request.new(Request.new("http://a/", method="POST", body="x"), method="GET")


async def test_a_stream_is_its_bodys_own() -> None:
    stream = ReadableStream.of_bytes(b"ab")
    response = Response.new(stream)
    assert response.body is stream
    assert (stream.locked, response.bodyUsed) == (False, False)
    assert [chunk.to_bytes() async for chunk in response.body] == [b"ab"]
    assert response.bodyUsed
    with pytest.raises(JsTypeError, match="Body has already been used"):
        await response.text()
    with pytest.raises(JsTypeError, match="This ReadableStream is disturbed"):
        Response.new(stream)


async def test_a_locked_stream_cannot_be_read_as_a_body() -> None:
    response = Response.new("x")
    reader = response.body.getReader()
    with pytest.raises(JsTypeError, match="currently locked to a reader"):
        await response.text()
    reader.releaseLock()
    assert await response.text() == "x"
    assert (response.body.locked, response.bodyUsed) == (True, True)


async def test_reading_a_body_of_bytes_spends_its_stream() -> None:
    response = Response.new("x")
    await response.text()
    assert (response.bodyUsed, response.body.locked) == (True, True)


async def test_an_asynchronous_generator_is_a_body() -> None:
    async def write() -> AsyncIterator[object]:
        yield ReadableStream.of_bytes(b"")
        raise AssertionError("not reached")

    with pytest.raises(JsTypeError, match="did not return bytes"):
        await Response.new(write()).text()


@pytest.mark.parametrize("way", ["text", "json", "arrayBuffer", "bytes", "blob"])
async def test_no_body_reads_as_nothing(way: str) -> None:
    reading = getattr(Response.new(), way)()
    if way == "json":
        with pytest.raises(JsException):
            await reading
        return
    found = await reading
    assert (found if way == "text" else found.size if way == "blob" else found.byteLength) in ("", 0)


def test_encode_body_is_kept() -> None:
    response = Response.new("x", encodeBody="manual")
    assert (response.encode_body, Response.new("x").encode_body) == ("manual", "automatic")
    assert (response.clone().encode_body, Response.new("y", response).encode_body) == ("manual", "manual")
    with pytest.raises(JsTypeError, match="encodeBody: unexpected value: x"):
        Response.new("x", encodeBody="x")


def test_a_response_to_a_handshake() -> None:
    socket = JsObject()
    response = Response.new(None, status=101, webSocket=socket)
    assert (response.status, response.webSocket, Response.new().webSocket) == (101, socket, jsnull)
    with pytest.raises(JsRangeError, match="Responses with a WebSocket must have status code 101"):
        Response.new(None, webSocket=socket)
    with pytest.raises(JsRangeError, match="in the range 200 to 599"):
        Response.new(None, status=101)
    with pytest.raises(JsTypeError, match="Cannot clone a response to a WebSocket handshake"):
        response.clone()


def test_a_response_like_another() -> None:
    first = Response.new("x", status=201, headers=JsObject({"a": "1"}), cf=JsObject({"b": 1}))
    second = Response.new("y", first)
    assert (second.status, second.statusText, second.headers.get("a"), second.cf.b) == (
        201,
        "Created",
        "1",
        1,
    )
    assert Response.new("", Response.new("", statusText="Own")).statusText == "Own"
    with pytest.raises(JsTypeError, match="Invalid statusText"):
        Response.new("", statusText="a\nb")


def test_an_error_response() -> None:
    response = Response.error()
    assert (response.status, response.type, response.ok, Response.new().type) == (
        0,
        "error",
        False,
        "default",
    )


async def test_null_bodies() -> None:
    assert Response.new("", status=204).body is jsnull
    for body in ("x", ReadableStream.of_bytes(b"")):
        with pytest.raises(JsTypeError, match="Response with null body status"):
            Response.new(body, status=204)


async def test_json_responses() -> None:
    kind: Any = Response
    response = kind.json(JsObject({"a": 1}), headers=JsObject({"content-type": "a/b"}))
    assert (response.headers.list_pairs(), await response.text()) == ([("content-type", "a/b")], '{"a":1}')
    assert await kind.json(None).text() == "undefined"


async def test_a_cloned_stream_keeps_its_length() -> None:
    stream = ReadableStream.of_bytes(b"abc")
    stream.expected_length = 3
    response = Response.new(stream)
    copy = response.clone()
    assert (response.body.expected_length, copy.body.expected_length) == (3, 3)
    assert (await copy.text(), await response.text()) == ("abc", "abc")


def test_trusted_headers_are_taken_as_they_are() -> None:
    pairs = [("a", "1"), ("set-cookie", "b")]
    headers = Headers.trust(pairs)
    assert headers.list_pairs() == pairs
    assert [list(part) for part in (headers.keys(), headers.values(), headers.entries())] == [
        ["a", "set-cookie"],
        ["1", "b"],
        pairs,
    ]


async def test_values_of_other_kinds_are_text_as_a_body() -> None:
    response = Response.new(5)
    assert (await response.text(), response.headers.get("content-type")) == ("5", "text/plain;charset=UTF-8")


def test_headers_are_made_of_much() -> None:
    pairs = ([["a", "1"]], {"a": "1"}.items(), Headers([("a", "1")]))
    for init in (JsObject({"A": 1}), JsMap([("A", 1)]), *pairs):
        assert Headers.new(init).list_pairs() == [("a", "1")]
    assert Headers.new().list_pairs() == []
    for wrong in (jsnull, "a: b", 5, ["ab"], [("a", "b", "c")]):
        with pytest.raises(JsTypeError):
            Headers.new(wrong)


def test_headers_show_their_cookies_apart() -> None:
    headers = Headers([("Set-Cookie", "a"), ("b", "1"), ("set-cookie", "c")])
    assert headers.getAll("SET-COOKIE") == ["a", "c"]
    with pytest.raises(JsTypeError, match="can only be used with the header name"):
        headers.getAll("b")
    seen: list[tuple[str, str]] = []
    headers.forEach(lambda value, name, _: seen.append((name, value)))
    assert seen == [("b", "1"), ("set-cookie", "a"), ("set-cookie", "c")]
