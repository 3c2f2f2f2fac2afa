"""`fakeflare clock`: reads and turns the clock of a running emulator."""

import argparse
from collections.abc import Callable

from fakeflare.cli.control_commands import Json, Verbs, add_control_flags, run_control, show
from fakeflare.cli.option_values import parse_count, parse_moment
from fakeflare.cli.parser import CommandParser
from fakeflare.control.client import Control


def add_arguments(parser: CommandParser) -> None:
    """A verb, by default `show`, and the moment or the seconds that it wants."""
    add_control_flags(parser)
    verbs = Verbs(parser, "show")
    verbs.add("show", "show the time")
    verbs.add("freeze", "stop the clock").add_argument(
        "at", nargs="?", type=parse_moment, metavar="MOMENT", help="second or ISO 8601 [now]"
    )
    verbs.add("set", "turn it to a moment").add_argument(
        "now", type=parse_moment, metavar="MOMENT", help="second or ISO 8601"
    )
    verbs.add("advance", "turn it forward").add_argument("seconds", type=parse_count, metavar="SECONDS")
    verbs.add("resume", "let it go on from where it stands")
    verbs.add("reset", "show the machine's time")


def run(options: argparse.Namespace) -> int:
    """Turn the clock, print how it stands then, and return the exit code."""
    return run_control(options, _turn)


def _turn(control: Control, options: argparse.Namespace) -> None:
    clock = control.clock
    verbs: dict[str, Callable[[], Json]] = {
        "show": clock.read,
        "freeze": lambda: clock.freeze(options.at),
        "set": lambda: clock.set(options.now),
        "advance": lambda: clock.advance(options.seconds),
        "resume": clock.resume,
        "reset": clock.reset,
    }
    reading = verbs[options.verb]()
    show(options, reading, _format(reading))


def _format(reading: Json) -> str:
    state = "frozen" if reading["frozen"] else "running"
    offset = reading["offset"]
    turned = f", {abs(offset)} seconds {'ahead' if offset > 0 else 'behind'}" if offset else ""
    return f"{reading['iso']} ({reading['now']}), {state}{turned}"
