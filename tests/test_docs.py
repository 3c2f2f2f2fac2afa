"""README and code say the same."""

import contextlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def read_commands() -> list[str]:
    """The one-line commands of the first screen."""
    return re.findall(r"```sh\n(.*)\n```", README)[:2]


def test_first_screen_holds_the_two_commands() -> None:
    first_screen = "\n".join(README.splitlines()[:24])
    run, test = read_commands()
    assert "fakeflare dev" in run
    assert run in first_screen
    assert "pytest" in test
    assert test in first_screen


def test_ci_runs_the_readme_s_test_command() -> None:
    assert f"\n{read_commands()[1]}\n" in (ROOT / ".ci/run").read_text("utf-8")


def read_table(heading: str) -> dict[str, str]:
    """Flag to variable, as the README's table below `heading` has them."""
    section = README.partition(heading)[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(--[a-z-]+)`[^|]*\| `(FAKEFLARE_[A-Z_]+)`", section, re.MULTILINE)
    return dict(rows)


def read_help(command: str) -> set[str]:
    answer = subprocess.run(
        [sys.executable, "-m", "fakeflare", command, "--help"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return set(re.findall(r"^ +(?:-\w[^,]*, )?(--[a-z-]+)", answer.stdout, re.MULTILINE))


@pytest.mark.parametrize("command", ["dev", "serve"])
def test_table_names_every_flag_and_its_variable(command: str) -> None:
    table = read_table(f"## `fakeflare {command}`")
    assert set(table) == read_help(command) - {"--help"}
    assert all(
        variable == "FAKEFLARE" + flag.upper().replace("-", "_")[1:] for flag, variable in table.items()
    )


@contextlib.contextmanager
def serving() -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "fakeflare", "serve", "--port", "0", "--memory"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    with process:
        try:
            yield process.stdout.readline().split()[1]
        finally:
            process.terminate()
            process.stdout.read()


def test_python_example_runs_and_prints_the_value() -> None:
    [example] = re.findall(r"<!-- run: python -->\n```python\n(.*?)```", README, re.DOTALL)
    with serving() as url:
        answer = subprocess.run(
            [sys.executable, "-c", example.replace("http://127.0.0.1:8786", url)],
            capture_output=True,
            text=True,
            check=True,
        )
    assert answer.stdout == "hello\n"


def test_every_table_row_of_choices_is_one_that_the_code_makes() -> None:
    from fakeflare.emulator.domain import errors
    from fakeflare.emulator.faces.refusals import REFUSALS

    page = (ROOT / "docs/differences.md").read_text("utf-8")
    choices = page.partition("## Choices")[2]
    for error, status, code in (
        (errors.KeyTooLong, 414, 10030),
        (errors.ValueTooLarge, 413, 10022),
        (errors.MetadataTooLarge, 413, 10024),
        (errors.TooManyNamespaces, 400, 10018),
        (errors.PageInvalid, 400, 10028),
    ):
        assert (REFUSALS[error].rest_status, REFUSALS[error].rest_code) == (status, code)
        assert f"| {status}, code {code}" in choices
