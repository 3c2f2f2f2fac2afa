"""The journal: which requests are asked for, and what is told of each."""

from typing import Annotated, ClassVar

from msgspec import Meta

from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.domain.operation import Door, OperationKind
from fakeflare.emulator.messages.declaration.asked import Recorded, fits_any
from fakeflare.emulator.messages.declaration.message import Count, Message, Natural, Number, about

_SECOND = "a second of the emulator's clock"


class JournalFilter(Message, frozen=True):
    """Which requests are wanted: those that all members allow."""

    NAME: ClassVar[str] = "a filter"
    EXAMPLES = ({"operation": "get", "status": "4xx"},)

    door: Annotated[Door | None, about("what the request came through")] = None
    operation: Annotated[OperationKind | None, about("what was asked for: get, put, list …")] = None
    location: Annotated[str | None, about("where the request comes from")] = None
    namespace: Annotated[str | None, about("id or title")] = None
    key: Annotated[str | None, about("a pattern with * and ?")] = None
    status: Annotated[
        Annotated[int, Meta(ge=100, le=599)]
        | Annotated[str, Meta(pattern="^[1-5](xx|[0-9]{2})$", max_length=3)]
        | None,
        about("one like 404, or a class like 4xx", words="must be one like 404, or a class like 4xx"),
    ] = None
    since: Annotated[Count | None, about(f"not before {_SECOND}")] = None
    fault: Annotated[str | None, about("the id of the rule that struck")] = None
    limit: Annotated[Natural | None, about("the last so many")] = None
    after: Annotated[Count, about("not the first so many requests that there have ever been")] = 0

    def accepts(self, recorded: Recorded) -> bool:
        """Whether this request is wanted, as far as `limit` and `after` leave it."""
        return (
            (self.door is None or recorded.door == self.door)
            and (self.operation is None or recorded.kind == self.operation)
            and (self.location is None or recorded.location == self.location)
            and (self.since is None or recorded.now >= self.since)
            and (self.fault is None or self.fault in recorded.faults)
            and (self.status is None or str(recorded.status).startswith(str(self.status).removesuffix("xx")))
            and (self.namespace is None or self._accepts_namespace(recorded.namespace))
            and (self.key is None or fits_any(recorded.keys, self.key))
        )

    def _accepts_namespace(self, namespace: Namespace | None) -> bool:
        return namespace is not None and self.namespace in (namespace.id, namespace.title)


class HintsAnswer(Message, frozen=True):
    """What a key may have meant that was not there."""

    EXAMPLES = ({"nearest": ["user:1"], "held_by": []},)

    nearest: Annotated[list[str], about("keys that look like it")]
    held_by: Annotated[list[str], about("other namespaces that have it")]


class EntryAnswer(Message, frozen=True, kw_only=True):
    """One request."""

    EXAMPLES = (
        {
            "time": 1_800_000_000,
            "door": "rest",
            "method": "GET",
            "path": "/client/v4/accounts/…/storage/kv/namespaces/…/values/usre:1",
            "operation": "get",
            "namespace": "0f2ac74b498b48028cb68387c421e279",
            "title": "things",
            "key": "usre:1",
            "location": None,
            "received": 0,
            "sent": 101,
            "status": 404,
            "milliseconds": 0.412,
            "fault": None,
            "hints": HintsAnswer.EXAMPLES[0],
        },
    )

    time: Annotated[Count, about(_SECOND)]
    door: Annotated[Door, about("what it came through")]
    method: Annotated[str, about("of HTTP")]
    path: Annotated[str, about("as it was sent")]
    operation: Annotated[OperationKind | None, about("null where the store was never asked")]
    namespace: Annotated[str | None, about("its id")]
    title: Annotated[str | None, about("the namespace's")]
    key: Annotated[str | None, about("of an operation on one")] = None
    keys: Annotated[list[str] | None, about("of a bulk operation: at most 100")] = None
    key_count: Annotated[Count | None, about("of a bulk operation: all")] = None
    location: Annotated[str | None, about("where it comes from")]
    received: Annotated[Count, about("bytes of the values that came")]
    sent: Annotated[Count, about("bytes of the answer's body")]
    status: Annotated[int | None, about("null where no answer was sent")]
    milliseconds: Annotated[Number | None, about("how long it took on the machine's clock")]
    fault: Annotated[str | None, about("the id of the rule that decided")]
    faults: Annotated[list[str] | None, about("where several rules struck")] = None
    hints: Annotated[HintsAnswer | None, about("where a key was not there")] = None


class JournalAnswer(Message, frozen=True):
    """The requests that passed the filter, the oldest first."""

    EXAMPLES = ({"entries": list(EntryAnswer.EXAMPLES), "last": 1},)

    entries: Annotated[list[EntryAnswer], about("the requests")]
    last: Annotated[Count, about("how many there have ever been: the filter `after` begins there")]


class CountAnswer(Message, frozen=True):
    """How many requests passed the filter."""

    EXAMPLES = ({"count": 12},)

    count: Annotated[Count, about("so many")]
