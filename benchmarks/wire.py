"""HTTP/1.1 in raw bytes: requests built beforehand, answers read by length; no client library in the way."""

import json
import re
import socket
from typing import Any

ACCOUNT = "fa4ef1a4e00000000000000000000001"
NAMESPACES = f"/client/v4/accounts/{ACCOUNT}/storage/kv/namespaces"

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)


class Refused(Exception):
    """An answer that is no 200: a benchmark of errors would measure nothing."""


def build_request(method: str, target: str, body: bytes | None = None, namespace: str | None = None) -> bytes:
    """A whole request; with `namespace` it is one of workerd's, else one of an API client."""
    lines = [f"{method} {target} HTTP/1.1", "Host: 127.0.0.1"]
    lines.append(f"CF-KV-Namespace: {namespace}" if namespace else "Authorization: Bearer token")
    if body is not None:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + (body or b"")


def measure_answer(data: bytes) -> int | None:
    """How long the answer at the front of `data` is; None while its head is incomplete. Raises `Refused`."""
    end = data.find(b"\r\n\r\n") + 4
    if end < 4:
        return None
    length = _LENGTH.search(data, 0, end)
    if not data.startswith(b"HTTP/1.1 200 ") or length is None:
        raise Refused(data[:300].decode("latin-1"))
    return end + int(length[1])


class Connection:
    """A connection on which one request waits for its answer."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def ask(self, request: bytes) -> bytes:
        """The whole answer, head and body."""
        self._socket.sendall(request)
        answer = bytearray()
        length = None
        while length is None or len(answer) < length:
            chunk = self._socket.recv(1 << 20)
            if not chunk:
                raise Refused("the server closed the connection")
            answer += chunk
            length = length or measure_answer(bytes(answer))
        return bytes(answer)


def create_namespace(connection: Connection, title: str) -> str:
    """The id of a new namespace."""
    body = json.dumps({"title": title}).encode()
    answer = connection.ask(build_request("POST", NAMESPACES, body))
    envelope: dict[str, Any] = json.loads(answer.partition(b"\r\n\r\n")[2])
    return str(envelope["result"]["id"])
