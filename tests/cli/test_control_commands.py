"""What the commands share that ask a running emulator: its address, and command lines that cannot be read."""

import pytest

from fakeflare.cli.main import main
from fakeflare.emulator.http.tokens import parse_token
from fakeflare.emulator.settings import Settings
from tests.cli.commands.running import Output, fail, run
from tests.control.emulators import Serving

pytestmark = pytest.mark.usefixtures("url")


def test_the_address_is_a_flag_or_a_variable(
    capsys: Output, serve: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve(Settings(tokens=(parse_token("secret"),))) as url:
        assert "tokens are configured" in fail(capsys, "clock", "--url", url)
        assert "running" in run(capsys, "clock", "--url", f"{url}/", "--token", "secret")
        assert "running" in run(capsys, "clock", "show", "--url", url, "--token", "secret")
        monkeypatch.setenv("FAKEFLARE_URL", url)
        monkeypatch.setenv("FAKEFLARE_TOKEN", "secret:write other")
        assert "running" in run(capsys, "clock", "show")
    assert f"no fakeflare answers at {url}: " in fail(capsys, "clock")


def test_an_address_that_is_none_names_its_variable(capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKEFLARE_URL", "nowhere")
    with pytest.raises(SystemExit) as caught:
        main(["clock"])
    assert caught.value.code == 2
    assert capsys.readouterr().err.splitlines()[-1] == (
        'fakeflare clock: error: FAKEFLARE_URL: "nowhere" is not a URL: expected one like '
        "http://127.0.0.1:8786"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["clock", "advance"],
        ["clock", "advance", "-5"],
        ["clock", "set", "tomorrow"],
        ["clock", "sow"],
        ["snapshot"],
        ["fault", "add", "[]"],
        ["fault", "add", "--latency", "long"],
        ["fault", "add", "--latency", "nan"],
        ["fault", "add", "--truncate", "inf"],
        ["limits", "show", "daily", "requests"],
        ["reset", "--namespace", "a", "--account", "b"],
        ["clock", "--url", "nowhere"],
        ["exec"],
        ["exec", "--"],
        ["exec", "--port", "x", "--", "true"],
        ["exec", "--token", "a:b:c", "--", "true"],
    ],
)
def test_a_command_line_that_cannot_be_read(capsys: Output, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: fakeflare" in capsys.readouterr().err
