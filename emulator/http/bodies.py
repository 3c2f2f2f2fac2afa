"""Request bodies as streams, with a check on every chunk: nothing is held that will be refused."""

from collections.abc import AsyncIterator, Callable

from starlette.requests import ClientDisconnect
from starlette.types import Receive

MAX_REQUEST_BYTES = 100 * 1000 * 1000
"""What Cloudflare's gateway lets through on these routes (bulk writes: "at most 100 MB")."""


class RequestTooLarge(Exception):
    """The gateway's limit: the answer is not the service's and not JSON."""


async def stream_body(receive: Receive) -> AsyncIterator[bytes]:
    """The chunks of a body, none empty. Raises Starlette's `ClientDisconnect` if the client goes away."""
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        if chunk := message.get("body", b""):
            yield chunk
        more = message.get("more_body", False)


async def read_body(receive: Receive, announced: int | None, check_length: Callable[[int], object]) -> bytes:
    """The whole body. `check_length` is asked first about the announced length, then about what has
    arrived, and refuses by raising.
    """
    if announced is not None:
        check_length(announced)
    chunks = []
    length = 0
    async for chunk in stream_body(receive):
        length += len(chunk)
        check_length(length)
        chunks.append(chunk)
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def check_request_length(length: int) -> int:
    """`length` in bytes, unless it passes the gateway's limit."""
    if length > MAX_REQUEST_BYTES:
        raise RequestTooLarge
    return length
