"""The service as the faces hold it."""

from typing import NamedTuple

from fakeflare.emulator.domain.clock import Clock
from fakeflare.emulator.service.bulk import Bulk
from fakeflare.emulator.service.keys import Keys
from fakeflare.emulator.service.namespaces import Namespaces
from fakeflare.emulator.service.values import Values
from fakeflare.emulator.storage.store import Store


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
