"""Requests of this process to api.cloudflare.com reach the emulator."""

import asyncio
import contextlib
import http.client
import json
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator

import httpcore
import httpx
import pytest
import requests
from cloudflare import AsyncCloudflare, Cloudflare, NotFoundError

from fakeflare.pytest.fixtures.fakeflare import Fakeflare
from fakeflare.pytest.fixtures.namespace_handle import NamespaceHandle
from fakeflare.pytest.interception import EmulatorAddress, OutsideRefused, choose, intercepting

aiohttp = pytest.importorskip("aiohttp")

HEADERS = {"Authorization": "Bearer any"}

Read = Callable[[str], tuple[int, bytes]]


@pytest.fixture
def things(fakeflare_intercept: Fakeflare) -> NamespaceHandle:
    things = fakeflare_intercept.namespace("THINGS")
    things.put("k", b"value \xff")
    return things


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's name is known."""

    def refuse(host: str, *arguments: object, **options: object) -> object:
        raise socket.gaierror(f"no network in this test: {host}")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def locate(fakeflare: Fakeflare, things: NamespaceHandle, key: str = "k") -> str:
    base = f"https://api.cloudflare.com/client/v4/accounts/{fakeflare.account_id}/storage/kv/namespaces"
    return f"{base}/{things.id}/values/{key}"


def read_by_httpx(url: str) -> tuple[int, bytes]:
    answer = httpx.get(url, headers=HEADERS)
    return answer.status_code, answer.content


def read_by_requests(url: str) -> tuple[int, bytes]:
    answer = requests.get(url, headers=HEADERS, timeout=10)
    return answer.status_code, answer.content


def read_by_urllib(url: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=HEADERS)) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def read_by_async_httpx(url: str) -> tuple[int, bytes]:
    async def read() -> tuple[int, bytes]:
        async with httpx.AsyncClient(headers=HEADERS) as client:
            answer = await client.get(url)
            return answer.status_code, answer.content

    return asyncio.run(read())


def read_by_aiohttp(url: str) -> tuple[int, bytes]:
    async def read() -> tuple[int, bytes]:
        async with aiohttp.ClientSession(headers=HEADERS) as session, session.get(url) as answer:
            return answer.status, await answer.read()

    return asyncio.run(read())


READERS = (read_by_httpx, read_by_async_httpx, read_by_requests, read_by_urllib, read_by_aiohttp)


@pytest.fixture(params=READERS, ids=lambda read: read.__name__)
def read(request: pytest.FixtureRequest) -> Read:
    chosen: Read = request.param
    return chosen


def test_values_and_errors_are_the_emulators(
    fakeflare: Fakeflare, things: NamespaceHandle, read: Read
) -> None:
    assert read(locate(fakeflare, things)) == (200, b"value \xff")
    status, body = read(locate(fakeflare, things, "none"))
    assert (status, json.loads(body)["errors"][0]["code"]) == (404, 10009)
    fakeflare.faults.add(operation="get", status=503)
    assert read(locate(fakeflare, things))[0] == 503
    assert [entry["door"] for entry in fakeflare.journal.list()] == ["rest"] * 3


def test_proxies_of_the_environment_are_not_asked(
    fakeflare: Fakeflare, things: NamespaceHandle, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert read(locate(fakeflare, things)) == (200, b"value \xff")


def test_afterwards_nobody_reaches_the_emulator(fakeflare: Fakeflare, no_network: None, read: Read) -> None:
    with intercepting(EmulatorAddress("127.0.0.1", 9)):
        pass
    with pytest.raises(Exception, match=r"(?i)no network in this test|cannot connect"):
        read("https://api.cloudflare.com/client/v4/accounts")
    assert fakeflare.journal.count() == 0


def test_a_dropped_connection_is_an_error_of_the_library(
    fakeflare: Fakeflare, things: NamespaceHandle, read: Read
) -> None:
    fakeflare.faults.add(operation="get", drop=True)
    kinds = (httpx.TransportError, requests.ConnectionError, OSError, aiohttp.ClientError)
    with pytest.raises(kinds):
        read(locate(fakeflare, things))


def test_the_sdk_without_a_base_url(fakeflare: Fakeflare, things: NamespaceHandle) -> None:
    with Cloudflare(api_token="t") as client:
        values, account = client.kv.namespaces.values, fakeflare.account_id
        assert values.get("k", account_id=account, namespace_id=things.id).read() == b"value \xff"
        with pytest.raises(NotFoundError, match="key not found"):
            values.get("none", account_id=account, namespace_id=things.id)
        assert [found.title for found in client.kv.namespaces.list(account_id=account)] == ["THINGS"]


async def test_the_asynchronous_sdk_without_a_base_url(fakeflare: Fakeflare, things: NamespaceHandle) -> None:
    async with AsyncCloudflare(api_token="t") as client:
        values = client.kv.namespaces.values
        answer = await values.get("k", account_id=fakeflare.account_id, namespace_id=things.id)
        assert await answer.read() == b"value \xff"


def test_bodies_are_streamed_both_ways(fakeflare: Fakeflare, things: NamespaceHandle) -> None:
    def produce() -> Iterator[bytes]:
        yield from (b"x" * 100_000 for _ in range(20))

    url = locate(fakeflare, things, "big")
    assert httpx.put(url, content=produce(), headers=HEADERS).status_code == 200
    with httpx.stream("GET", url, headers=HEADERS) as answer:
        assert sum(map(len, answer.iter_bytes())) == 2_000_000
    assert requests.put(url, data=produce(), headers=HEADERS, timeout=10).status_code == 200
    with requests.get(url, stream=True, headers=HEADERS, timeout=10) as streamed:
        assert sum(map(len, streamed.iter_content(65_536))) == 2_000_000


async def test_bodies_are_streamed_both_ways_in_a_loop(fakeflare: Fakeflare, things: NamespaceHandle) -> None:
    async def produce() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 100_000

    url = locate(fakeflare, things, "big")
    async with httpx.AsyncClient(headers=HEADERS) as client:
        assert (await client.put(url, content=produce())).status_code == 200
        async with client.stream("GET", url) as answer:
            assert sum([len(chunk) async for chunk in answer.aiter_bytes()]) == 2_000_000
    async with aiohttp.ClientSession(headers=HEADERS) as session:
        assert (await session.put(url, data=produce())).status == 200
        async with session.get(url) as answer:
            assert sum([len(chunk) async for chunk in answer.content.iter_any()]) == 2_000_000


def test_the_answer_names_the_address_that_was_asked(fakeflare: Fakeflare, things: NamespaceHandle) -> None:
    url = locate(fakeflare, things)
    assert str(httpx.get(url, headers=HEADERS).url) == url
    assert requests.get(url, headers=HEADERS, timeout=10).url == url


def test_a_session_goes_on_with_one_connection(fakeflare: Fakeflare, things: NamespaceHandle) -> None:
    with requests.Session() as session:
        session.headers.update(HEADERS)
        assert [session.get(locate(fakeflare, things)).status_code for _ in range(3)] == [200] * 3
        pools = session.adapters["https://"].poolmanager.pools  # type: ignore[attr-defined]
        assert [pools[key].num_connections for key in pools.keys()] == [1]  # noqa: SIM118 - no dict


def test_a_session_that_lives_longer_asks_cloudflare_again(fakeflare: Fakeflare, no_network: None) -> None:
    host, _, port = fakeflare.url.removeprefix("http://").partition(":")
    url = "https://api.cloudflare.com/client/v4/accounts"
    # only who reaches out is kept from it
    with requests.Session() as session, pytest.MonkeyPatch.context() as patch:
        session.headers.update(HEADERS)
        patch.setattr(socket, "create_connection", _connect_by_number)
        with intercepting(EmulatorAddress(host, int(port))):
            assert session.get(url).status_code == 200
        with pytest.raises(requests.ConnectionError, match="no network in this test"):
            session.get(url)


def _connect_by_number(address: tuple[str, int], *options: object) -> socket.socket:
    sock = socket.socket()
    sock.connect(address)
    return sock


def test_a_connection_that_was_open_before_is_not_used(fakeflare: Fakeflare) -> None:
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        connection = http.client.HTTPConnection("api.cloudflare.com")
        connection.sock = socket.create_connection(elsewhere.getsockname())
        host, _, port = fakeflare.url.removeprefix("http://").partition(":")
        with intercepting(EmulatorAddress(host, int(port))):
            connection.request("GET", "/client/v4/accounts", headers=HEADERS)
            answer = connection.getresponse()
            assert (answer.status, answer.read()[:10]) == (200, b'{"result":')
        assert connection.sock is None


def test_every_thread_is_intercepted(fakeflare: Fakeflare, things: NamespaceHandle) -> None:
    found: list[tuple[int, bytes]] = []

    def work() -> None:
        for read in READERS:
            found.append(read(locate(fakeflare, things)))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [(200, b"value \xff")] * 20


def test_other_hosts_pass(fakeflare: Fakeflare, things: NamespaceHandle, read: Read) -> None:
    assert read(f"{fakeflare.url}/_fakeflare/v1/health") == (200, b'{"status":"ok"}')
    assert choose("example.com") is None


@pytest.mark.usefixtures("no_network")
def test_other_hosts_are_refused_where_they_are_not_wanted(read: Read) -> None:
    with intercepting(EmulatorAddress("127.0.0.1", 9, refuses_others=True)):
        with pytest.raises(
            OutsideRefused, match=r"a request to example\.com was refused: with --fakeflare-only"
        ):
            read("https://example.com/")
        assert choose("127.0.0.1") is None


def test_this_machine_is_never_refused(fakeflare: Fakeflare, read: Read) -> None:
    with intercepting(EmulatorAddress("127.0.0.1", 9, refuses_others=True)):
        assert read(f"{fakeflare.url}/_fakeflare/v1/health")[0] == 200
        assert [choose(name) for name in ("localhost", "a.localhost", "::1", "[::1]")] == [None] * 4


def test_everything_is_put_back(fakeflare: Fakeflare) -> None:
    import aiohttp.connector
    import urllib3.connection

    places = (
        (http.client.HTTPConnection, "connect"),
        (http.client.HTTPConnection, "putrequest"),
        (http.client.HTTPSConnection, "connect"),
        (urllib3.connection.HTTPConnection, "connect"),
        (urllib3.connection.HTTPSConnection, "connect"),
        (httpcore.ConnectionPool, "handle_request"),
        (httpcore.AsyncConnectionPool, "handle_async_request"),
        (aiohttp.connector.TCPConnector, "_create_connection"),
        (aiohttp.connector.BaseConnector, "_get"),
    )
    before = [getattr(owner, name) for owner, name in places]
    with contextlib.suppress(KeyError), intercepting(EmulatorAddress("127.0.0.1", 9)):
        with intercepting(EmulatorAddress("127.0.0.1", 10)):
            assert choose("API.cloudflare.com.") == ("127.0.0.1", 10, False)
        assert choose("api.cloudflare.com") == ("127.0.0.1", 9, False)
        assert all(getattr(owner, name) is not was for (owner, name), was in zip(places, before, strict=True))
        raise KeyError
    assert [getattr(owner, name) for owner, name in places] == before
    assert choose("api.cloudflare.com") is None


def test_what_others_have_patched_meanwhile_stays(
    fakeflare: Fakeflare, monkeypatch: pytest.MonkeyPatch
) -> None:
    with intercepting(EmulatorAddress("127.0.0.1", 9)):
        ours = httpcore.ConnectionPool.handle_request
        monkeypatch.setattr(httpcore.ConnectionPool, "handle_request", lambda *given: ours(*given))
    assert httpx.get(f"{fakeflare.url}/_fakeflare/v1/health").status_code == 200
