"""HTTP requests to the real network: one request, one response, both streamed, nothing interpreted."""

import asyncio
import os
import socket
import ssl
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

HeaderPairs = Sequence[tuple[bytes, bytes]]
RequestBody = bytes | AsyncIterator[bytes] | None
Pool = httpcore.AsyncConnectionPool

CONNECT_SECONDS = 30.0

_CA_BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
"""Besides SSL_CERT_FILE and SSL_CERT_DIR, which httpx reads: files of certificates to trust too."""

_MANY = 1_000_000

_FAILURES = (
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.TimeoutException,
)


class NetworkError(Exception):
    """No response, or not all of one; the text says why."""


@dataclass(frozen=True)
class NetworkAnswer:
    """The head of a response, and its body as it comes."""

    status: int
    reason: str
    headers: list[tuple[str, str]]
    body: "AnswerBody"


class AnswerBody:
    """Give the bytes of a response, as they were sent. What is not read is closed when it is dropped."""

    def __init__(self, response: httpcore.Response) -> None:
        self._response = response
        self._loop = asyncio.get_running_loop()
        self._is_open = True

    async def iterate(self) -> AsyncGenerator[bytes, None]:
        """Give chunk after chunk, and close. NetworkError where the body breaks off."""
        stream = self._response.stream
        assert not isinstance(stream, Iterable)  # noqa: S101 - an asynchronous pool gives this kind
        try:
            async for chunk in stream:
                yield chunk
        except _FAILURES as error:
            raise NetworkError(_describe(error)) from None
        finally:
            await self.close()

    async def close(self) -> None:
        """Let the connection go; what has not been read is lost."""
        if self._is_open:
            self._is_open = False
            await self._response.aclose()

    def __del__(self) -> None:
        if self._is_open and not self._loop.is_closed():
            with suppress(RuntimeError):  # the loop was closed meanwhile
                self._loop.call_soon_threadsafe(_start_closing, self._response)


_closing: set[asyncio.Task[None]] = set()


def _start_closing(response: httpcore.Response) -> None:
    task = asyncio.ensure_future(response.aclose())
    _closing.add(task)
    task.add_done_callback(_closing.discard)


class Network:
    """Keep connections between requests, made directly or through the proxies of the environment."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._environ = environ
        self._pools: dict[str | None, Pool] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ssl_context: ssl.SSLContext | None = None

    async def send(
        self, method: str, url: str, headers: HeaderPairs, body: RequestBody, length: int | None = None
    ) -> NetworkAnswer:
        """Ask an http or https address. `length` is that of a streamed body, where it is known. NetworkError
        where no response comes."""
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        request = httpcore.Request(
            method,
            httpcore.URL(
                scheme=parts.scheme.encode(),
                host=(parts.hostname or "").encode(),
                port=parts.port,
                target=_make_target(parts.path, parts.query),
            ),
            headers=[(b"host", host.encode()), *headers, *_make_framing(method, body, length)],
            content=body if body is not None else b"",
            extensions={"timeout": {"connect": CONNECT_SECONDS}},
        )
        pool = self._get_pool(parts.scheme, host)
        try:
            response = await pool.handle_async_request(request)
        except _FAILURES as error:
            raise NetworkError(_describe(error)) from None
        pairs = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers]
        reason: bytes = response.extensions.get("reason_phrase", b"")
        return NetworkAnswer(response.status, reason.decode("latin-1"), pairs, AnswerBody(response))

    async def close(self) -> None:
        """Close the connections that are kept; the next request opens new ones."""
        pools, self._pools = self._pools, {}
        for pool in pools.values():
            await pool.aclose()

    def _get_pool(self, scheme: str, host: str) -> Pool:
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            # connections belong to the loop on which they were opened
            self._loop, self._pools = loop, {}
        proxy = None if proxy_bypass(host) else getproxies().get(scheme) or getproxies().get("all")
        if proxy not in self._pools:
            self._pools[proxy] = self._open_pool(proxy)
        return self._pools[proxy]

    def _open_pool(self, proxy: str | None) -> Pool:
        if self._ssl_context is None:
            self._ssl_context = make_ssl_context(self._environ)
        if proxy is None:
            return Pool(
                ssl_context=self._ssl_context,
                max_connections=_MANY,
                keepalive_expiry=5.0,
                network_backend=_Backend(),
            )
        return Pool(
            proxy=_parse_proxy(proxy),
            ssl_context=self._ssl_context,
            max_connections=_MANY,
            keepalive_expiry=5.0,
            network_backend=_Backend(),
        )


def make_ssl_context(environ: Mapping[str, str]) -> ssl.SSLContext:
    """Trust the usual authorities, and the bundles that the environment names."""
    context = httpx.create_ssl_context()
    for name in _CA_BUNDLES:
        bundle = environ.get(name)
        if bundle:
            with suppress(OSError):
                context.load_verify_locations(cafile=bundle)
    return context


def _parse_proxy(text: str) -> httpcore.Proxy:
    proxy = httpx.Proxy(text if "://" in text else f"http://{text}")
    return httpcore.Proxy(str(proxy.url), auth=proxy.raw_auth, headers=proxy.headers.raw)


def _make_target(path: str, query: str) -> bytes:
    return (f"{path or '/'}?{query}" if query else path or "/").encode()


def _make_framing(method: str, body: RequestBody, length: int | None) -> list[tuple[bytes, bytes]]:
    """A length that is known is told, also that of no body where one is possible."""
    if isinstance(body, bytes):
        length = len(body)
    elif body is None:
        length = None if method in ("GET", "HEAD") else 0
    elif length is None:
        return [(b"transfer-encoding", b"chunked")]
    return [] if length is None else [(b"content-length", str(length).encode())]


def _describe(error: BaseException) -> str:
    """What was at the bottom of it: httpcore and anyio wrap the error of the operating system."""
    while error.__cause__ is not None:
        error = error.__cause__
    return str(error) or type(error).__name__


class _Backend(httpcore.AsyncNetworkBackend):
    """Connects with names looked up in threads that nothing waits for when the process ends.

    asyncio's own threads are joined at shutdown, and a lookup may hang for half a minute.
    """

    def __init__(self) -> None:
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - an override
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        error: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in await _look_up(host, port, timeout):
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failure:
                error = failure
        raise error

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


async def _look_up(host: str, port: int, seconds: float | None) -> list[str]:
    try:
        socket.inet_pton(socket.AF_INET6 if ":" in host else socket.AF_INET, host)
    except OSError:
        pass
    else:
        return [host]
    found: list[tuple[object, ...]] = await _run_in_daemon(
        lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM), host, seconds
    )
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))  # type: ignore[index]


async def _run_in_daemon(
    work: Callable[[], object], what: str, seconds: float | None
) -> list[tuple[object, ...]]:
    loop = asyncio.get_running_loop()
    future: asyncio.Future[list[tuple[object, ...]]] = loop.create_future()

    def finish(method: Callable[..., None], value: object) -> None:
        if not future.done():
            method(value)

    def run() -> None:
        method: Callable[..., None] = future.set_result
        try:
            value = work()
        except OSError as error:
            method, value = future.set_exception, httpcore.ConnectError(f"{what}: {error.strerror or error}")
        with suppress(RuntimeError):  # the loop was closed meanwhile
            loop.call_soon_threadsafe(finish, method, value)

    threading.Thread(target=run, name=f"lookup of {what}", daemon=True).start()
    try:
        return await asyncio.wait_for(future, seconds)
    except TimeoutError:
        raise httpcore.ConnectTimeout(f"{what}: the name was not found in time") from None
