"""`fakeflare completion`: prints what completes this command line in a shell."""

import argparse
import sys
from collections.abc import Iterator

from fakeflare.cli.exit_codes import DONE, fail
from fakeflare.cli.parser import CommandParser

_SHELLS = ("bash", "zsh", "tcsh")

_FILES, _FOLDERS = ("FILE", "FILES"), ("DIR", "FOLDER")
"""What values are called that are paths."""


def add_arguments(parser: CommandParser) -> None:
    """Take the name of the shell."""
    parser.description = (
        "Print a script that completes commands, flags and file names; it needs shtab, which "
        "`pip install 'fakeflare[completion]'` brings. For bash: `eval \"$(fakeflare completion bash)\"`."
    )
    parser.add_argument("shell", choices=_SHELLS, metavar="SHELL", help=f"one of {', '.join(_SHELLS)}")


def run(options: argparse.Namespace) -> int:
    """Print the script. Returns the exit code: 1 where shtab is not installed."""
    try:
        # start-up: an extra, which nothing else needs
        import shtab
    except ImportError:
        return fail("shtab is not installed: pip install 'fakeflare[completion]'")
    # start-up: it imports every command
    from fakeflare.cli.overview import make_overview

    parser = make_overview({}, is_complete=True)
    for action in _list_actions(parser):
        name = action.metavar
        if name in _FILES or name in _FOLDERS:
            action.complete = shtab.FILE if name in _FILES else shtab.DIRECTORY  # type: ignore[attr-defined]
    sys.stdout.write(f"{shtab.complete(parser, options.shell)}\n")
    return DONE


def _list_actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """All flags and values of a parser, of its commands and of their verbs."""
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from _list_actions(command)
