"""What can be asked of KV, by kind, and through which doors; knows nothing of how it is answered."""

from typing import Literal, get_args

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

DOORS: tuple[Door, ...] = get_args(Door)
