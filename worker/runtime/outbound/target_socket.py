"""A socket that leads to an outbound target: HTTP/1.1 is written to it and read from it."""

import io
import socket
from collections.abc import Iterator
from typing import Any

import h11

from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.pyodide.switching import run_sync
from fakeflare.worker.runtime.outbound.outbound import Outbound
from fakeflare.worker.runtime.outbound.replies import Reply, ask


class TargetSocket:
    """Do as much of `socket.socket` as HTTP clients use. It serves one request, and says so to the client."""

    def __init__(self, outbound: Outbound, scheme: str, host: str) -> None:
        self._outbound = outbound
        self._origin = f"{scheme}://{host}"
        self._parser = h11.Connection(h11.SERVER)
        self._head: h11.Request | None = None
        self._body = bytearray()
        self._pieces: Iterator[bytes] = iter(())
        self._is_closed = False
        self._timeout: float | None = None

    def sendall(self, data: Any, flags: int = 0) -> None:
        """Take bytes of a request. The target is asked as soon as the request is whole."""
        del flags
        if self._is_closed:
            raise OSError(9, "Bad file descriptor")
        self._parser.receive_data(bytes(data))
        while True:
            event = self._parser.next_event()
            if isinstance(event, h11.Request):
                self._head = event
            elif isinstance(event, h11.Data):
                self._body += event.data
            elif isinstance(event, h11.EndOfMessage):
                self._pieces = self._answer()
                return
            else:
                return

    def send(self, data: Any, flags: int = 0) -> int:
        self.sendall(data, flags)
        return len(memoryview(data).cast("B"))

    def _answer(self) -> Iterator[bytes]:
        """The response, as bytes of HTTP/1.1."""
        # the library is synchronous: the greenlet of the Worker's coroutine waits here, and the loop goes on
        reply = run_sync(ask(self._outbound, self._make_request()))
        yield self._write_head(reply)
        if self._parser.our_state is h11.SEND_BODY:
            for chunk in reply.read():
                yield self._write(h11.Data(data=chunk))
        yield self._write(h11.EndOfMessage())

    def _make_request(self) -> Request:
        assert self._head is not None  # noqa: S101 - the end of a message comes after its head
        pairs = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in self._head.headers]
        target = self._head.target.decode("latin-1")
        host = next((value for name, value in pairs if name == "host"), None)
        scheme = self._origin.partition("://")[0]
        origin = f"{scheme}://{host}" if host else self._origin
        url = target if "://" in target else origin + target
        method = self._head.method.decode("latin-1")
        has_body = bool(self._body) or method not in ("GET", "HEAD")
        return Request(url, method, Headers(pairs), bytes(self._body) if has_body else None)

    def _write_head(self, reply: Reply) -> bytes:
        headers = [(name.encode("latin-1"), _encode(value)) for name, value in reply.headers]
        return self._write(
            h11.Response(
                status_code=reply.status,
                reason=_encode(reply.reason),
                headers=[*headers, (b"connection", b"close")],
            )
        )

    def _write(self, event: Any) -> bytes:
        return self._parser.send(event) or b""

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
        view = memoryview(buffer).cast("B")
        data = self.recv(nbytes or len(view), flags)
        view[: len(data)] = data
        return len(data)

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Read at most `size` bytes of the response; none at its end."""
        del flags
        for piece in self._pieces:
            if piece:
                if len(piece) > size:
                    self._pieces = _prepend(piece[size:], self._pieces)
                return piece[:size]
        return b""

    def makefile(self, mode: str = "r", buffering: int | None = None, **_options: object) -> Any:
        """Open a reader of the response; what is written to it is the request."""
        raw = _SocketFile(self)
        if buffering == 0:
            return raw
        return io.BufferedWriter(raw) if "w" in mode else io.BufferedReader(raw)

    def close(self) -> None:
        self._is_closed = True

    def shutdown(self, how: int) -> None:
        """Do nothing: no connection is open."""

    def settimeout(self, seconds: float | None) -> None:
        self._timeout = seconds

    def gettimeout(self) -> float | None:
        return self._timeout

    def setsockopt(self, *_options: object) -> None:
        """Do nothing: there are no packets to hurry."""

    def getpeername(self) -> tuple[str, int]:
        return "127.0.0.1", 0

    def getsockname(self) -> tuple[str, int]:
        return "127.0.0.1", 0

    def fileno(self) -> int:
        return -1

    @property
    def family(self) -> int:
        return socket.AF_INET


class _SocketFile(io.RawIOBase):
    """A TargetSocket as a file. Reading goes on after the socket is closed, as with a real one."""

    def __init__(self, inner: TargetSocket) -> None:
        self._inner = inner

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._inner.recv_into(buffer)

    def write(self, data: Any) -> int:
        return self._inner.send(data)


def _prepend(piece: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield piece
    yield from pieces


def _encode(value: str) -> bytes:
    return value.encode("latin-1", "replace")
