"""Request bodies as streams, with a check on every chunk: nothing is held that will be refused."""

from collections.abc import Callable

from starlette.requests import ClientDisconnect
from starlette.types import Receive

Body = bytes | bytearray
"""A body of one chunk is that chunk; a longer one grows in place, so that nothing is held twice."""

MAX_REQUEST_BYTES = 100 * 1000 * 1000
"""What Cloudflare's gateway lets through on these routes (bulk writes: "at most 100 MB")."""


class RequestTooLarge(Exception):
    """The gateway's limit: the answer is not the service's and not JSON."""


async def read_chunk(receive: Receive) -> tuple[bytes, bool]:
    """The next chunk of a body, and whether there may be more.

    Raises Starlette's `ClientDisconnect` if the client goes away.
    """
    message = await receive()
    if message["type"] == "http.disconnect":
        raise ClientDisconnect
    return message.get("body", b""), message.get("more_body", False)


async def read_body(receive: Receive, announced: int | None, check_length: Callable[[int], object]) -> Body:
    """The whole body. `check_length` is asked first about the announced length, then about what has
    arrived, and refuses by raising.
    """
    if announced is not None:
        check_length(announced)
    body: Body = b""
    more = True
    while more:
        chunk, more = await read_chunk(receive)
        if not chunk:
            continue
        check_length(len(body) + len(chunk))
        if not body:
            body = chunk
            continue
        if isinstance(body, bytes):
            body = bytearray(body)
        body += chunk
    return body


def check_request_length(length: int) -> int:
    """`length` in bytes, unless it passes the gateway's limit."""
    if length > MAX_REQUEST_BYTES:
        raise RequestTooLarge
    return length
