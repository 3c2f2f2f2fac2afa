"""The service as the faces hold it."""

from typing import NamedTuple

from emulator.conditions.clock import Clock
from emulator.service.bulk import Bulk
from emulator.service.keys import Keys
from emulator.service.namespaces import Namespaces
from emulator.service.values import Values
from emulator.storage.store import Store


class KV(NamedTuple):
    """All that Workers KV does, by noun."""

    namespaces: Namespaces
    values: Values
    keys: Keys
    bulk: Bulk


def build_kv(store: Store, clock: Clock, default_account: str) -> KV:
    """The service over an open store."""
    return KV(
        Namespaces(store.namespaces, default_account),
        Values(store.pairs, clock),
        Keys(store.pairs, clock),
        Bulk(store.pairs, clock),
    )
