"""`fakeflare consistency`: switches eventual consistency in a running emulator."""

import argparse

from fakeflare.cli.control_commands import Verbs, add_control_flags, format_members, run_control, show
from fakeflare.cli.parser import CommandParser
from fakeflare.control.client import Control


def add_arguments(parser: CommandParser) -> None:
    """A verb, by default `show`; for `on` the locations."""
    add_control_flags(parser)
    verbs = Verbs(parser, "show")
    verbs.add("show", "show whether consistency is eventual")
    verbs.add("on", "let each location read through a cache of its own").add_argument(
        "locations", nargs="*", metavar="LOCATION", help="these alone [any]"
    )
    verbs.add("off", "everybody reads what is written at once")
    verbs.add("settle", "make all locations agree")


def run(options: argparse.Namespace) -> int:
    """Switch it, print how it stands then, and return the exit code."""
    return run_control(options, _switch)


def _switch(control: Control, options: argparse.Namespace) -> None:
    consistency = control.consistency
    match options.verb:
        case "on":
            named = {"locations": options.locations} if options.locations else {}
            described = consistency.configure({"enabled": True, **named})
        case "off":
            described = consistency.configure({"enabled": False})
        case "settle":
            described = consistency.settle()
        case _:
            described = consistency.describe()
    show(options, described, format_members(described))
