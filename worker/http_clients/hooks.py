"""What becomes of the requests of this process: hooks are asked for each, those that answer it here first,
then the one that knows another address. Without hooks every library is as it was."""

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import httpx


class Answerer(Protocol):
    """Answers requests inside this process, in the form in which a library asks."""

    def open_socket(self, scheme: str, authority: str) -> Any:
        """Make what `http.client` writes one request to, and reads the response from."""

    def answer_httpx(self, request: "httpx.Request") -> "httpx.Response":
        """Answer a request that synchronous code makes."""

    async def answer_httpx_async(self, request: "httpx.Request") -> "httpx.Response":
        """Answer a request that a coroutine makes."""


class Address(Protocol):
    """A server that is asked in the place of another, in plain HTTP."""

    @property
    def host(self) -> str: ...

    @property
    def port(self) -> int: ...


FindAnswerer = Callable[[str, str, int | None], Answerer | None]
"""By scheme, host and port of an origin; None as the port is the scheme's own."""

FindAddress = Callable[[str], Address | None]
"""By the host that is asked for. What it raises reaches who has asked."""

_answering: list[FindAnswerer] = []
_redirecting: list[FindAddress] = []


@contextlib.contextmanager
def answering(find: FindAnswerer) -> Iterator[None]:
    """While inside, in every thread, `find` is asked who answers a request."""
    _answering.append(find)
    try:
        yield
    finally:
        _answering.remove(find)


@contextlib.contextmanager
def redirecting(find: FindAddress) -> Iterator[None]:
    """While inside, in every thread, `find` is asked where a request goes. Of several the last one counts."""
    _redirecting.append(find)
    try:
        yield
    finally:
        _redirecting.remove(find)


def is_redirecting() -> bool:
    """Whether any request may go to another address."""
    return bool(_redirecting)


def find_answerer(scheme: str, host: str, port: int | None) -> Answerer | None:
    """Find who answers a request to an origin inside this process."""
    for find in _answering:
        answerer = find(scheme, host, port)
        if answerer is not None:
            return answerer
    return None


def find_address(host: str | None) -> Address | None:
    """Find where a request to a host is to go instead; None leaves it alone."""
    latest = _redirecting[-1:]
    return latest[0](host) if latest and host is not None else None
