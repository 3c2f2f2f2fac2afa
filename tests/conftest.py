"""Fixtures for every test: an emulator in memory, emptied by being made anew."""

from collections.abc import AsyncIterator

import pytest

from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.storage.sqlite.store import open_sqlite
from tests.bench import Bench


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    """An empty emulator whose clock stands still."""
    store = await open_sqlite(None)
    yield Bench(store)
    await store.close()


@pytest.fixture
async def namespace(bench: Bench) -> Namespace:
    """An empty namespace."""
    return await bench.create()
