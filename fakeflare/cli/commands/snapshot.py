"""`fakeflare snapshot`: names what the store of a running emulator holds, and goes back there."""

import argparse

from fakeflare.cli.control_commands import (
    Json,
    Verbs,
    add_control_flags,
    format_second,
    run_control,
    show,
)
from fakeflare.cli.parser import CommandParser
from fakeflare.control.client import Control


def add_arguments(parser: CommandParser) -> None:
    """A verb, and for all but `list` the snapshot's name."""
    add_control_flags(parser)
    verbs = Verbs(parser, None)
    for name, text in (
        ("save", "take a snapshot of the whole store"),
        ("restore", "make the store what it was then"),
        ("delete", "forget a snapshot"),
    ):
        verbs.add(name, text).add_argument("name", metavar="NAME")
    verbs.add("list", "show all snapshots")


def run(options: argparse.Namespace) -> int:
    """Do what the verb says, print what there is to tell, and return the exit code."""
    return run_control(options, _act)


def _act(control: Control, options: argparse.Namespace) -> None:
    match options.verb:
        case "save":
            snapshot = control.snapshot(options.name)
            show(options, snapshot, _format(snapshot))
        case "restore":
            control.restore(options.name)
            show(options, {}, f"the store is as it was at {options.name}")
        case "delete":
            control.delete_snapshot(options.name)
            show(options, {}, "")
        case _:
            snapshots = control.list_snapshots()
            show(options, snapshots, "\n".join(map(_format, snapshots)) or "no snapshots")


def _format(snapshot: Json) -> str:
    return f"{snapshot['name']}  {format_second(snapshot['taken'])}"
