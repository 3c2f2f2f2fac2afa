"""`caches`: workerd's arguments and errors, Miniflare's rules of what is kept."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from fakeflare.worker.javascript.fetch.cache.caches import CacheStorage, Shelves
from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.language.kernel.errors import JsException
from fakeflare.worker.javascript.language.objects import JsObject
from fakeflare.worker.javascript.language.worker_state import WorkerState, entered
from fakeflare.worker.javascript.streams.readable import ReadableStream

URL = "http://host/page"
NOON = 1_800_000_000.0
ONE_HOUR = {"cache-control": "max-age=3600"}


class Clock:
    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> float:
        return self.time


async def refuse(request: Request) -> Response:
    raise AssertionError(f"unexpected fetch of {request.url}")


@pytest.fixture
def clock() -> Iterator[Clock]:
    worker_state, clock = WorkerState("test", refuse), Clock()
    worker_state.get_slot(Shelves).now = clock
    with entered(worker_state):
        yield clock


@pytest.fixture
def cache(clock: Clock) -> Any:
    return CacheStorage().default


def make_response(body: str = "hello", **headers: str) -> Any:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response.new(body, headers=JsObject({**ONE_HOUR, **names}))


async def put(cache: Any, **headers: str) -> None:
    await cache.put(URL, make_response(**headers))


def ask(**headers: str) -> Any:
    return Request.new(
        URL, headers=JsObject({name.replace("_", "-"): value for name, value in headers.items()})
    )


async def test_a_miss_is_undefined(cache: Any) -> None:
    assert await cache.match(URL) is None


async def test_a_hit_has_the_body_the_headers_and_the_cache_status(cache: Any) -> None:
    await put(cache, x_own="1")
    found = await cache.match(Request.new(URL))
    assert (found.status, found.statusText, await found.text()) == (200, "OK", "hello")
    assert {name: found.headers.get(name) for name in ("x-own", "cf-cache-status", "content-length")} == {
        "x-own": "1",
        "cf-cache-status": "HIT",
        "content-length": "5",
    }
    assert await (await cache.match(URL)).text() == "hello"


async def test_a_stream_is_kept_whole(cache: Any) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"one "
        yield b"two"

    await cache.put(URL, Response.new(ReadableStream(chunks()), headers=JsObject(ONE_HOUR)))
    assert await (await cache.match(URL)).text() == "one two"


async def test_put_uses_the_body_up_at_once(cache: Any) -> None:
    response = make_response()
    promise = cache.put(URL, response)
    assert response.bodyUsed
    await promise
    with pytest.raises(JsException, match="Body has already been used"):
        await cache.put(URL, response)


async def test_addresses_are_compared_as_urls_and_other_methods_miss(cache: Any) -> None:
    await cache.put("http://HOST:80/a/../page", make_response())
    assert await cache.match(URL)
    post = Request.new(URL, method="POST")
    assert await cache.match(post) is None
    assert await cache.delete(post) is False
    assert await cache.match(post, ignoreMethod=True)
    assert await cache.delete(post, JsObject({"ignoreMethod": True})) is True


async def test_cf_may_name_the_key(cache: Any) -> None:
    await cache.put(Request.new(URL, cf=JsObject({"cacheKey": "k"})), make_response())
    assert await cache.match(URL) is None
    assert await cache.match(Request.new("http://other/", cf=JsObject({"cacheKey": "k"})))


async def test_delete_tells_whether_something_fresh_was_there(cache: Any, clock: Clock) -> None:
    await put(cache)
    assert await cache.delete(URL) is True
    assert await cache.match(URL) is None
    assert await cache.delete(URL) is False
    await put(cache)
    clock.time += 3600
    assert await cache.delete(URL) is False


async def test_named_caches_and_workers_are_apart(cache: Any) -> None:
    await put(cache)
    named = await CacheStorage().open("mine")
    assert await named.match(URL) is None
    await put(named)
    assert await (await CacheStorage().open("mine")).match(URL)
    with entered(WorkerState("another", refuse)):
        assert await CacheStorage().default.match(URL) is None
    with pytest.raises(JsException, match=r"^TypeError: Cache name is too long\.$"):
        await CacheStorage().open("é" * 512)


async def test_a_response_expires_at_the_second(cache: Any, clock: Clock) -> None:
    await put(cache)
    clock.time += 3599
    found = await cache.match(URL)
    assert (found.headers.get("age"), found.headers.get("date")) == (
        "3599",
        "Fri, 15 Jan 2027 08:59:59 GMT",
    )
    clock.time += 1
    assert await cache.match(URL) is None


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache_control": "s-maxage=10, max-age=99"}, 10),
        ({"cache_control": 'public, MAX-AGE="10"'}, 10),
        ({"cache_control": "max-age=60", "age": "50"}, 10),
        ({"cache_control": "max-age=60", "date": "Fri, 15 Jan 2027 07:59:10 GMT"}, 10),
        ({"cache_control": "", "expires": "Fri, 15 Jan 2027 08:00:10 GMT"}, 10),
        ({"cache_control": "max-age=10", "expires": "Fri, 15 Jan 2027 09:00:00 GMT"}, 10),
        ({"cache_control": "", "last_modified": "Fri, 15 Jan 2027 07:58:20 GMT"}, 10),
        ({"cache_control": "immutable"}, 24 * 3600),
        ({"cache_control": "private=set-cookie, max-age=10", "set_cookie": "a=1"}, 10),
    ],
)
async def test_freshness_is_that_of_rfc_9111(
    cache: Any, clock: Clock, headers: dict[str, str], seconds: int
) -> None:
    await put(cache, **headers)
    clock.time += seconds - 1
    assert await cache.match(URL)
    clock.time += 1
    assert await cache.match(URL) is None


@pytest.mark.parametrize(
    "headers",
    [
        {"cache_control": "no-store"},
        {"cache_control": "private, max-age=10"},
        {"cache_control": "no-cache, max-age=10"},
        {"cache_control": "proxy-revalidate, max-age=10"},
        {"cache_control": "max-age=0"},
        {"cache_control": "max-age=soon"},
        {"cache_control": ""},
        {"cache_control": "", "expires": "0"},
        {"cache_control": "", "expires": "Fri, 15 Jan 2027 07:00:00 GMT"},
        {"set_cookie": "a=1"},
    ],
)
async def test_what_may_not_be_kept_is_passed_over_in_silence(cache: Any, headers: dict[str, str]) -> None:
    await put(cache, **headers)
    assert await cache.match(URL) is None


async def test_pragma_counts_where_cache_control_is_missing(cache: Any) -> None:
    headers = JsObject({"pragma": "no-cache", "expires": "Fri, 15 Jan 2027 09:00:00 GMT"})
    await cache.put(URL, Response.new("x", headers=headers))
    assert await cache.match(URL) is None


async def test_cookies_stay_out_when_they_are_private(cache: Any) -> None:
    await put(cache, cache_control="private=Set-Cookie, max-age=10", set_cookie="a=1")
    found = await cache.match(URL)
    assert found.headers.getSetCookie() == []


async def test_an_authorized_response_is_kept_only_when_it_says_so(cache: Any) -> None:
    await cache.put(ask(authorization="x"), make_response())
    assert await cache.match(URL) is None
    await cache.put(ask(authorization="x"), make_response(cache_control="public, max-age=9"))
    assert await cache.match(URL)


async def test_statuses_that_are_not_understood_are_not_kept(cache: Any) -> None:
    for status, is_kept in ((200, True), (404, True), (500, False), (302, True)):
        await cache.delete(URL)
        await cache.put(URL, Response.new("x", status=status, headers=JsObject(ONE_HOUR)))
        assert (await cache.match(URL) is not None) is is_kept
    await cache.delete(URL)
    await cache.put(URL, Response.new(None, status=304, headers=JsObject(ONE_HOUR)))
    assert await cache.match(URL) is None


async def test_headers_of_one_connection_are_not_kept(cache: Any) -> None:
    await put(cache, connection="x-hop", x_hop="1", keep_alive="5", x_stay="1")
    found = await cache.match(URL)
    assert [found.headers.has(name) for name in ("connection", "x-hop", "keep-alive", "x-stay")] == [
        *(False, False, False),
        True,
    ]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"if_none_match": '"a"'}, 304),
        ({"if_none_match": 'W/"b", W/"a"'}, 304),
        ({"if_none_match": "*"}, 304),
        ({"if_none_match": '"b"'}, 200),
        ({"if_modified_since": "Fri, 15 Jan 2027 07:00:00 GMT"}, 304),
        ({"if_modified_since": "Fri, 15 Jan 2027 06:59:59 GMT"}, 200),
        ({"if_modified_since": "yesterday"}, 200),
    ],
)
async def test_conditions_are_answered(cache: Any, headers: dict[str, str], status: int) -> None:
    await put(cache, etag='W/"a"', last_modified="Fri, 15 Jan 2027 07:00:00 GMT")
    found = await cache.match(ask(**headers))
    assert (found.status, await found.text()) == (status, "" if status == 304 else "hello")
    assert found.headers.get("cf-cache-status") == "HIT"


@pytest.mark.parametrize(
    ("range_", "body", "content_range"),
    [
        ("bytes=1-3", "ell", "bytes 1-3/5"),
        ("bytes = 3-", "lo", "bytes 3-4/5"),
        ("bytes=-2", "lo", "bytes 3-4/5"),
        ("bytes=2-99", "llo", "bytes 2-4/5"),
    ],
)
async def test_a_range_is_cut(cache: Any, range_: str, body: str, content_range: str) -> None:
    await put(cache)
    found = await cache.match(ask(range=range_))
    assert (found.status, await found.text()) == (206, body)
    assert found.headers.get("content-range") == content_range
    assert found.headers.get("content-length") == str(len(body))


@pytest.mark.parametrize("range_", ["bytes=-9", "bytes=", "bytes=-0"])
async def test_a_range_of_everything_is_the_response(cache: Any, range_: str) -> None:
    await put(cache)
    found = await cache.match(ask(range=range_))
    assert (found.status, await found.text()) == (200, "hello")


@pytest.mark.parametrize("range_", ["bytes=5-", "bytes=3-1", "bytes=-", "bytes=x", "lines=1-2"])
async def test_a_range_outside_is_refused(cache: Any, range_: str) -> None:
    await put(cache)
    found = await cache.match(ask(range=range_))
    assert (found.status, found.headers.get("content-range")) == (416, "bytes */5")


async def test_several_ranges_come_as_multipart(cache: Any) -> None:
    await put(cache)
    found = await cache.match(ask(range="bytes=0-0,4-"))
    kind, boundary = found.headers.get("content-type").split("; boundary=")
    part = f"--{boundary}\r\nContent-Type: text/plain;charset=UTF-8\r\nContent-Range: bytes"
    expected = f"{part} 0-0/5\r\n\r\nh\r\n{part} 4-4/5\r\n\r\no\r\n--{boundary}--"
    assert (found.status, kind, await found.text()) == (206, "multipart/byteranges", expected)


@pytest.mark.parametrize(
    ("request_", "response", "message"),
    [
        (Request.new(URL, method="POST"), make_response(), "Cannot cache response to non-GET request."),
        (
            URL,
            Response.new("x", status=206),
            "Cannot cache response to a range request (206 Partial Content).",
        ),
        (URL, make_response(vary="accept, *"), "Cannot cache response with 'Vary: *' header."),
        (URL, Response.error(), "Cache is unable to store an error response"),
        ("page", make_response(), "Invalid URL: page"),
        (URL, "text", "Failed to execute 'put' on 'Cache': parameter 2 is not of type 'Response'."),
    ],
)
async def test_put_refuses_in_workerds_words(cache: Any, request_: Any, response: Any, message: str) -> None:
    with pytest.raises(JsException) as caught:
        await cache.put(request_, response)
    assert str(caught.value) == f"TypeError: {message}"


async def test_a_websocket_is_not_kept(cache: Any) -> None:
    response = Response(None, 101)
    response.webSocket = JsObject()
    with pytest.raises(JsException, match=r"^TypeError: Cannot cache WebSocket upgrade response\.$"):
        await cache.put(URL, response)


def test_what_workerd_lacks_is_lacking_too() -> None:
    cache: Any = CacheStorage().default
    for name in ("add", "addAll"):
        with pytest.raises(JsException, match=f"Failed to execute '{name}' on 'Cache': the method is not"):
            getattr(cache, name)(URL)
    for kind in (type(cache), CacheStorage):
        with pytest.raises(JsException, match="Illegal constructor"):
            kind.new()


def test_a_worker_finds_the_caches_in_js(in_world: Callable[..., None]) -> None:
    async def check() -> None:
        from js import caches
        from workers import Response as SdkResponse

        assert await caches.default.match(URL) is None
        response = SdkResponse("kept", headers=ONE_HOUR)
        await caches.default.put(URL, response.js_object)
        assert await (await caches.default.match(URL)).text() == "kept"
        assert await (await caches.open("other")).match(URL) is None

    in_world(check)
