"""`fakeflare seed`: writes what a file or folder declares into a running emulator."""

import argparse
from pathlib import Path

from fakeflare.cli.control_commands import Json, add_control_flags, run_control, show
from fakeflare.cli.exit_codes import fail
from fakeflare.cli.parser import CommandParser
from fakeflare.control.client import Control


def add_arguments(parser: CommandParser) -> None:
    """Take the file or folder that declares pairs."""
    add_control_flags(parser)
    parser.add_argument("file", type=Path, metavar="FILE", help="TOML or JSON")


def run(options: argparse.Namespace) -> int:
    """Read the seed, have it written, print how many pairs went where, and return the exit code."""
    # start-up: the help does without the reader
    from fakeflare.emulator.domain.problems import StateInvalid
    from fakeflare.emulator.service.seed_files import read_seed

    def write(control: Control, options: argparse.Namespace) -> None:
        counts = control.seed(read_seed(options.file))
        show(options, counts, "\n".join(map(_format, counts["namespaces"])))

    try:
        return run_control(options, write)
    except StateInvalid as error:
        return fail(error)


def _format(namespace: Json) -> str:
    return f"{namespace['title']}  {namespace['id']}  {namespace['pairs']} pairs"
