"""`fakeflare import`: reads bulk JSON into a namespace of a running emulator."""

import argparse
import sys
from pathlib import Path
from typing import BinaryIO

from fakeflare.cli.control_commands import add_control_flags, run_control, show
from fakeflare.cli.parser import CommandParser
from fakeflare.control.client import Control

_PIECE_BYTES = 64 * 1024


def add_arguments(parser: CommandParser) -> None:
    """The namespace, the file that is read, and whether the namespace may be made."""
    add_control_flags(parser)
    parser.add_argument("namespace", metavar="NAMESPACE", help="id, title or binding")
    parser.add_argument("file", nargs="?", metavar="FILE", help="[standard input]")
    parser.add_argument("--create", action="store_true", help="make the namespace if there is none")


def run(options: argparse.Namespace) -> int:
    """Send all pairs, print how many there were, and return the exit code."""
    return run_control(options, _import)


def _import(control: Control, options: argparse.Namespace) -> None:
    if options.file in (None, "-"):
        count = _send(control, options, sys.stdin.buffer)
    else:
        with Path(options.file).open("rb") as file:
            count = _send(control, options, file)
    show(options, {"imported": count}, f"{count} pairs into {options.namespace}")


def _send(control: Control, options: argparse.Namespace, file: BinaryIO) -> int:
    pieces = iter(lambda: file.read(_PIECE_BYTES), b"")
    return control.import_pairs(options.namespace, pieces, create=options.create)
