"""`fakeflare check` as people and other programs run it: a process, its exit code and its outputs."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

import pytest

from tests.journeys.dev import run_command
from tests.journeys.workers.development import DEADLINE_SECONDS, build_environment

GOOD = '{ "name": "demo", "main": "entry.js", "compatibility_date": "2026-08-01" }\n'
BAD = GOOD.replace("demo", "My Wörker")

HEAVY = {
    "asyncio",
    "concurrent",
    "dataclasses",
    "difflib",
    "fakeflare.emulator",
    "httpx",
    "importlib.metadata",
    "inspect",
    "logging",
    "shutil",
    "socket",
    "starlette",
    "subprocess",
    "workers",
    "fakeflare.worker.bindings",
    "fakeflare.worker.javascript",
    "fakeflare.worker.runtime",
    "xml",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "entry.js").write_text("")
    (tmp_path / "wrangler.jsonc").write_text(BAD, "utf-8")
    return tmp_path


def run(
    folder: Path, *arguments: str, given: bytes = b"", **variables: str
) -> subprocess.CompletedProcess[bytes]:
    """The command with these variables and this standard input; inputs and outputs are bytes."""
    return subprocess.run(
        [sys.executable, "-m", "fakeflare", "check", *arguments],
        capture_output=True,
        cwd=folder,
        timeout=DEADLINE_SECONDS,
        env=build_environment(variables),
        check=False,
        input=given,
    )


def test_findings_go_to_stdout_and_fail_the_command(folder: Path) -> None:
    done = run_command("check", folder=folder)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("wrangler.jsonc:1:11: error FF201 bad-name: ")
    assert done.stdout.endswith("1 error in 1 file\n")


def test_configuration_of_this_repository_is_clean() -> None:
    done = run_command("check", folder=Path(__file__).parents[2])
    assert (done.returncode, done.stderr) == (0, "")


def test_mistakes_go_to_stderr_and_exit_with_2(folder: Path) -> None:
    done = run_command("check", "--select", "none", folder=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: fakeflare check ")


def test_help_names_the_command_and_its_flags(folder: Path) -> None:
    assert " check " in run_command("--help", folder=folder).stdout
    assert "--stdin-filename" in run_command("check", "--help", folder=folder).stdout


def test_another_program_pipes_a_text_through_it(folder: Path) -> None:
    done = run(folder, "-", "--format", "json-lines", given=BAD.encode())
    assert done.returncode == 1
    [found] = [json.loads(line) for line in done.stdout.splitlines()]
    assert (found["path"], found["code"]) == ("-", "FF201")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "latin-1"])
def test_fix_of_standard_input_passes_on_what_it_cannot_repair(folder: Path, encoding: str) -> None:
    done = run(folder, "-", "--fix", given=BAD.encode(encoding))
    assert (done.returncode, done.stdout) == (1, BAD.encode(encoding))
    assert b"error FF" in done.stderr


@pytest.mark.parametrize("arguments", [[], ["--fix", "-"]])
def test_a_reader_that_leaves_early_gets_no_traceback(arguments: list[str], folder: Path) -> None:
    many = ",\n".join(f'"B {number}": {{ "name": "B {number}" }}' for number in range(2000))
    (folder / "wrangler.jsonc").write_text(GOOD.replace(" }", f', "env": {{ {many} }} }}'))
    with (folder / "wrangler.jsonc").open("rb") as given:
        code, said = leave_early(arguments, folder, given)
    assert code == 1
    assert b"Traceback" not in said


def leave_early(arguments: list[str], folder: Path, given: BinaryIO) -> tuple[int, bytes]:
    """The exit code and standard error of a check whose output is read for one line alone."""
    process = subprocess.Popen(
        [sys.executable, "-m", "fakeflare", "check", *arguments],
        stdin=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=build_environment({}),
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process:
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
    return process.returncode, said


def run_in_shell(line: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    """`line` in a POSIX shell; in it, $CHECK is the command."""
    return subprocess.run(
        ["/bin/sh", "-c", line],
        capture_output=True,
        cwd=folder,
        timeout=DEADLINE_SECONDS,
        env=build_environment({"CHECK": f"{sys.executable} -m fakeflare check"}),
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.skipif(os.name != "posix", reason="these are words of a POSIX shell")
@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("$CHECK >&-", 1, b""),
        ("$CHECK 2>&- >/dev/null", 1, b""),
        ("$CHECK --select none 2>&-", 2, b""),
        ("$CHECK - <&- >/dev/null", 1, b""),
        ("mkdir gone && cd gone && rmdir ../gone && $CHECK", 2, b"No such file or directory"),
    ],
)
def test_closed_streams_and_a_folder_that_is_gone_are_no_crash(
    line: str, code: int, said: bytes, folder: Path
) -> None:
    done = run_in_shell(line, folder)
    assert (done.returncode, done.stdout) == (code, b"")
    assert done.stderr == (b"fakeflare: the check was cut short: " + said + b"\n" if said else b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
@pytest.mark.parametrize("arguments", ["", "--explain FF201", "--fix - < wrangler.jsonc"])
def test_a_report_that_cannot_be_written_exits_with_2(arguments: str, folder: Path) -> None:
    done = run_in_shell(f"$CHECK {arguments} > /dev/full", folder)
    assert done.returncode == 2
    assert done.stderr.endswith(b"fakeflare: the check was cut short: No space left on device\n")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_any_encoding_of_the_output_will_do(folder: Path, encoding: str) -> None:
    done = run(folder, PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"My W" in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are bytes on Linux alone")
def test_a_name_that_is_no_text_is_no_obstacle(folder: Path) -> None:
    name = os.fsdecode(b"wr\xff.json")
    (folder / name).write_text(BAD)
    for format_ in ("text", "json", "github", "gitlab", "sarif", "junit"):
        done = run(folder, "--format", format_, name)
        assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_named_pipe_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "wrangler.json")
    done = run(folder, "wrangler.json")
    assert done.returncode == 1
    assert b"wrangler.json:1:1: error FF0" in done.stdout


def test_color_is_forced_and_forbidden_by_variables(folder: Path) -> None:
    assert b"\x1b[" in run(folder, FORCE_COLOR="1").stdout
    assert b"\x1b[" not in run(folder, FORCE_COLOR="1", NO_COLOR="1").stdout


def test_a_check_loads_nothing_heavy(folder: Path) -> None:
    code = (
        "import sys, contextlib, io\n"
        "before = set(sys.modules)\n"
        "import fakeflare.cli.main\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n"
        "    fakeflare.cli.main.main(['check'])\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
        env=build_environment({}),
    )
    assert not HEAVY & set(said.stdout.split())
