"""What a Worker's `fetch` does over the network; what workerd does was seen with workerd 2026-11-17."""

import asyncio
import gc
import gzip
import json
import logging
import socket
import sys
import threading
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import h11
import pytest

from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.language.kernel.errors import JsException, JsRangeError, JsTypeError
from fakeflare.worker.javascript.streams.readable import ReadableStream
from fakeflare.worker.javascript.web.aborting import AbortController, AbortSignal
from fakeflare.worker.runtime.outbound.network import Network, NetworkError, make_ssl_context
from fakeflare.worker.runtime.outbound.outbound import Outbound

Pair = tuple[str, str]


class Site:
    """A web server of a few lines: `answers` maps paths to the bytes or the function that answer."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {"/echo": self._echo}
        self.seen: list[tuple[str, str, list[tuple[bytes, bytes]], bytes]] = []
        self.is_left = asyncio.Event()
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _echo(self) -> bytes:
        method, target, headers, body = self.seen[-1]
        pairs = [[name.decode(), value.decode("latin-1")] for name, value in headers]
        return answer(json.dumps([method, target, pairs, body.decode()]).encode())

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        parser = h11.Connection(h11.SERVER)
        try:
            while True:
                request, body = await self._read(parser, reader)
                if request is None:
                    break
                target = request.target.decode()
                self.seen.append((request.method.decode(), target, list(request.headers), body))
                found = self.answers[target.partition("?")[0]]
                found = found() if callable(found) else found
                if isinstance(found, bytes):
                    writer.write(found)
                else:
                    async for piece in found:
                        writer.write(piece)
                        await writer.drain()
                if b"HTTP/1.1" not in (found if isinstance(found, bytes) else b""):
                    break
                parser = h11.Connection(h11.SERVER)
        except (ConnectionError, GeneratorExit):
            pass
        finally:
            self.is_left.set()
            writer.close()

    async def _read(
        self, parser: h11.Connection, reader: asyncio.StreamReader
    ) -> tuple[h11.Request | None, bytes]:
        request, body = None, b""
        while True:
            event = parser.next_event()
            if event is h11.NEED_DATA:
                parser.receive_data(await reader.read(65536))
            elif isinstance(event, h11.Request):
                request = event
            elif isinstance(event, h11.Data):
                body += bytes(event.data)
            elif isinstance(event, h11.EndOfMessage):
                return request, body
            else:
                return None, b""


def answer(body: bytes = b"", status: str = "200 OK", headers: tuple[Pair, ...] = ()) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", *(f"{a}: {b}" for a, b in headers)]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


@asynccontextmanager
async def opened() -> AsyncIterator[tuple[Site, Outbound]]:
    site, outbound = Site(), Outbound({})
    server = await asyncio.start_server(site.serve, "127.0.0.1", 0)
    site.port = server.sockets[0].getsockname()[1]
    try:
        yield site, outbound
    finally:
        await outbound.close()
        server.close()


Fetch = Callable[..., Awaitable[Response]]


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with opened() as (site, outbound):
        site.outbound = outbound  # type: ignore[attr-defined]
        yield site


@pytest.fixture
def fetch(site: Site) -> Fetch:
    def run(path: str, **options: Any) -> Awaitable[Response]:
        url = path if ":" in path else site.url + path
        outbound: Outbound = site.outbound  # type: ignore[attr-defined]
        return outbound.fetch(Request.new(url, **options))

    return run


async def read_echo(response: Response) -> tuple[str, str, dict[str, str], str]:
    method, target, pairs, body = json.loads(await response.take_bytes())
    assert len({name for name, _ in pairs}) == len(pairs)
    return method, target, dict(pairs), body


async def make_stream(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


async def test_nothing_is_sent_that_the_worker_did_not_ask_for(site: Site, fetch: Fetch) -> None:
    host = site.url.removeprefix("http://")
    assert await read_echo(await fetch("/echo?a=b c#d")) == ("GET", "/echo?a=b%20c", {"host": host}, "")
    sent = await fetch("/echo", method="POST", body="hi")
    assert await read_echo(sent) == (
        "POST",
        "/echo",
        {"host": host, "content-length": "2", "content-type": "text/plain;charset=UTF-8"},
        "hi",
    )
    deleted = await fetch("/echo", method="DELETE")
    assert await read_echo(deleted) == ("DELETE", "/echo", {"host": host, "content-length": "0"}, "")


async def test_headers_of_the_connection_are_not_the_workers(site: Site, fetch: Fetch) -> None:
    given = [("host", "other.example"), ("connection", "close"), ("content-length", "7"), ("x-a", "ü")]
    _, _, headers, _ = await read_echo(await fetch("/echo", headers=given))
    assert headers == {"host": site.url.removeprefix("http://"), "x-a": "ü"}


async def test_credentials_of_an_address_are_not_sent(site: Site, fetch: Fetch) -> None:
    url = site.url.replace("//", "//user:pass@")
    response = await fetch(f"{url}/echo#fragment")
    assert response.url == f"{url}/echo"
    assert "authorization" not in (await read_echo(response))[2]


async def test_a_stream_is_sent_as_it_comes(site: Site, fetch: Fetch) -> None:
    response = await fetch("/echo", method="PUT", body=ReadableStream(make_stream(b"he", b"llo")))
    method, _, headers, body = await read_echo(response)
    assert (method, headers["transfer-encoding"], body) == ("PUT", "chunked", "hello")
    sized = ReadableStream(make_stream(b"he", b"llo"))
    sized.expected_length = 5
    _, _, headers, _ = await read_echo(await fetch("/echo", method="PUT", body=sized))
    assert (headers.get("content-length"), headers.get("transfer-encoding")) == ("5", None)


async def test_a_body_is_read_while_it_is_sent(site: Site, fetch: Fetch) -> None:
    gate = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\none\r\n"
        await gate.wait()
        yield b"3\r\ntwo\r\n0\r\n\r\n"

    site.answers["/slow"] = slowly
    response = await fetch("/slow")
    source = response.take_source()
    assert isinstance(source, ReadableStream)
    assert await source.read_chunk() == b"one"
    gate.set()
    assert [chunk async for chunk in source.iterate()] == [b"two"]


@pytest.mark.parametrize("how", ["cancelled", "dropped"])
async def test_what_is_not_read_is_closed(site: Site, fetch: Fetch, how: str) -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n\r\n"
        while True:
            yield b"x" * 65536

    site.answers["/endless"] = endless
    response = await fetch("/endless")
    if how == "cancelled":
        await response.body.cancel()
    del response
    gc.collect()
    await asyncio.wait_for(site.is_left.wait(), 5)


@pytest.mark.parametrize(
    ("coding", "sent", "shown"),
    [
        ("gzip", gzip.compress(b"hello", mtime=0), b"hello"),
        ("GZIP", gzip.compress(b"he", mtime=0) + gzip.compress(b"llo", mtime=0), b"hello"),
        ("deflate", zlib.compress(b"hello"), zlib.compress(b"hello")),
        ("gzip, gzip", gzip.compress(b"hello", mtime=0), gzip.compress(b"hello", mtime=0)),
        ("identity", b"hello", b"hello"),
        ("gzip", b"", b""),
    ],
)
async def test_a_coding_is_undone_and_still_told(
    site: Site, fetch: Fetch, coding: str, sent: bytes, shown: bytes
) -> None:
    site.answers["/coded"] = answer(sent, headers=(("content-encoding", coding),))
    response = await fetch("/coded")
    assert response.headers.get("content-encoding") == coding
    assert response.headers.get("content-length") == str(len(sent))
    assert await response.take_bytes() == shown


async def test_a_coding_is_left_to_who_wants_it(site: Site, fetch: Fetch) -> None:
    site.answers["/coded"] = answer(gzip.compress(b"hello", mtime=0), headers=(("content-encoding", "gzip"),))
    response = await fetch("/coded", encodeResponseBody="manual")
    assert gzip.decompress(await response.take_bytes()) == b"hello"


@pytest.mark.parametrize(
    ("coding", "sent", "message"),
    [
        ("gzip", b"not gzip", "TypeError: Gzip decompression failed."),
        (
            "gzip",
            gzip.compress(b"hello", mtime=0)[:-4],
            "TypeError: Gzip compressed stream ended prematurely.",
        ),
    ],
)
async def test_a_broken_coding_is_an_error_of_the_body(
    site: Site, fetch: Fetch, coding: str, sent: bytes, message: str
) -> None:
    site.answers["/coded"] = answer(sent, headers=(("content-encoding", coding),))
    response = await fetch("/coded")
    with pytest.raises(JsTypeError) as caught:
        await response.text()
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("coding", "package", "opener"),
    [("br", "brotli", "Decompressor"), ("zstd", "compression.zstd", "ZstdDecompressor")],
)
async def test_codings_of_other_packages_need_them(
    site: Site, fetch: Fetch, monkeypatch: pytest.MonkeyPatch, coding: str, package: str, opener: str
) -> None:
    class Decompressor:
        def decompress(self, data: bytes) -> bytes:
            if data == b"broken":
                raise RuntimeError
            return data.upper()

    site.answers |= {
        "/coded": answer(b"hello", headers=(("content-encoding", coding),)),
        "/broken": answer(b"broken", headers=(("content-encoding", coding),)),
    }
    monkeypatch.setitem(sys.modules, package.partition(".")[0], ModuleType(package))
    monkeypatch.setitem(sys.modules, package, module := ModuleType(package))
    monkeypatch.setattr(module, opener, Decompressor, raising=False)
    assert await (await fetch("/coded")).text() == "HELLO"
    with pytest.raises(JsTypeError, match=r"decompression failed\.$"):
        await (await fetch("/broken")).text()
    for name in (package, "brotli", "brotlicffi", "zstandard"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(
        JsException, match=f"content-encoding {coding} is not emulated by fakeflare yet without"
    ):
        await (await fetch("/coded")).text()


async def test_responses_without_a_body_have_none(site: Site, fetch: Fetch) -> None:
    site.answers["/coded"] = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 34\r\n\r\n"
    site.answers["/none"] = b"HTTP/1.1 204 Own Words\r\n\r\n"
    headed, none = await fetch("/coded", method="HEAD"), await fetch("/none")
    assert (headed.take_source(), headed.headers.get("content-length")) == (None, "34")
    assert (none.take_source(), none.status, none.statusText) == (None, 204, "Own Words")


async def test_cookies_stay_apart(site: Site, fetch: Fetch) -> None:
    pairs = (("set-cookie", "a=1, x"), ("set-cookie", "b=2"), ("x-d", "1"), ("x-d", "2"))
    site.answers["/cookies"] = answer(headers=pairs)
    headers = (await fetch("/cookies")).headers
    assert list(headers.getSetCookie()) == ["a=1, x", "b=2"]
    assert headers.get("x-d") == "1, 2"


def move(status: int, location: str) -> bytes:
    return answer(b"moved", f"{status} Moved", (("location", location),))


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


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], list[str]]]:
    with caplog.at_level(logging.WARNING, "fakeflare.worker"):
        yield lambda: caplog.messages


async def test_a_lost_connection_is_an_error_and_the_log_has_the_reason(
    site: Site, fetch: Fetch, said: Callable[[], list[str]]
) -> None:
    site.answers |= {"/garbage": b"garbage\r\n\r\n", "/hangup": b""}
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        refusing = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        for url in (refusing, f"{site.url}/garbage", f"{site.url}/hangup"):
            with pytest.raises(JsException) as caught:
                await fetch(url)
            assert str(caught.value) == "Error: Network connection lost."
    assert [one.partition(" failed: ")[0] for one in said()] == [
        f"fetch of {refusing}",
        f"fetch of {site.url}/garbage",
        f"fetch of {site.url}/hangup",
    ]


async def test_a_body_that_is_cut_off_is_an_error(
    site: Site, fetch: Fetch, said: Callable[[], list[str]]
) -> None:
    site.answers["/cut"] = b"HTTP/1.0 200 OK\r\ncontent-length: 10\r\n\r\nabc"
    response = await fetch("/cut")
    with pytest.raises(JsException, match=r"^Error: Network connection lost\.$"):
        await response.text()
    assert len(said()) == 1


@pytest.mark.parametrize("url", ["ftp://example.com/x", "blob:abc", "wss://example.com/x"])
async def test_other_protocols_are_refused(fetch: Fetch, url: str) -> None:
    with pytest.raises(JsTypeError) as caught:
        await fetch(url)
    assert str(caught.value) == f"TypeError: Fetch API cannot load: {url}"


async def test_data_addresses_answer(fetch: Fetch) -> None:
    plain, coded = await fetch("data:text/plain,hello%20you"), await fetch("data:;base64,aGk=")
    assert (plain.headers.get("content-type"), await plain.take_bytes()) == ("text/plain", b"hello you")
    assert (coded.headers.get("content-type"), await coded.take_bytes()) == (
        "text/plain;charset=US-ASCII",
        b"hi",
    )
    with pytest.raises(JsTypeError, match="cannot load"):
        await fetch("data:nothing")


async def test_a_signal_gives_up_waiting_and_reading(site: Site, fetch: Fetch) -> None:
    never = asyncio.Event()

    async def hang() -> AsyncIterator[bytes]:
        await never.wait()
        yield b""

    async def begin() -> AsyncIterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n\r\nbegun"
        await never.wait()

    site.answers |= {"/hang": hang, "/begin": begin}
    with pytest.raises(JsRangeError, match="why"):
        await fetch("/echo", signal=AbortSignal.abort(JsRangeError("why")))
    controller = AbortController()
    asyncio.get_running_loop().call_later(0.01, controller.abort)
    with pytest.raises(JsException, match=r"^AbortError: The operation was aborted$"):
        await fetch("/hang", signal=controller.signal)
    controller = AbortController()
    source = (await fetch("/begin", signal=controller.signal)).take_source()
    assert isinstance(source, ReadableStream)
    assert await source.read_chunk() == b"begun"
    asyncio.get_running_loop().call_later(0.01, controller.abort)
    with pytest.raises(JsException, match="AbortError"):
        await source.read_chunk()
    never.set()


async def test_an_unused_signal_changes_nothing(site: Site, fetch: Fetch) -> None:
    response = await fetch("/echo", signal=AbortController().signal)
    assert (await read_echo(response))[0] == "GET"


async def test_whoever_stops_the_worker_is_not_told_of_a_signal(site: Site, fetch: Fetch) -> None:
    gate = asyncio.Event()

    async def hang() -> AsyncIterator[bytes]:
        gate.set()
        await asyncio.Event().wait()
        yield b""

    site.answers["/hang"] = hang
    task = asyncio.ensure_future(fetch("/hang", signal=AbortController().signal))
    await gate.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_name_is_looked_up_where_nothing_waits_for_it(
    fetch: Fetch, monkeypatch: pytest.MonkeyPatch, said: Callable[[], list[str]]
) -> None:
    threads = []

    def look_up(*_args: object, **_options: object) -> object:
        threads.append(threading.current_thread().daemon)
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(JsException, match=r"^Error: Network connection lost\.$"):
        await fetch("http://nowhere.example/")
    assert said() == ["fetch of http://nowhere.example/ failed: nowhere.example: Name or service not known"]
    assert threads == [True]


def test_a_lookup_that_hangs_does_not_hold_up_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_options: gate.wait() and [])

    async def main() -> None:
        outbound = Outbound({})
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(outbound.fetch(Request("http://slow.example/")), 0.01)
        await outbound.close()

    begun = time.monotonic()
    asyncio.run(main())
    assert time.monotonic() - begun < 5
    gate.set()


async def test_a_proxy_of_the_environment_is_asked(
    site: Site, fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", site.url)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    site.answers["http://far.example/x"] = answer(b"through the proxy")
    assert await (await fetch("http://far.example/x?y")).text() == "through the proxy"
    assert site.seen[-1][1] == "http://far.example/x?y"
    assert (await read_echo(await fetch("/echo")))[1] == "/echo"


def test_bundles_of_the_environment_are_trusted(tmp_path: Any) -> None:
    import certifi

    bundle = tmp_path / "bundle.pem"
    text = Path(certifi.where()).read_text()
    end = text.index("-----END CERTIFICATE-----") + len("-----END CERTIFICATE-----\n")
    bundle.write_text(text[text.index("-----BEGIN") : end])
    plain, more = make_ssl_context({}), make_ssl_context({"NODE_EXTRA_CA_CERTS": str(bundle)})
    assert len(more.get_ca_certs()) >= len(plain.get_ca_certs()) > 0
    assert make_ssl_context({"REQUESTS_CA_BUNDLE": str(tmp_path / "missing")}).get_ca_certs()


async def test_the_network_answers_on_another_loop_too(site: Site) -> None:
    network = Network()
    first = await network.send("GET", f"{site.url}/echo", [], None)
    assert first.status == 200
    await first.body.close()

    async def refused() -> str:
        with pytest.raises(NetworkError) as caught:
            await network.send("GET", "http://127.0.0.1:1/", [], None)
        return str(caught.value)

    assert await asyncio.to_thread(lambda: asyncio.run(refused()))
    await network.close()
