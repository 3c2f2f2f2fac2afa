"""The last requests, for whoever asks what happened."""

from collections import deque
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from fakeflare.emulator.conditions.visits import Visit
from fakeflare.emulator.domain.clock import Clock
from fakeflare.emulator.domain.operation import BULK_OPERATIONS
from fakeflare.emulator.storage.store import Store

if TYPE_CHECKING:
    from fakeflare.emulator.messages.journal import JournalFilter

Described = dict[str, object]
Entries = list[Described]
Visits = list[Visit]

SIZE = 1000

MOST_KEYS = 100
"""Of one visit: what else was in a bulk request is counted, not kept."""

MOST_HINTS = 20
"""Of one reading: the last misses have hints, the ones before have not."""


class Journal:
    """Keeps the last visits, the oldest first."""

    def __init__(self, clock: Clock, size: int = SIZE) -> None:
        self._clock = clock
        self._visits: deque[Visit] = deque(maxlen=size)
        self.added = 0
        """How many visits there have ever been: to ask for those after them."""
        self._store: Store | None = None

    def watch(self, store: Store) -> None:
        """Look in this store for what a missing key may have meant."""
        self._store = store

    def add(self, visit: Visit) -> None:
        if len(visit.keys) > MOST_KEYS:
            visit.key_count = len(visit.keys)
            visit.keys = visit.keys[:MOST_KEYS]
        self._visits.append(visit)
        self.added += 1

    def clear(self) -> None:
        self._visits.clear()

    @property
    def size(self) -> int:
        """How many visits are kept."""
        return self._visits.maxlen or 0

    def resize(self, size: int) -> None:
        """Keep so many visits from now on, and of those that are kept the last."""
        self._visits = deque(self._visits, maxlen=size)

    async def list(self, filter_spec: Mapping[str, object] | None = None) -> Entries:
        """The visits that pass, the oldest first, as JSON. The last misses of a get say what may have been
        meant: `"hints": {"nearest": [keys], "held_by": [titles of namespaces]}`, as it is now.

        `filter_spec` is the message `JournalFilter`. Raises `MessageInvalid`.
        """
        # not at the top: requests are noted in every run, and asked for in few
        from fakeflare.emulator.conditions.hints import Hints

        visits = self._choose(_parse_filter(filter_spec))
        entries = [describe_visit(visit) for visit in visits]
        if self._store is None:
            return entries
        hints = Hints(self._store, self._clock.now())
        missed = [(visit, entry) for visit, entry in zip(visits, entries, strict=True) if is_miss(visit)]
        for visit, entry in missed[-MOST_HINTS:]:
            entry["hints"] = await hints.find(visit)
        return entries

    def count(self, filter_spec: Mapping[str, object] | None = None) -> int:
        """How many visits pass. Raises `MessageInvalid`."""
        return len(self._choose(_parse_filter(filter_spec)))

    def _choose(self, wanted: "JournalFilter") -> Visits:
        forgotten = self.added - len(self._visits)
        kept = islice(self._visits, max(wanted.after - forgotten, 0), None)
        visits = [visit for visit in kept if wanted.accepts(visit)]
        return visits if wanted.limit is None else visits[-wanted.limit :]

    def __iter__(self) -> Iterator[Visit]:
        return iter(tuple(self._visits))

    def __len__(self) -> int:
        return len(self._visits)


def _parse_filter(given: Mapping[str, object] | None) -> "JournalFilter":
    from fakeflare.emulator.messages.journal import JournalFilter  # start-up: msgspec
    from fakeflare.emulator.messages.parsing import parse

    return parse(JournalFilter, given or {})


def is_miss(visit: Visit) -> bool:
    """Whether somebody asked for one key that was not there."""
    return visit.operation in ("get", "metadata") and visit.status == 404


def describe_visit(visit: Visit) -> Described:
    """The visit as JSON; what is not known is null. A bulk operation has `keys` in the place of `key`, at
    most 100 of them, and `key_count`, which is all."""
    namespace = visit.namespace
    described: Described = {
        "time": visit.time,
        "door": visit.door,
        "method": visit.method,
        "path": visit.path,
        "operation": visit.operation,
        "namespace": namespace and namespace.id,
        "title": namespace and namespace.title,
        **_describe_keys(visit),
        "location": visit.location,
        "received": visit.received,
        "sent": visit.sent,
        "status": visit.status,
        "milliseconds": round(visit.milliseconds, 3),
        "fault": visit.fault,
    }
    if len(visit.faults) > 1:
        described["faults"] = list(visit.faults)
    return described


def _describe_keys(visit: Visit) -> Described:
    keys = [key.decode() for key in visit.keys]
    if visit.operation in BULK_OPERATIONS:
        return {"keys": keys, "key_count": visit.key_count or len(keys)}
    return {"key": keys[0] if keys else None}
