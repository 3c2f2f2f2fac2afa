"""Listening sockets and their URLs. Knows neither uvicorn nor what will answer."""

import errno
import os
import socket

_BACKLOG = 2048


class CannotStart(Exception):
    """The address cannot be had; `str()` is one line for a person."""


def bind(host: str, port: int) -> socket.socket:
    """A listening socket on `host:port`, 0 being any free port. Raises `CannotStart`."""
    try:
        [family, kind, protocol, _, address] = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        sock = socket.socket(family, kind, protocol)
    except OSError as error:
        raise CannotStart(f"cannot listen on {host}: {error.strerror or error}") from None
    try:
        if os.name == "posix":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(address)
        sock.listen(_BACKLOG)
    except OSError as error:
        sock.close()
        if error.errno == errno.EADDRINUSE:
            raise CannotStart(
                f"port {port} on {host} is in use by another program; choose another, or 0 for a free one"
            ) from None
        raise CannotStart(f"cannot listen on {host}:{port}: {error.strerror or error}") from None
    return sock


def format_url(sock: socket.socket) -> str:
    """The URL under which a bound socket is reached from this machine."""
    host, port = sock.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104 - a comparison
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
