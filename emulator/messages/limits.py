"""Cloudflare's rate limits and quotas: which of them hold, and how much of each is used up."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from fakeflare.emulator.messages.declaration.message import Count, Message, Natural, about
from fakeflare.emulator.messages.declaration.parsing import parse

_REFUSED = "how many were refused"
_USED = "by who asked"

_OFF = {"writes_per_key": False, "requests": False, "daily": False, "invocation": False}


class WriteRateSpec(Message, frozen=True):
    """Writes to one key."""

    NAME: ClassVar[str] = "writes_per_key"
    EXAMPLES = ({"per_second": 1},)

    per_second: Annotated[Natural, about("in the same second of the clock")] = 1


class RequestRateSpec(Message, frozen=True):
    """Requests of one user over REST."""

    NAME: ClassVar[str] = "requests"
    EXAMPLES: ClassVar[tuple[object, ...]] = ({"count": 1200, "seconds": 300},)

    count: Annotated[Natural, about("so many")] = 1200
    seconds: Annotated[Natural, about("within so many seconds, and so long nothing more after that")] = 300


class DailyQuotaSpec(Message, frozen=True):
    """What an account may do within a day of UTC; what is not named has no limit."""

    NAME: ClassVar[str] = "daily"
    EXAMPLES = ({"reads": 100_000, "writes": 1000, "deletes": 1000, "lists": 1000, "bytes": 10**9},)

    reads: Annotated[Count | None, about("keys read")] = None
    writes: Annotated[Count | None, about("keys written")] = None
    deletes: Annotated[Count | None, about("keys deleted")] = None
    lists: Annotated[Count | None, about("lists asked for")] = None
    bytes: Annotated[Count | None, about("of all values together, at any time")] = None


class InvocationSpec(Message, frozen=True):
    """Operations of one event of a Worker; a bulk read is one."""

    NAME: ClassVar[str] = "invocation"
    EXAMPLES = ({"operations": 1000},)

    operations: Annotated[Natural, about("so many")] = 1000


_QUOTAS = ", ".join(DailyQuotaSpec.__struct_fields__)


class LimitsSpec(Message, frozen=True):
    """Limits to switch: `true` is as Cloudflare has it, `false` is off; what is not named stays as it is."""

    NAME: ClassVar[str] = "limits"
    EXAMPLES = ({"writes_per_key": True, "daily": {"writes": 10}},)

    all: Annotated[bool | None, about("for those that are not named")] = None
    writes_per_key: Annotated[
        bool | WriteRateSpec | None,
        about("writes to the same key in a second", words='must be true, false or {"per_second": n}'),
    ] = None
    requests: Annotated[
        bool | RequestRateSpec | None,
        about("requests over REST", words='must be true, false or {"count": n, "seconds": n}'),
    ] = None
    daily: Annotated[
        bool | Literal["free"] | DailyQuotaSpec | None,
        about(
            "what an account has in a day, and its bytes; true and free are the free plan's",
            words=f'must be true, "free", false or an object of {_QUOTAS}',
        ),
    ] = None
    invocation: Annotated[
        bool | Natural | InvocationSpec | None,
        about(
            "operations of one event of a Worker",
            words='must be true, false, a whole number or {"operations": n}',
        ),
    ] = None


def parse_limits(given: object) -> LimitsSpec:
    """Read what is to be limited: `all` is said of every limit that is not named, and a bare number for
    `invocation` is that of its operations. Raises `MessageInvalid`.
    """
    if not isinstance(given, Mapping):
        return parse(LimitsSpec, given)
    members = {name: value for name, value in given.items() if value is not None}
    everything, number = members.get("all"), members.get("invocation")
    if isinstance(everything, bool):
        members = {**dict.fromkeys(LimitsSpec.__struct_fields__, everything), **members}
    if isinstance(number, int) and not isinstance(number, bool):
        members["invocation"] = {"operations": number}
    return parse(LimitsSpec, members)


class WriteRateAnswer(WriteRateSpec, frozen=True, kw_only=True):
    """The limit of writes to one key, as it stands."""

    EXAMPLES = ({"per_second": 1, "refused": 0},)

    refused: Annotated[Count, about(_REFUSED)]


class RequestRateAnswer(RequestRateSpec, frozen=True, kw_only=True):
    """The limit of requests, as it stands."""

    EXAMPLES = ({"count": 1200, "seconds": 300, "used": {}, "refused": 0},)

    used: Annotated[dict[str, Any], about(_USED)]
    refused: Annotated[Count, about(_REFUSED)]


class DailyQuotaAnswer(Message, frozen=True):
    """The quotas of a day, as they stand."""

    EXAMPLES = ({"limits": DailyQuotaSpec.EXAMPLES[0], "used": {}, "resets_at": 1_800_057_600, "refused": 0},)

    limits: Annotated[DailyQuotaSpec, about("what is limited")]
    used: Annotated[dict[str, Any], about(_USED)]
    resets_at: Annotated[Count, about("seconds since the epoch")]
    refused: Annotated[Count, about(_REFUSED)]


class InvocationAnswer(InvocationSpec, frozen=True, kw_only=True):
    """The limit of an event's operations, as it stands."""

    EXAMPLES = ({"operations": 1000, "last": 3, "most": 8, "refused": 0},)

    last: Annotated[Count, about("operations of the event that asked last")]
    most: Annotated[Count, about("operations of the event that asked most")]
    refused: Annotated[Count, about(_REFUSED)]


class LimitsAnswer(Message, frozen=True):
    """All limits as they stand; `false` is one that is off."""

    EXAMPLES = ({**_OFF, "writes_per_key": WriteRateAnswer.EXAMPLES[0]}, _OFF)

    writes_per_key: Annotated[bool | WriteRateAnswer, about("writes to the same key in a second")]
    requests: Annotated[bool | RequestRateAnswer, about("requests over REST")]
    daily: Annotated[bool | DailyQuotaAnswer, about("what an account has in a day, and its bytes")]
    invocation: Annotated[bool | InvocationAnswer, about("operations of one event of a Worker")]
