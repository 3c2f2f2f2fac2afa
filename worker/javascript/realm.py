"""The realm of one Worker: what differs from Worker to Worker below the same classes.

Several Workers live in one process. Which of them runs is a context variable, so that it follows tasks,
callbacks and `asyncio.to_thread`; where no Worker runs (a thread of its own, a test's own code), the
resident one is meant.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

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

    def get_slot(self, make: Callable[[], Slot]) -> Slot:
        """The one object that `make` makes for this realm, made when it is first asked for."""
        if make not in self.slots:
            self.slots[make] = make()
        slot: Slot = self.slots[make]
        return slot


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


@contextmanager
def entered(realm: Realm) -> Iterator[None]:
    """While inside, and in every task begun there, this Worker runs."""
    token = _running.set(realm)
    try:
        yield
    finally:
        _running.reset(token)


def settle(realm: Realm) -> None:
    """Make a realm the one that is meant where no Worker runs."""
    _resident.append(realm)


def unsettle(realm: Realm) -> None:
    """Undo `settle`."""
    if realm in _resident:
        _resident.remove(realm)
