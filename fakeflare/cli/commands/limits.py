"""`fakeflare limits`: switches Cloudflare's rate limits and quotas in a running emulator."""

import argparse

from fakeflare.cli.control_commands import Json, Verbs, add_control_flags, format_members, run_control, show
from fakeflare.cli.option_values import parse_setting
from fakeflare.cli.parser import CommandParser
from fakeflare.control.client import Control, ControlError


def add_arguments(parser: CommandParser) -> None:
    """A verb, by default `show`, and the limits that it is about."""
    add_control_flags(parser)
    verbs = Verbs(parser, "show")
    verbs.add("show", "show what is limited, and the counters").add_argument(
        "name", nargs="?", metavar="NAME"
    )
    verbs.add("on", "switch limits on").add_argument(
        "names",
        nargs="*",
        type=parse_setting,
        metavar="NAME[=VALUE]",
        help="such as daily, invocation=50 [all of them]",
    )
    verbs.add("off", "switch limits off").add_argument("names", nargs="*", metavar="NAME", help="[all]")
    verbs.add("reset", "all off, and the counters gone")


def run(options: argparse.Namespace) -> int:
    """Switch the limits, print how they stand then, and return the exit code."""
    return run_control(options, _switch)


def _switch(control: Control, options: argparse.Namespace) -> None:
    limits = control.limits
    match options.verb:
        case "on":
            described = limits.configure(_rename(options.names or [("all", True)]))
        case "off":
            described = limits.configure(_rename([(name, False) for name in options.names or ["all"]]))
        case "reset":
            described = limits.reset()
        case _:
            described = limits.describe()
    chosen = _choose(described, getattr(options, "name", None))
    show(options, chosen, format_members(chosen))


def _choose(described: Json, name: str | None) -> Json:
    """One limit, or all without a name. Raises ControlError for a name that none has."""
    if not name:
        return described
    name = name.replace("-", "_")
    if name not in described:
        raise ControlError(None, f'there is no limit "{name}"; known are {", ".join(described)}')
    return {name: described[name]}


def _rename(settings: list[tuple[str, object]]) -> dict[str, object]:
    """A dash is as good as an underscore."""
    return {name.replace("-", "_"): value for name, value in settings}
