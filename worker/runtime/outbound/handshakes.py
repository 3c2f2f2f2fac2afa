"""What both ends of a WebSocket need, a client's at our server and ours at a server of the network."""

from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.sockets.ends import NO_STATUS, Close

# The two sides of a handshake write these themselves.
HANDSHAKE_HEADERS = frozenset(
    {
        *("connection", "upgrade", "host", "content-length", "transfer-encoding"),
        *("sec-websocket-accept", "sec-websocket-extensions", "sec-websocket-key"),
        *("sec-websocket-protocol", "sec-websocket-version"),
    }
)


def is_upgrade(headers: Headers) -> bool:
    """Tell whether the headers of a request ask for a WebSocket."""
    return str(headers.get("upgrade") or "").lower() == "websocket"


def choose_code(message: Close) -> int:
    """Choose a code that may stand in a frame. ASGI has no close without one."""
    if not message.is_clean:
        return 1011
    return 1000 if message.code == NO_STATUS else message.code
