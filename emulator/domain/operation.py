"""What can be asked of KV, by kind, and through which faces; knows nothing of how it is answered."""

from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol, get_args

from fakeflare.emulator.domain.namespaces import Namespace

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

OPERATIONS: tuple[OperationKind, ...] = get_args(OperationKind)

BULK_OPERATIONS: frozenset[OperationKind] = frozenset({"bulk_get", "bulk_put", "bulk_delete"})

Door = Literal["rest", "binding"]


class Effect(NamedTuple):
    """What becomes of an answer that is made: nothing of it is sent, or a part of its body."""

    keep: float | None = None
    """None: not even the head. Below 1 a share of the body, else a number of bytes; then the line is cut."""


class Caller(Protocol):
    """Who asks, with one request. `operation` is set to what the request turns out to be."""

    door: Door
    now: int
    """The second at which all of the request happens."""
    operation: "Operation | None"

    @property
    def location(self) -> str | None:
        """Where the request comes from, such as `ams`; None is beside the store."""
        ...

    @property
    def invocation(self) -> str | None:
        """The Worker's event that the request belongs to, where a Worker asks."""
        ...


class Operation:
    """One thing that is asked of KV; one is made for every request, so that it costs little.

    `caller` is None for what nobody's request asks, such as a test's own look. `keys` are those that were
    sent, `size` the bytes of their values, `cache_ttl` the seconds that the reader allows its answer to be
    old. `faults`, the ids of the rules that struck, the last of which decided, and `effect` are what the
    conditions made of it.
    """

    __slots__ = ("cache_ttl", "caller", "effect", "faults", "keys", "kind", "namespace", "now", "size")

    def __init__(
        self,
        kind: OperationKind,
        namespace: Namespace | None,
        keys: Sequence[bytes],
        now: int,
        caller: Caller | None = None,
        size: int = 0,
        cache_ttl: int | None = None,
    ) -> None:
        self.kind = kind
        self.namespace = namespace
        self.keys = keys
        self.now = now
        self.caller = caller
        self.size = size
        self.cache_ttl = cache_ttl
        self.faults: tuple[str, ...] = ()
        self.effect: Effect | None = None

    @property
    def door(self) -> Door | None:
        """The door that the caller came through."""
        return None if self.caller is None else self.caller.door

    @property
    def location(self) -> str | None:
        """Where the caller is; None is beside the store."""
        return None if self.caller is None else self.caller.location

    @property
    def invocation(self) -> str | None:
        """The Worker's event that the caller's request belongs to."""
        return None if self.caller is None else self.caller.invocation


def make_operation(
    kind: OperationKind,
    namespace: Namespace | None,
    keys: Sequence[bytes],
    now: int,
    caller: Caller | None,
    size: int = 0,
    cache_ttl: int | None = None,
) -> Operation:
    """An operation, which its caller is told of."""
    operation = Operation(kind, namespace, keys, now, caller, size, cache_ttl)
    if caller is not None:
        caller.operation = operation
    return operation
