"""What a Worker's `fetch` does over the network; what workerd does was seen with workerd 2026-11-17."""

import asyncio
import gc
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.language.kernel.errors import JsException, JsTypeError
from fakeflare.worker.javascript.streams.readable import ReadableStream
from fakeflare.worker.runtime.outbound.network import Network, NetworkError, make_ssl_context
from fakeflare.worker.runtime.outbound.outbound import Outbound
from tests.worker.runtime.outbound.site import Fetch, Site, answer, make_stream, read_echo


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
