"""`fakeflare reset`, against a running emulator."""

from fakeflare.control.client import Control
from tests.cli.commands.running import NOW, Output, run


def test_reset(capsys: Output, control: Control) -> None:
    control.clock.freeze(NOW)
    control.import_pairs("CACHE", b'{"a": "1"}')
    assert run(capsys, "reset", "--namespace", "CACHE") == "CACHE is empty\n"
    assert control.clock.read()["frozen"]
    control.snapshot("s")
    assert run(capsys, "reset", "--keep-snapshots") == "all is as at the start\n"
    assert not control.clock.read()["frozen"]
    assert control.list_snapshots()
    run(capsys, "reset")
    assert not control.list_snapshots()
    account = "e" * 32
    control.namespace("things", account)
    assert run(capsys, "reset", "--account", account) == f"{account} is empty\n"
    assert len(control.namespaces()) == 1
