"""The state of one Worker: what differs from Worker to Worker below the same classes.

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
class WorkerState:
    """What belongs to one Worker alone: its name, its `fetch`, its own names in `js`, and slots for more."""

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
        """The one object that `make` makes for this Worker, made when it is first asked for."""
        if make not in self.slots:
            self.slots[make] = make()
        slot: Slot = self.slots[make]
        return slot


def check_io() -> None:
    """Raise JavaScript's Error where the Worker that runs is only being loaded."""
    worker_state = _running.get()
    if worker_state is not None and worker_state.is_loading:
        raise JsException(_NO_IO)


# workerd/src/workerd/io/io-context.c++
_NO_IO = (
    "Disallowed operation called within global scope. Asynchronous I/O (ex: fetch() or connect()), setting a "
    "timeout, and generating random values are not allowed within global scope. To fix this error, perform "
    "this operation within a handler. https://developers.cloudflare.com/workers/runtime-apis/handlers/"
)

_running: ContextVar[WorkerState | None] = ContextVar("worker_state", default=None)
_resident: list[WorkerState] = []


def find_worker_state() -> WorkerState | None:
    """The state of the Worker that runs now, else the resident one, if any."""
    running = _running.get()
    if running is not None:
        return running
    return _resident[-1] if _resident else None


def get_worker_state() -> WorkerState:
    """The state of the Worker that runs now; RuntimeError where there is none."""
    worker_state = find_worker_state()
    if worker_state is None:
        raise RuntimeError("no Worker runs here")
    return worker_state


class entered:
    """While inside, and in every task begun there, this Worker runs."""

    __slots__ = ("_token", "_worker_state")

    def __init__(self, worker_state: WorkerState) -> None:
        self._worker_state = worker_state

    def __enter__(self) -> None:
        self._token = _running.set(self._worker_state)

    def __exit__(self, *_error: object) -> None:
        _running.reset(self._token)


def settle(worker_state: WorkerState) -> None:
    """Make a state the one that is meant where no Worker runs."""
    _resident.append(worker_state)


def unsettle(worker_state: WorkerState) -> None:
    if worker_state in _resident:
        _resident.remove(worker_state)
