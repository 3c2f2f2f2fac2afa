"""Headers, Request, Response and URL, in workerd's words."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.language.kernel.errors import JsException
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.objects import JsObject
from fakeflare.worker.javascript.streams.readable import ReadableStream
from fakeflare.worker.javascript.web.urls import URL

RESPONSE: Any = Response


def test_headers_join_values_and_keep_cookies_apart() -> None:
    headers = Headers.new(
        [("B", "1"), ("a", " x "), ("b", "2"), ("Set-Cookie", "a=1"), ("set-cookie", "b=2")]
    )
    assert list(headers) == [("a", "x"), ("b", "1, 2"), ("set-cookie", "a=1"), ("set-cookie", "b=2")]
    assert headers.getSetCookie() == ["a=1", "b=2"]
    assert (headers.get("B"), headers.get("none"), headers.has("A")) == ("1, 2", jsnull, True)
    headers.set("b", 3)
    assert headers.get("b") == "3"
    headers.delete("b")
    assert not headers.has("b")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Headers.new([("a b", "1")]), "TypeError: Invalid header name."),
        (lambda: Headers.new([("a", "1\n2")]), "TypeError: Invalid header value."),
        (
            lambda: Response.new("x", status=600),
            "RangeError: Responses may only be constructed with status codes in the range 200 to 599, "
            "inclusive.",
        ),
        (
            lambda: Response.new("x", status=204),
            "TypeError: Response with null body status (101, 204, 205, or 304) cannot have a body.",
        ),
        (
            lambda: Response.redirect("http://a/", 200),
            "RangeError: 200 is not a redirect status code. It must be one of: 301, 302, 303, 307, or 308.",
        ),
        (lambda: Response.redirect("relative"), "TypeError: Unable to parse URL: relative"),
        (
            lambda: Request.new("http://a/", body="x"),
            "TypeError: Request with a GET or HEAD method cannot have a body.",
        ),
        (
            lambda: Request.new("http://a/", redirect="error"),
            'TypeError: Invalid redirect value, must be one of "follow" or "manual" ("error" won\'t be '
            'implemented since it does not make sense at the edge; use "manual" and check the response '
            "status code).",
        ),
        (lambda: Request.new("nowhere"), "TypeError: Invalid URL: nowhere"),
        (
            lambda: Request.new(),
            "TypeError: Failed to construct 'Request': constructor parameter 1 is not of type "
            "'Request or string'.",
        ),
        (
            lambda: Request.new("http://a/", "POST"),
            "TypeError: Failed to construct 'Request': constructor parameter 2 is not of type "
            "'RequestInitializerDict or Request'.",
        ),
        (lambda: Request.new("http://a/", cache="reload"), "TypeError: Unsupported cache mode: reload"),
        (lambda: Request.new("http://a/", method=jsnull), "TypeError: Invalid HTTP method string: null"),
        (
            lambda: Request.new("http://a/", headers=jsnull),
            "TypeError: Incorrect type for the 'headers' field on 'RequestInitializerDict': the provided "
            "value is not of type 'Headers or Sequence or object'.",
        ),
        (
            lambda: Response.new("x", headers="a: b"),
            "TypeError: Incorrect type for the 'headers' field on 'InitializerDict': the provided "
            "value is not of type 'Headers or Sequence or object'.",
        ),
        (
            lambda: Response.new("x", 404),
            "TypeError: Failed to construct 'Response': constructor parameter 2 is not of type "
            "'InitializerDict or Response'.",
        ),
        (
            lambda: RESPONSE.json("x", 404),
            "TypeError: Failed to execute 'json' on 'Response': parameter 2 is not of type "
            "'InitializerDict or Response'.",
        ),
        (
            lambda: Response.redirect(),
            "TypeError: Failed to execute 'redirect' on 'Response': parameter 1 is not of type 'string'.",
        ),
    ],
)
def test_refusals(make: Callable[[], object], message: str) -> None:
    with pytest.raises(JsException) as caught:
        make()
    assert str(caught.value) == message


def test_text_brings_its_type_and_bytes_do_not() -> None:
    assert Response.new("x").headers.get("content-type") == "text/plain;charset=UTF-8"
    assert Response.new(ReadableStream.of_bytes(b"x")).headers.get("content-type") is jsnull
    kept = Response.new("x", headers=JsObject({"Content-Type": "text/html"}))
    assert kept.headers.get("content-type") == "text/html"


def test_json_is_static_on_the_class_and_reads_on_an_instance() -> None:
    async def main() -> None:
        kind: Any = Response
        response = kind.json(JsObject({"a": 1}), status=201)
        assert (response.status, response.ok, response.headers.get("content-type")) == (
            201,
            True,
            "application/json",
        )
        assert (await response.json()).a == 1

    asyncio.run(main())


async def test_bodies_are_used_up_by_the_call() -> None:
    response = Response.new("text")
    text = response.text()
    assert response.bodyUsed
    with pytest.raises(JsException, match="is disturbed"):
        Response.new(response.body)
    with pytest.raises(JsException, match="locked to a reader"):
        response.clone()
    assert await text == "text"
    request = Request.new("http://a/", method="POST", body="text")
    data = request.arrayBuffer()
    with pytest.raises(JsException, match="Cannot reconstruct a Request with a used body"):
        Request.new(request)
    assert (await data).byteLength == 4


def test_streams_with_a_reader_are_no_bodies() -> None:
    stream = Response.new("text").body
    stream.getReader()
    with pytest.raises(JsException) as caught:
        Response.new(stream)
    assert caught.value.message == "This ReadableStream is locked to a reader, and cannot be used as a body."


async def test_arguments_too_many_are_ignored() -> None:
    headers = Headers.new(JsObject({"a": "1"}))
    assert (headers.get("a", "default"), headers.get("b", "default")) == ("1", jsnull)
    assert await Response.new("text").text("utf-8") == "text"


@pytest.mark.parametrize("name", ["", "é", "\u0100"])
def test_names_of_headers_that_workerd_lets_pass(name: str) -> None:
    assert (Headers.new().get(name), Headers.new().has(name)) == (jsnull, False)


def test_body_is_read_once() -> None:
    async def main() -> None:
        response = Response.new("é")
        copy = response.clone()
        assert not response.bodyUsed
        assert await response.text() == "é"
        assert response.bodyUsed
        with pytest.raises(JsException, match="Body has already been used"):
            await response.text()
        with pytest.raises(JsException, match="This ReadableStream is currently locked to a reader,"):
            response.clone()
        assert (await copy.arrayBuffer()).to_bytes() == "é".encode()

    asyncio.run(main())


def test_stream_body_is_teed_by_clone_and_used_up_by_reading_it() -> None:
    async def main() -> None:
        request = Request.new("http://a", method="post", body=ReadableStream.of_bytes(b"abc"))
        copy = request.clone()
        assert await copy.text() == "abc"
        assert [chunk.to_bytes() async for chunk in request.body] == [b"abc"]
        assert request.bodyUsed
        assert (request.method, request.url, Response.new().body) == ("POST", "http://a/", jsnull)

    asyncio.run(main())


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("HTTP://Example.COM:80", "http://example.com/"),
        ("https://u:p@h:8443/a/../b/./c d?q=é#f", "https://u:p@h:8443/b/c%20d?q=%C3%A9#f"),
        ("http://[::1]:8787/x", "http://[::1]:8787/x"),
        ("http://ü.de/%2e%2e/a%2Fb", "http://xn--tda.de/a%2Fb"),
    ],
)
def test_url_is_normalised(text: str, href: str) -> None:
    assert URL.new(text).href == href


def test_url_parts() -> None:
    url = URL.new("../x?y=1#z", "http://h:81/a/b/c")
    assert (url.origin, url.host, url.port, url.pathname, url.search, url.hash, url.protocol) == (
        "http://h:81",
        "h:81",
        "81",
        "/a/x",
        "?y=1",
        "#z",
        "http:",
    )
    assert (URL.canParse("http://a"), URL.canParse("a")) == (True, False)


@pytest.mark.parametrize(
    ("status", "text"), [(200, "OK"), (413, "Payload Too Large"), (299, "Successful"), (599, "Server Error")]
)
def test_status_text_is_workerds_where_none_is_given(status: int, text: str) -> None:
    assert Response.new("", status=status).statusText == text
    assert Response.new("", status=status, statusText="Own").statusText == "Own"
