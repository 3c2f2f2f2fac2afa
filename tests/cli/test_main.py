"""The command line as a whole: its help, what is refused, and that nothing is imported for nothing."""

import subprocess
import sys

import pytest

from fakeflare.cli.command_table import COMMANDS
from fakeflare.cli.main import main


def test_without_a_command_it_prints_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    told = capsys.readouterr().out
    assert main([]) == 0
    assert capsys.readouterr().out == told
    assert [name for name in told.split() if name in ("dev", "init", "check", "serve")][:3] == [
        *("dev", "init", "check")
    ]


@pytest.mark.parametrize(
    "arguments",
    [["dev", "--port", "x"], ["dev", "--memory", "--data", "d"], ["nope"], ["--nope"], ["--", "dev"]],
)
def test_usage_errors_exit_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: fakeflare" in capsys.readouterr().err


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    for flag in ("--version", "--help"):
        with pytest.raises(SystemExit) as caught:
            main([flag])
        assert caught.value.code == 0
    said = capsys.readouterr().out
    assert said.startswith("fakeflare ")
    assert "serve" in said
    with pytest.raises(SystemExit):
        main(["serve", "--help"])
    assert "usage: fakeflare serve" in capsys.readouterr().out


def test_serving_alone_loads_no_worker() -> None:
    code = (
        "import sys, fakeflare.cli.main, contextlib\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(None):\n"
        "    fakeflare.cli.main.main(['serve', '--help'])\n"
        "heavy = {'httpx', 'workers', 'fakeflare.worker'}\n"
        "print(heavy & set(sys.modules))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "set()\n"


def test_a_command_imports_no_other() -> None:
    code = (
        "import sys, contextlib, fakeflare.cli.main\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(None):\n"
        "    fakeflare.cli.main.main(['clock', '--help'])\n"
        "print(*sorted(name for name in sys.modules if name.startswith('fakeflare.cli.commands.')))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "fakeflare.cli.commands.clock\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str], command: str) -> None:
    with pytest.raises(SystemExit) as caught:
        main([command, "--help"])
    assert caught.value.code == 0
    assert f"usage: fakeflare {command}" in capsys.readouterr().out


def test_the_command_s_help_lists_all_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert all(f"    {command}" in said for command in COMMANDS)
