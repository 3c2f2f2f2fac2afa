"""`fakeflare limits`, against a running emulator."""

import pytest

from tests.cli.commands.running import Output, fail, run, run_json

pytestmark = pytest.mark.usefixtures("url")


def test_limits(capsys: Output) -> None:
    assert all(run_json(capsys, "limits", "on").values())
    off = run_json(capsys, "limits", "off", "daily", "writes-per-key")
    assert [name for name, limit in off.items() if limit] == ["requests", "invocation"]
    assert run_json(capsys, "limits", "on", "invocation=50")["invocation"]["operations"] == 50
    on = run_json(capsys, "limits", "on", "daily=free", 'requests={"count": 2, "seconds": 5}')
    assert (on["daily"]["limits"]["writes"], on["requests"]["count"]) == (1000, 2)
    assert run(capsys, "limits", "show", "writes-per-key") == "writes_per_key  false\n"
    assert "nothing" in fail(capsys, "limits", "show", "nothing")
    assert "nothing" in fail(capsys, "limits", "on", "nothing")
    assert not any(run_json(capsys, "limits", "off").values())
    assert not any(run_json(capsys, "limits", "reset").values())
    assert run(capsys, "limits").count("false\n") == 4
