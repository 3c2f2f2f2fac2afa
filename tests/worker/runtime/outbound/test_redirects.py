"""Redirects that a Worker's `fetch` follows."""

import pytest

from fakeflare.worker.javascript.language.kernel.errors import JsTypeError
from fakeflare.worker.javascript.streams.readable import ReadableStream
from tests.worker.runtime.outbound.site import Fetch, Site, answer, make_stream, move, read_echo


@pytest.mark.parametrize(
    ("status", "method", "then", "body"),
    [
        (301, "POST", "GET", ""),
        (302, "POST", "GET", ""),
        (302, "PUT", "PUT", "x"),
        (303, "PUT", "GET", ""),
        (307, "POST", "POST", "x"),
        (308, "POST", "POST", "x"),
    ],
)
async def test_redirects_change_method_and_body(
    site: Site, fetch: Fetch, status: int, method: str, then: str, body: str
) -> None:
    site.answers["/from"] = move(status, "/echo#part")
    response = await fetch("/from", method=method, body="x", headers=[("authorization", "a")])
    asked, target, headers, received = await read_echo(response)
    assert (asked, target, received) == (then, "/echo", body)
    # workerd leaves them
    assert (headers["content-type"], headers["authorization"]) == ("text/plain;charset=UTF-8", "a")
    assert (response.url, response.redirected) == (f"{site.url}/echo", True)


async def test_another_origin_does_not_see_the_authorization(site: Site, fetch: Fetch) -> None:
    site.answers["/from"] = move(302, f"http://localhost:{site.port}/echo")
    response = await fetch("/from", headers=[("authorization", "a"), ("cookie", "c=1")])
    _, _, headers, _ = await read_echo(response)
    assert (headers.get("authorization"), headers["cookie"]) == (None, "c=1")
    assert headers["host"] == f"localhost:{site.port}"


async def test_redirects_are_left_to_who_wants_them(site: Site, fetch: Fetch) -> None:
    site.answers["/from"] = move(302, "/echo")
    site.answers["/nowhere"] = answer(b"here", "302 Found")
    kept = await fetch("/from", redirect="manual")
    assert (kept.status, kept.redirected, await kept.take_bytes()) == (302, False, b"moved")
    assert (await fetch("/nowhere")).status == 302


async def test_a_stream_cannot_be_sent_twice(site: Site, fetch: Fetch) -> None:
    site.answers["/from"] = move(307, "/echo")
    with pytest.raises(JsTypeError, match=r"^TypeError: A request with a one-time-use body"):
        await fetch("/from", method="POST", body=ReadableStream(make_stream(b"x")))


async def test_redirects_end_after_twenty(site: Site, fetch: Fetch) -> None:
    site.answers["/from"] = move(302, "/from")
    with pytest.raises(JsTypeError) as caught:
        await fetch("/from")
    assert str(caught.value) == "TypeError: Too many redirects." + ", ".join([f"{site.url}/from"] * 21)
    assert len(site.seen) == 21


@pytest.mark.parametrize(
    ("location", "message"),
    [
        ("http://[", "TypeError: Invalid Location header; unable to follow redirect."),
        ("ftp://a/", "TypeError: Fetch API cannot load: ftp://a/"),
    ],
)
async def test_a_redirect_to_nothing_is_a_type_error(
    site: Site, fetch: Fetch, location: str, message: str
) -> None:
    site.answers["/from"] = move(302, location)
    with pytest.raises(JsTypeError) as caught:
        await fetch("/from")
    assert str(caught.value) == message
