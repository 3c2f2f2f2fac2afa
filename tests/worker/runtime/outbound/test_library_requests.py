"""HTTP libraries in a Worker, whose mapped origins are answered by their targets."""

import asyncio
import http.client
import io
import threading
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import anyio.to_thread
import httpx
import pytest

from fakeflare.worker.http_clients.interception import answering
from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.language.kernel.errors import JsException
from fakeflare.worker.javascript.language.worker_state import WorkerState, entered
from fakeflare.worker.javascript.streams.readable import ReadableStream
from fakeflare.worker.pyodide.switching import make_task_factory, run_sync
from fakeflare.worker.runtime.outbound.library_requests import LibraryRequests
from fakeflare.worker.runtime.outbound.outbound import Outbound
from fakeflare.worker.runtime.outbound.targets import Target, WorkerTarget
from fakeflare.worker.runtime.workers.threads import ANYIO_THREADS

requests = pytest.importorskip("requests")
urllib3 = pytest.importorskip("urllib3")


async def origin(request: Request) -> Response:
    """What answers for every mapped origin."""
    path = request.url.partition("://")[2].partition("/")[2]
    body = await request.take_bytes()
    match path:
        case "moved":
            return Response(None, 302, Headers([("location", "/seen")]))
        case "stream":
            return Response(ReadableStream(stream()), 200, Headers([("content-type", "text/plain")]))
        case "coded":
            return Response(b"plain", 200, Headers([("content-encoding", "gzip"), ("content-length", "99")]))
        case "cut":
            return Response(ReadableStream(cut()))
        case "lost":
            raise JsException("Network connection lost.")
        case "empty":
            return Response(None, 204)
    text = f"{request.method} {request.url} {request.headers.get('x-a')} {body.decode()}"
    pairs = [("set-cookie", "a=1"), ("set-cookie", "b=2"), ("content-length", "999")]
    return Response(text.encode(), 200, Headers(pairs), "Fine")


async def stream() -> AsyncIterator[bytes]:
    yield b"one\n"
    await asyncio.sleep(0)
    yield b"two\n"


async def cut() -> AsyncIterator[bytes]:
    yield b"one"
    raise JsException("Network connection lost.")


@pytest.fixture
def in_worker(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], Any]:
    """Run a function in the task of a Worker with two mapped origins."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    # urllib keeps what it has made of these
    monkeypatch.setattr(urllib.request, "_opener", None)
    targets: dict[str, Target] = {
        "http://a.example": WorkerTarget("o"),
        "https://b.example": WorkerTarget("o"),
    }

    def run(function: Callable[[], Any]) -> Any:
        async def main() -> Any:
            asyncio.get_running_loop().set_task_factory(make_task_factory())
            outbound = Outbound(targets, {"o": origin}.get)
            hooked = answering(LibraryRequests(outbound).find_answerer)
            with entered(WorkerState("test", outbound.fetch)), hooked, ANYIO_THREADS.applied():
                return await asyncio.create_task(call())

        async def call() -> Any:
            result = function()
            return await result if isinstance(result, Awaitable) else result

        return asyncio.run(main())

    return run


InWorker = Callable[[Callable[[], Any]], Any]


@pytest.mark.parametrize("url", ["http://a.example/seen", "https://b.example/seen"])
def test_each_library_is_answered(in_worker: InWorker, url: str) -> None:
    def use_urllib() -> str:
        asked = urllib.request.Request(url, b"x", {"X-A": "1"}, method="PUT")
        with urllib.request.urlopen(asked) as response:
            assert (response.status, response.reason) == (200, "Fine")
            assert response.headers.get_all("set-cookie") == ["a=1", "b=2"]
            return str(response.read().decode())

    def use_http_client() -> str:
        scheme, _, host = url.removesuffix("/seen").partition("://")
        kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
        connection = kind(host, timeout=3)
        connection.request("PUT", "/seen", b"x", {"X-A": "1"})
        return connection.getresponse().read().decode()

    def use_urllib3() -> str:
        response = urllib3.PoolManager().request("PUT", url, body=b"x", headers={"X-A": "1"})
        return str(response.data.decode())

    def use_requests() -> str:
        response = requests.put(url, data=b"x", headers={"X-A": "1"}, timeout=3)
        assert (response.reason, dict(response.cookies)) == ("Fine", {"a": "1", "b": "2"})
        return str(response.text)

    def use_httpx() -> str:
        response = httpx.put(url, content=b"x", headers={"X-A": "1"})
        assert (response.reason_phrase, dict(response.cookies)) == ("Fine", {"a": "1", "b": "2"})
        return response.text

    async def use_httpx_async() -> str:
        async with httpx.AsyncClient() as client:
            return (await client.put(url, content=b"x", headers={"X-A": "1"})).text

    for use in (use_urllib, use_http_client, use_urllib3, use_requests, use_httpx, use_httpx_async):
        assert in_worker(use) == f"PUT {url} 1 x", use.__name__


def test_libraries_follow_redirects_themselves(in_worker: InWorker) -> None:
    def use() -> list[Any]:
        with urllib.request.urlopen("http://a.example/moved") as response:
            found = [response.geturl()]
        found.append(requests.get("http://a.example/moved", timeout=3).url)
        found.append(str(httpx.get("http://a.example/moved", follow_redirects=True).url))
        return [*found, httpx.get("http://a.example/moved").status_code]

    assert in_worker(use) == ["http://a.example/seen"] * 3 + [302]


def test_bodies_are_read_piece_by_piece(in_worker: InWorker) -> None:
    async def use() -> list[Any]:
        connection = http.client.HTTPConnection("a.example")
        connection.request("GET", "/stream")
        response = connection.getresponse()
        first = (response.getheader("transfer-encoding"), response.peek(3)[:3], response.readline())
        with httpx.stream("GET", "http://a.example/stream") as streamed:
            pieces = list(streamed.iter_raw())
        async with httpx.AsyncClient() as client, client.stream("GET", "http://a.example/stream") as later:
            other = [piece async for piece in later.aiter_raw()]
        kept = requests.get("http://a.example/stream", stream=True, timeout=3)
        return [first, response.read(), pieces, other, list(kept.iter_lines())]

    assert in_worker(use) == [
        ("chunked", b"one", b"one\n"),
        b"two\n",
        [b"one\n", b"two\n"],
        [b"one\n", b"two\n"],
        [b"one", b"two"],
    ]


def test_uploads_of_every_kind_arrive(in_worker: InWorker) -> None:
    def use() -> list[str]:
        found = []
        for body in ("text", b"bytes", io.BytesIO(b"file"), [b"iter", b"able"], iter([b"a", b"b"])):
            connection = http.client.HTTPConnection("a.example")
            connection.request("POST", "/x", body, encode_chunked=True)
            found.append(connection.getresponse().read().decode().rpartition(" ")[2])
        return found

    assert in_worker(use) == ["text", "bytes", "file", "iterable", "ab"]


def test_a_connection_is_used_again(in_worker: InWorker) -> None:
    def use() -> list[Any]:
        connection = http.client.HTTPConnection("a.example")
        connection.connect()
        assert connection.sock.gettimeout() is None
        found: list[Any] = []
        for method in ("GET", "HEAD", "GET"):
            connection.request(method, "/seen")
            response = connection.getresponse()
            found.append((response.status, len(response.read())))
        with requests.Session() as session:
            found += [session.get("http://a.example/empty", timeout=3).status_code for _ in range(2)]
        return found

    length = len("GET http://a.example/seen jsnull ")
    found = in_worker(use)
    assert found[0] == found[2]
    assert (found[1], found[3:], found[0][1] <= length) == ((200, 0), [204, 204], True)


def test_a_coding_that_is_undone_is_not_told(in_worker: InWorker) -> None:
    def use() -> tuple[str, str]:
        url = "http://a.example/coded"
        return requests.get(url, timeout=3).text, httpx.get(url).text

    assert in_worker(use) == ("plain", "plain")


def fail_with_each(url: str) -> None:
    with pytest.raises((urllib.error.URLError, ConnectionError), match="Network connection lost"):
        urllib.request.urlopen(url).read()
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        requests.get(url, timeout=3)
    with pytest.raises(httpx.NetworkError, match="Network connection lost"):
        httpx.get(url)


def test_failures_are_those_of_the_library(in_worker: InWorker) -> None:
    async def use() -> None:
        for url in ("http://a.example/lost", "http://a.example/cut"):
            fail_with_each(url)
            async with httpx.AsyncClient() as client:
                with pytest.raises(httpx.NetworkError, match="Network connection lost"):
                    await client.get(url)

    in_worker(use)


def test_what_has_no_target_goes_its_own_way(in_worker: InWorker) -> None:
    def use() -> list[str]:
        found = []
        for url in ("https://a.example/", "http://a.example:81/", "http://c.example/"):
            with pytest.raises(httpx.TransportError):
                httpx.get(url)
            with pytest.raises(OSError, match="refused"):  # by the proxy
                urllib.request.build_opener().open(url)
            found.append(url)
        return found

    assert len(in_worker(use)) == 3
    with pytest.raises(httpx.TransportError):
        httpx.get("http://a.example/")


def test_fakeflares_own_transport_is_never_rerouted(in_worker: InWorker) -> None:
    async def use() -> str:
        transport = httpx.MockTransport(lambda _request: httpx.Response(200, text="mine"))
        async with httpx.AsyncClient(transport=transport) as client:
            return (await client.get("http://a.example/seen")).text

    assert in_worker(use) == "mine"


def test_threads_of_anyio_are_none_in_a_worker(in_worker: InWorker) -> None:
    async def work() -> str:
        await asyncio.sleep(0)
        return "waited"

    def call(name: str) -> tuple[str, str, int]:
        return name, run_sync(work()), threading.get_ident()

    async def use() -> Any:
        return await anyio.to_thread.run_sync(call, "arg", limiter=None)

    assert in_worker(use) == ("arg", "waited", threading.get_ident())
    assert asyncio.run(run_outside()) != threading.get_ident()


async def run_outside() -> int:
    return await anyio.to_thread.run_sync(threading.get_ident)
