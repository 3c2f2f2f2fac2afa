"""Where a Worker's calls of KV come from: which event, and which place in the world. Two headers of
fakeflare's own tell the emulator, whose limits and eventual consistency go by them."""

import itertools
import re
import secrets
from contextvars import ContextVar

Header = tuple[bytes, bytes]

_LOCATION = re.compile(r"[!-~]+")

_invocation: ContextVar[Header | None] = ContextVar("invocation", default=None)
_process = secrets.token_hex(4)
"""Several processes may ask one emulator."""
_numbers = itertools.count(1)


class invoked:
    """While inside, and in every task begun there, calls belong to one event of a Worker."""

    __slots__ = ("_token",)

    def __enter__(self) -> None:
        name = f"{_process}-{next(_numbers)}"
        self._token = _invocation.set((b"fakeflare-invocation", name.encode()))

    def __exit__(self, *_error: object) -> None:
        _invocation.reset(self._token)


class Location:
    """The place that a Worker runs at, as `ams`; it may be changed while the Worker runs."""

    def __init__(self, name: str | None = None) -> None:
        self.name = name

    @property
    def name(self) -> str | None:
        """None is nowhere in particular: beside the store."""
        return self._name

    @name.setter
    def name(self, name: str | None) -> None:
        self._name = name
        self.header = None if name is None else (b"fakeflare-location", check_location(name).encode())


def check_location(name: str) -> str:
    """Any name without spaces, of ASCII. Raises ValueError."""
    if not _LOCATION.fullmatch(name):
        raise ValueError(f'"{name}" is not a location: expected a name of printable ASCII, like ams')
    return name


def list_headers(location: Location) -> list[Header]:
    """What is told of a call that is made now."""
    headers = [] if location.header is None else [location.header]
    invocation = _invocation.get()
    if invocation is not None:
        headers.append(invocation)
    return headers
