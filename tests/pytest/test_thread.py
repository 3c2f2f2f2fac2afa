"""An emulator in a thread of its own."""

import logging
import threading
from pathlib import Path

import httpx
import pytest

from fakeflare.emulator.app import CannotOpen
from fakeflare.emulator.settings import Settings
from fakeflare.pytest.thread import EmulatorThread


def find_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "fakeflare"]


def test_it_answers_between_start_and_stop(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    before = find_threads()
    thread = EmulatorThread()
    emulator = thread.start()
    try:
        assert httpx.get(f"{thread.url}/_fakeflare/v1/health").status_code == 200
        assert thread.call(emulator.store.list_snapshots()) == ()
    finally:
        thread.stop()
    assert find_threads() == before
    assert thread.loop.is_closed()
    assert [record.name for record in caplog.records if record.name != "httpx"] == []


def test_what_prevents_it_is_raised_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    before = find_threads()
    with pytest.raises(CannotOpen):
        EmulatorThread(Settings(data=tmp_path / "file")).start()
    assert find_threads() == before
