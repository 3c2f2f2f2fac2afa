"""What an HTTP library is told of a response that an outbound target gave."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.language.kernel.errors import JsException
from fakeflare.worker.javascript.streams.readable import ReadableStream
from fakeflare.worker.pyodide.switching import run_sync
from fakeflare.worker.runtime.outbound.outbound import Outbound

_FRAMING = frozenset({"connection", "content-length", "keep-alive", "transfer-encoding"})


@dataclass(frozen=True)
class Reply:
    """A response as it would have come over a connection."""

    status: int
    reason: str
    headers: list[tuple[str, str]]
    source: bytes | ReadableStream | None

    def read(self) -> Iterator[bytes]:
        """Read the body, and wait for each piece. ConnectionError where it breaks off."""
        if not isinstance(self.source, ReadableStream):
            yield self.source or b""
            return
        while True:
            try:
                chunk = run_sync(self.source.read_chunk())
            except JsException as error:
                raise ConnectionResetError(error.message) from error
            if chunk is None:
                return
            yield chunk

    async def iterate(self) -> AsyncIterator[bytes]:
        """Read the body piece by piece. ConnectionError where it breaks off."""
        if not isinstance(self.source, ReadableStream):
            yield self.source or b""
            return
        try:
            async for chunk in self.source.iterate():
                yield chunk
        except JsException as error:
            raise ConnectionResetError(error.message) from error


async def ask(outbound: Outbound, request: Request) -> Reply:
    """Ask the target; redirects are the library's affair. ConnectionError where it says nothing."""
    try:
        response = await outbound.ask(request)
    except JsException as error:
        raise ConnectionResetError(error.message) from error
    source = response.take_source()
    return Reply(response.status, response.statusText, _list_headers(response, source), source)


def _list_headers(response: Response, source: bytes | ReadableStream | None) -> list[tuple[str, str]]:
    """The length of the body where it is known, and no coding: codings are undone here, unless the Worker
    that answers has encoded the body itself."""
    hidden = _FRAMING if response.encode_body == "manual" else _FRAMING | {"content-encoding"}
    pairs = [(name, value) for name, value in response.headers.list_pairs() if name not in hidden]
    if isinstance(source, ReadableStream):
        return pairs
    told = response.headers.get("content-length") if source is None else None
    return [*pairs, ("content-length", told if isinstance(told, str) else str(len(source or b"")))]
