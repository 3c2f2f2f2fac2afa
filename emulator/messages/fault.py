"""A fault: what it strikes, what it does, and how often."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.domain.operation import OPERATIONS, Door, OperationKind
from fakeflare.emulator.domain.patterns import fits
from fakeflare.emulator.messages.declaration.asked import Asked
from fakeflare.emulator.messages.declaration.message import Choice, Count, Message, Number, about
from fakeflare.emulator.messages.errors import MessageInvalid

MOST_SECONDS = 3600.0

READS: frozenset[str] = frozenset({"get", "metadata", "bulk_get"})
"""What can be stale: a write has no stale value, and a list is always fresh."""

Seconds = Annotated[float, Meta(ge=0, le=MOST_SECONDS)]

_WHICH = "which operations"
_WHAT = "what becomes of them"
_HOW_OFTEN = "how often"

_EFFECTS = '"status", "drop", "truncate" and "stale"'

_EXAMPLE = {"operation": "get", "key": "user:*", "status": 503, "times": 3}


class Lognormal(Message, frozen=True):
    """Seconds with a median and a long tail, an hour at most."""

    EXAMPLES = ({"median": 0.2, "sigma": 0.5},)
    NEEDS: ClassVar[str] = 'needs "median", in seconds, and "sigma"'

    median: Annotated[float, Meta(gt=0, le=MOST_SECONDS), about("seconds")]
    sigma: Annotated[float, Meta(ge=0, le=10), about("how far they lie from it")]


class Latency(Choice, frozen=True):
    """How the seconds are drawn."""

    EXAMPLES = ({"fixed": 0.5}, {"uniform": [0.1, 0.5]}, {"lognormal": {"median": 0.2, "sigma": 0.5}})

    fixed: Annotated[Seconds | None, about("always so many")] = None
    uniform: Annotated[
        tuple[Seconds, Seconds] | None, about("between these two", words="must be two numbers of seconds")
    ] = None
    lognormal: Annotated[
        Lognormal | None,
        about("about this many, seldom many more"),
    ] = None

    def __post_init__(self) -> None:
        """Refuse a range that ends before it begins."""
        Choice.__post_init__(self)
        if self.uniform is not None and self.uniform[1] < self.uniform[0]:
            least = f"{self.uniform[0]:g}"
            raise MessageInvalid("latency.uniform", f"must be a number from {least} to {MOST_SECONDS:g}")


class FromNow(Message, frozen=True):
    """A moment, counted from the emulator's present one."""

    EXAMPLES = ({"seconds": 60},)
    NEEDS: ClassVar[str] = 'must be a second, or have "seconds" from now'

    seconds: Annotated[Count, about("so many from now")]


class FaultSpec(Message, frozen=True):
    """A rule that makes operations fail: it has `latency` or one of `status`, `drop`, `truncate`, `stale`."""

    NAME: ClassVar[str] = "a fault"
    EXAMPLES = (_EXAMPLE,)

    operation: Annotated[
        OperationKind | Annotated[list[OperationKind], Meta(min_length=1)] | None,
        about(
            "which operations, one or several; all of them without it",
            words=f"must be one or a list of {', '.join(OPERATIONS)}",
            group=_WHICH,
            metavar="NAME",
        ),
    ] = None
    namespace: Annotated[
        str | None, about("id or title, or a pattern with * and ? for them", group=_WHICH, metavar="PATTERN")
    ] = None
    key: Annotated[
        str | None, about("a pattern with * and ?; case matters", group=_WHICH, metavar="PATTERN")
    ] = None
    door: Annotated[Door | None, about("what the operation comes through", group=_WHICH)] = None
    location: Annotated[
        str | None, about("where the request comes from, such as ams", group=_WHICH, metavar="NAME")
    ] = None

    status: Annotated[
        Annotated[int, Meta(ge=400, le=599)] | None,
        about("answer with an error of this HTTP status", group=_WHAT, metavar="400…599"),
    ] = None
    code: Annotated[
        Count | None,
        about("of the REST API's error; else Cloudflare's usual", group=_WHAT, metavar="CODE"),
    ] = None
    message: Annotated[
        str | None, about("of the error; else Cloudflare's usual", group=_WHAT, metavar="TEXT")
    ] = None
    retry_after: Annotated[
        Count | None, about("the error's header Retry-After, in seconds", group=_WHAT, metavar="SECONDS")
    ] = None
    latency: Annotated[
        Seconds | Latency | None,
        about(
            "wait so many seconds, or how they are drawn",
            words=f"must be a number from 0 to {MOST_SECONDS:g}",
            group=_WHAT,
            metavar="SECONDS",
        ),
    ] = None
    drop: Annotated[
        bool | Literal["before", "after"] | None,
        about(
            "cut the connection: before the operation is done (true), or after",
            words='must be true, "before" or "after"',
            group=_WHAT,
        ),
    ] = None
    truncate: Annotated[
        Number | None,
        about(
            "cut the body, whose head announces all of it: below 1 a share of it is sent, else so many bytes",
            group=_WHAT,
            metavar="BYTES",
        ),
    ] = None
    stale: Annotated[
        bool,
        about(
            "a read gives the value before the last write that the rule has seen; only for reads", group=_WHAT
        ),
    ] = False

    probability: Annotated[
        Annotated[float, Meta(ge=0, le=1)],
        about("strike this share of them by chance", group=_HOW_OFTEN, metavar="0…1"),
    ] = 1.0
    seed: Annotated[
        Count,
        about(
            "of the chance and of the latency: the same seed and requests make the same faults",
            group=_HOW_OFTEN,
            metavar="N",
        ),
    ] = 0
    times: Annotated[Count | None, about("strike so often, then no more", group=_HOW_OFTEN, metavar="N")] = (
        None
    )
    after: Annotated[Count, about("leave so many alone first", group=_HOW_OFTEN, metavar="N")] = 0
    until: Annotated[
        Number | FromNow | None,
        about(
            "until a second of the emulator's clock, or so many seconds from now",
            words="must be a number of 0 or more",
            group=_HOW_OFTEN,
            metavar="MOMENT",
        ),
    ] = None

    def __post_init__(self) -> None:
        """Refuse members that do not go together."""
        of_the_error = (self.code, self.message, self.retry_after)
        if self.status is None and any(each is not None for each in of_the_error):
            raise MessageInvalid("status", 'is needed with "code", "message" and "retry_after"')
        effects = (self.status is not None, bool(self.drop), self.truncate is not None, self.stale)
        if sum(effects) > 1:
            raise MessageInvalid("", f"a fault has only one of {_EFFECTS}")
        if self.latency is None and not any(effects):
            raise MessageInvalid("", f'a fault needs "latency" or one of {_EFFECTS}')
        named = self.operation if isinstance(self.operation, list) else [self.operation or "get"]
        if self.stale and not READS.issuperset(named):
            reads = ", ".join(sorted(READS))
            raise MessageInvalid("operation", f'must be one or a list of {reads} where the fault is "stale"')

    @property
    def is_latency_alone(self) -> bool:
        """Whether it leaves the answer to the other rules."""
        return self.status is None and not self.drop and self.truncate is None and not self.stale

    @property
    def drop_moment(self) -> Literal["before", "after"] | None:
        """When the connection is cut, seen from the operation; None where it is not."""
        return "before" if self.drop is True else self.drop or None

    def accepts(self, asked: Asked) -> bool:
        """Whether the fault means this operation; of one on many keys one has to be the fault's."""
        return (
            self._accepts_kind(asked.kind)
            and (self.door is None or asked.door == self.door)
            and (self.location is None or asked.location == self.location)
            and (self.namespace is None or self.accepts_namespace(asked.namespace))
            and (self.key is None or any(map(self.accepts_key, asked.keys)))
        )

    def _accepts_kind(self, kind: str | None) -> bool:
        if self.operation is None:
            return not self.stale or kind in READS
        return kind in self.operation if isinstance(self.operation, list) else kind == self.operation

    def accepts_namespace(self, namespace: Namespace | None) -> bool:
        """Whether the fault means this namespace, by its id or its title."""
        pattern = self.namespace
        if pattern is None:
            return True
        return namespace is not None and (fits(namespace.id, pattern) or fits(namespace.title, pattern))

    def accepts_key(self, key: bytes) -> bool:
        """Whether the fault means this key."""
        return self.key is None or fits(key.decode(), self.key)


class FaultAnswer(FaultSpec, frozen=True, kw_only=True):
    """A rule in force: what was asked for, and its counters."""

    EXAMPLES = ({"id": "fault-1", **_EXAMPLE, "matches": 5, "hits": 3},)

    id: Annotated[str, about("by which it is read and removed")]
    matches: Annotated[Count, about("operations that it meant")]
    hits: Annotated[Count, about("operations that it struck")]


class FaultsAnswer(Message, frozen=True):
    """The rules in force, in their order."""

    EXAMPLES = ({"faults": list(FaultAnswer.EXAMPLES)},)

    faults: Annotated[
        list[FaultAnswer], about("the first that strikes decides, but for those of latency alone")
    ]
