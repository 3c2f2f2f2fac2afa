"""The realm of one Worker: what differs from Worker to Worker below the same classes.

Several Workers live in one process. Which of them runs is a context variable, so that it follows tasks,
callbacks and `asyncio.to_thread`; where no Worker runs (a thread of its own, a test's own code), the
resident one is meant.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

from fakeflare.worker.javascript.language.kernel.errors import JsException

Slot = TypeVar("Slot")


@dataclass(eq=False)
class Realm:
    """One Worker's own state."""

    name: str
    fetcher: Callable[[Any], Awaitable[Any]]
    """Answers the global `fetch`: a js Request in, a js Response out; a failure is a JsException."""
    own: dict[str, object] = field(default_factory=dict)
    """What this Worker has put into `js` itself."""
    slots: dict[Callable[[], Any], Any] = field(default_factory=dict)
    loop: asyncio.AbstractEventLoop | None = None
    """Where the Worker's events run."""
    is_loading: bool = False
    """True while the main module is imported, where a Worker may not do I/O."""

    def get_slot(self, make: Callable[[], Slot]) -> Slot:
        """The one object that `make` makes for this realm, made when it is first asked for."""
        if make not in self.slots:
            self.slots[make] = make()
        slot: Slot = self.slots[make]
        return slot


def check_io() -> None:
    """Raise JavaScript's Error where the Worker that runs is only being loaded."""
    realm = _running.get()
    if realm is not None and realm.is_loading:
        raise JsException(_NO_IO)


# workerd/src/workerd/io/io-context.c++
_NO_IO = (
    "Disallowed operation called within global scope. Asynchronous I/O (ex: fetch() or connect()), setting a "
    "timeout, and generating random values are not allowed within global scope. To fix this error, perform "
    "this operation within a handler. https://developers.cloudflare.com/workers/runtime-apis/handlers/"
)

_running: ContextVar[Realm | None] = ContextVar("realm", default=None)
_resident: list[Realm] = []


def find_realm() -> Realm | None:
    """The realm of the Worker that runs now, else the resident one, if any."""
    running = _running.get()
    if running is not None:
        return running
    return _resident[-1] if _resident else None


def get_realm() -> Realm:
    """The realm of the Worker that runs now; RuntimeError where there is none."""
    realm = find_realm()
    if realm is None:
        raise RuntimeError("no Worker runs here")
    return realm


class entered:
    """While inside, and in every task begun there, this Worker runs."""

    __slots__ = ("_realm", "_token")

    def __init__(self, realm: Realm) -> None:
        self._realm = realm

    def __enter__(self) -> None:
        self._token = _running.set(self._realm)

    def __exit__(self, *_error: object) -> None:
        _running.reset(self._token)


def settle(realm: Realm) -> None:
    """Make a realm the one that is meant where no Worker runs."""
    _resident.append(realm)


def unsettle(realm: Realm) -> None:
    """Undo `settle`."""
    if realm in _resident:
        _resident.remove(realm)
