"""The service as the faces hold it."""

from typing import NamedTuple

from fakeflare.emulator.conditions.conditions import Conditions
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


def build_kv(store: Store, conditions: Conditions, default_account: str) -> KV:
    """The service over an open store, whose operations meet the conditions."""
    return KV(
        Namespaces(store.namespaces, conditions, default_account),
        Values(conditions),
        Keys(conditions),
        Bulk(store.pairs, conditions),
    )
