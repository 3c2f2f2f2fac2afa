"""The engines that a store can be kept by, chosen by its location. Imports the chosen one alone."""

from collections.abc import Mapping
from importlib import import_module

from fakeflare.emulator.storage.store import Store, StoreError

ENGINES: Mapping[str, str] = {
    "memory": "fakeflare.emulator.storage.sqlite.store",
    "sqlite": "fakeflare.emulator.storage.sqlite.store",
}
"""By the scheme of a location the module that opens it: `async def open_location(location: str) -> Store`,
which raises `StoreError`. A new engine is a folder beside `sqlite` and a line here."""


async def open_store(location: str) -> Store:
    """Open or create the store at `location`, such as `sqlite:///PATH` or `memory:`. Raises `StoreError`."""
    scheme = location.partition(":")[0]
    if scheme not in ENGINES:
        known = ", ".join(f'"{name}:"' for name in ENGINES)
        raise StoreError(f'"{location}" is no location of a store: it begins with one of {known}')
    # start-up: an engine brings its libraries along, and one of them is used
    engine = import_module(ENGINES[scheme])
    store: Store = await engine.open_location(location)
    return store
