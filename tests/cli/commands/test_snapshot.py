"""`fakeflare snapshot`, against a running emulator."""

from fakeflare.control.client import Control
from tests.cli.commands.running import NOW, Output, fail, run, run_json


def test_snapshots(capsys: Output, control: Control) -> None:
    assert run(capsys, "snapshot", "list") == "no snapshots\n"
    control.import_pairs("CACHE", b'{"a": "1"}')
    control.clock.freeze(NOW)
    assert run(capsys, "snapshot", "save", "full") == "full  2027-01-15T08:00:00Z\n"
    control.reset_state()
    assert run(capsys, "snapshot", "restore", "full") == "the store is as it was at full\n"
    assert control.info()["counts"]["pairs"] == 1
    assert run_json(capsys, "snapshot", "list") == [{"name": "full", "taken": NOW}]
    assert run(capsys, "snapshot", "delete", "full") == ""
    assert 'there is no snapshot "full"' in fail(capsys, "snapshot", "restore", "full")
