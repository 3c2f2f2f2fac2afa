"""`fakeflare completion`: the scripts know every command, flag and file."""

import subprocess
import sys
from pathlib import Path

import pytest

from fakeflare.cli.command_table import COMMANDS
from fakeflare.cli.main import main


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_all_commands_and_their_flags_are_completed(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert all(command in script for command in COMMANDS)
    assert "--persist-to" in script
    assert "freeze" in script


def test_bash_takes_the_script(tmp_path: Path) -> None:
    script = subprocess.run(
        [sys.executable, "-m", "fakeflare", "completion", "bash"], capture_output=True, text=True, check=True
    ).stdout
    (tmp_path / "wrangler.jsonc").touch()
    ask = (
        "COMP_WORDS=(fakeflare %s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); "
        '_shtab_fakeflare; echo "${COMPREPLY[*]}"'
    )
    for words, answer in (("jo", "journal"), ("clock fr", "freeze"), ("dev --persist", "--persist-to")):
        said = subprocess.run(
            ["bash", "-c", f"{script}\n{ask % words}"],
            capture_output=True,
            text=True,
            check=True,
            cwd=tmp_path,
        )
        assert said.stdout.split() == [answer]


def test_without_shtab_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "shtab", None)
    assert main(["completion", "bash"]) == 1
    assert capsys.readouterr().err == (
        "fakeflare: shtab is not installed: pip install 'fakeflare[completion]'\n"
    )
