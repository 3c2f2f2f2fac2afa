"""A store is chosen by its location."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from fakeflare.emulator.storage.engines import ENGINES, open_store
from fakeflare.emulator.storage.location import MEMORY, find_folder, make_location
from fakeflare.emulator.storage.store import StoreError


@pytest.mark.parametrize(
    ("folder", "location"),
    [
        (None, "memory:"),
        (Path(".fakeflare/data"), "sqlite:///.fakeflare/data"),
        (Path("/var/lib/kv"), "sqlite:////var/lib/kv"),
        (Path("/a b/50%/caf\u00e9?#"), "sqlite:////a%20b/50%25/caf%C3%A9%3F%23"),
        (Path("not\udcff utf-8"), "sqlite:///not%FF%20utf-8"),
    ],
)
def test_a_folder_has_a_location_and_a_location_its_folder(folder: Path | None, location: str) -> None:
    assert make_location(folder) == location
    assert find_folder(location) == folder


async def test_a_location_opens_what_it_names(tmp_path: Path) -> None:
    for location in (make_location(tmp_path / "data"), MEMORY):
        store = await open_store(location)
        await store.namespaces.insert("a" * 32, "b" * 32, "title")
        await store.close()
    assert (tmp_path / "data" / "kv.sqlite3").exists()


@pytest.mark.parametrize("scheme", ENGINES)
def test_every_engine_of_the_table_opens_locations(scheme: str) -> None:
    assert callable(import_module(ENGINES[scheme]).open_location)


@pytest.mark.parametrize(
    ("location", "message"),
    [
        ("redis://x", '"redis://x" is no location of a store: it begins with one of "memory:", "sqlite:"'),
        ("data", '"data" is no location of a store: it begins with one of "memory:", "sqlite:"'),
        ("sqlite:data", '"sqlite:data" names no folder: expected sqlite:///FOLDER or memory:'),
        ("sqlite:///", '"sqlite:///" names no folder: expected sqlite:///FOLDER or memory:'),
        ("memory:x", '"memory:x" names no folder: expected sqlite:///FOLDER or memory:'),
    ],
)
async def test_what_names_no_store_is_said(location: str, message: str) -> None:
    with pytest.raises(StoreError, match=f"^{re.escape(message)}$"):
        await open_store(location)
