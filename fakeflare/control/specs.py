"""What members of messages may be, for editors and type checkers.

Written by scripts/make_signatures.py from the messages of the control face.
"""

from collections.abc import Sequence
from typing import Literal, NotRequired, TypedDict

OperationKind = Literal[
    "get",
    "put",
    "delete",
    "list",
    "metadata",
    "bulk_get",
    "bulk_put",
    "bulk_delete",
    "create_namespace",
    "get_namespace",
    "list_namespaces",
    "rename_namespace",
    "delete_namespace",
]

Door = Literal["rest", "binding"]


class Lognormal(TypedDict):
    """Seconds with a median and a long tail, an hour at most."""

    median: float
    """seconds"""
    sigma: float
    """how far they lie from it"""


class Latency(TypedDict):
    """How the seconds are drawn."""

    fixed: NotRequired[float]
    """always so many"""
    uniform: NotRequired[Sequence[float]]
    """between these two"""
    lognormal: NotRequired[Lognormal]
    """about this many, seldom many more"""


class FromNow(TypedDict):
    """A moment, counted from the emulator's present one."""

    seconds: int
    """so many from now"""


class WriteRateSpec(TypedDict):
    """Writes to one key."""

    per_second: NotRequired[int]
    """in the same second of the clock"""


class RequestRateSpec(TypedDict):
    """Requests of one user over REST."""

    count: NotRequired[int]
    """so many"""
    seconds: NotRequired[int]
    """within so many seconds, and so long nothing more after that"""


class DailyQuotaSpec(TypedDict):
    """What an account may do within a day of UTC; what is not named has no limit."""

    reads: NotRequired[int]
    """keys read"""
    writes: NotRequired[int]
    """keys written"""
    deletes: NotRequired[int]
    """keys deleted"""
    lists: NotRequired[int]
    """lists asked for"""
    bytes: NotRequired[int]
    """of all values together, at any time"""


class InvocationSpec(TypedDict):
    """Operations of one event of a Worker; a bulk read is one."""

    operations: NotRequired[int]
    """so many"""
