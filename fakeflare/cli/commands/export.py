"""`fakeflare export`: writes a namespace of a running emulator as wrangler's bulk JSON."""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from fakeflare.cli.control_commands import add_control_flags, run_control
from fakeflare.cli.parser import CommandParser
from fakeflare.control.client import Control


def add_arguments(parser: CommandParser) -> None:
    """The namespace, and the file that is written."""
    add_control_flags(parser)
    parser.add_argument("namespace", metavar="NAMESPACE", help="id, title or binding")
    parser.add_argument("file", nargs="?", metavar="FILE", help="[standard output]")


def run(options: argparse.Namespace) -> int:
    """Write all pairs, and return the exit code."""
    return run_control(options, _export)


def _export(control: Control, options: argparse.Namespace) -> None:
    chunks = control.export(options.namespace)
    # the file is opened with the first chunk: a refusal leaves what was there
    first = next(chunks, b"")
    if options.file in (None, "-"):
        _write_all(sys.stdout.buffer.write, first, chunks)
        return
    with Path(options.file).open("wb") as file:
        _write_all(file.write, first, chunks)


def _write_all(write: Callable[[bytes], object], first: bytes, chunks: Iterator[bytes]) -> None:
    write(first)
    for chunk in chunks:
        write(chunk)
