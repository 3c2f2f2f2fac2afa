"""The last requests, for whoever asks what happened."""

from collections import deque
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from fakeflare.emulator.domain.clock import Clock
from fakeflare.emulator.domain.operation import BULK_OPERATIONS
from fakeflare.emulator.journal.record import RequestRecord
from fakeflare.emulator.storage.store import Store

if TYPE_CHECKING:
    from fakeflare.emulator.messages.journal import JournalFilter

Described = dict[str, object]
Entries = list[Described]
Records = list[RequestRecord]

SIZE = 1000

MOST_KEYS = 100
"""Of one record: what else was in a bulk request is counted, not kept."""

MOST_HINTS = 20
"""Of one reading: the last misses have hints, the ones before have not."""


class Journal:
    """Keeps the last records, the oldest first."""

    def __init__(self, store: Store, clock: Clock, size: int = SIZE) -> None:
        """`store` is looked at for what a missing key may have meant."""
        self._store = store
        self._clock = clock
        self._records: deque[RequestRecord] = deque(maxlen=size)
        self.added = 0
        """How many records there have ever been: to ask for those after them."""

    def add(self, record: RequestRecord) -> None:
        """Keep a record that is complete, and of its keys the first hundred."""
        operation = record.operation
        if operation is not None and len(operation.keys) > MOST_KEYS:
            record.key_count = len(operation.keys)
            operation.keys = operation.keys[:MOST_KEYS]
        self._records.append(record)
        self.added += 1

    def clear(self) -> None:
        self._records.clear()

    @property
    def size(self) -> int:
        """How many records are kept."""
        return self._records.maxlen or 0

    def resize(self, size: int) -> None:
        """Keep so many records from now on, and of those that are kept the last."""
        self._records = deque(self._records, maxlen=size)

    async def list(self, filter_spec: Mapping[str, object] | None = None) -> Entries:
        """The records that pass, the oldest first, as JSON. The last misses of a get say what may have been
        meant: `"hints": {"nearest": [keys], "held_by": [titles of namespaces]}`, as it is now.

        `filter_spec` is the message `JournalFilter`. Raises `MessageInvalid`.
        """
        # start-up: requests are noted in every run, and asked for in few
        from fakeflare.emulator.journal.hints import Hints

        records = self._choose(_parse_filter(filter_spec))
        entries = [describe_record(record) for record in records]
        hints = Hints(self._store, self._clock.now())
        missed = [(record, entry) for record, entry in zip(records, entries, strict=True) if is_miss(record)]
        for record, entry in missed[-MOST_HINTS:]:
            entry["hints"] = await hints.find(record)
        return entries

    def count(self, filter_spec: Mapping[str, object] | None = None) -> int:
        """How many records pass. Raises `MessageInvalid`."""
        return len(self._choose(_parse_filter(filter_spec)))

    def _choose(self, wanted: "JournalFilter") -> Records:
        forgotten = self.added - len(self._records)
        kept = islice(self._records, max(wanted.after - forgotten, 0), None)
        records = [record for record in kept if wanted.accepts(record)]
        return records if wanted.limit is None else records[-wanted.limit :]

    def __iter__(self) -> Iterator[RequestRecord]:
        return iter(tuple(self._records))

    def __len__(self) -> int:
        return len(self._records)


def _parse_filter(given: Mapping[str, object] | None) -> "JournalFilter":
    # start-up: requests are noted in every run, and asked for in few
    from fakeflare.emulator.messages.declaration.parsing import parse
    from fakeflare.emulator.messages.journal import JournalFilter  # start-up: msgspec

    return parse(JournalFilter, given or {})


def is_miss(record: RequestRecord) -> bool:
    """Whether somebody asked for one key that was not there."""
    return record.kind in ("get", "metadata") and record.status == 404


def describe_record(record: RequestRecord) -> Described:
    """The record as JSON; what is not known is null. A bulk operation has `keys` in the place of `key`, at
    most 100 of them, and `key_count`, which is all."""
    namespace, operation = record.namespace, record.operation
    described: Described = {
        "time": record.now,
        "door": record.door,
        "method": record.method,
        "path": record.path,
        "operation": record.kind,
        "namespace": namespace and namespace.id,
        "title": namespace and namespace.title,
        **_describe_keys(record),
        "location": record.location,
        "received": 0 if operation is None else operation.size,
        "sent": record.sent,
        "status": record.status,
        "milliseconds": round(record.milliseconds, 3),
        "fault": record.fault,
    }
    if len(record.faults) > 1:
        described["faults"] = list(record.faults)
    return described


def _describe_keys(record: RequestRecord) -> Described:
    keys = [key.decode() for key in record.keys]
    if record.kind in BULK_OPERATIONS:
        return {"keys": keys, "key_count": record.key_count or len(keys)}
    return {"key": keys[0] if keys else None}
