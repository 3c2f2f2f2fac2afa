"""`fakeflare fault`: makes some operations of a running emulator fail."""

import argparse

from fakeflare.cli.control_commands import (
    Json,
    Verbs,
    add_control_flags,
    format_value,
    run_control,
    show,
)
from fakeflare.cli.member_flags import add_member_flags, collect_members
from fakeflare.cli.option_values import parse_object
from fakeflare.cli.parser import CommandParser
from fakeflare.control.client import Control
from fakeflare.emulator.messages.fault import FaultSpec


def add_arguments(parser: CommandParser) -> None:
    """A verb, by default `list`; for `add` the members of a rule, as JSON or by flags."""
    add_control_flags(parser)
    verbs = Verbs(parser, "list")
    _add_rule_flags(verbs.add("add", "add a rule; rules strike in their order"))
    verbs.add("list", "show the rules in force")
    verbs.add("remove", "remove a rule").add_argument("id", metavar="ID")
    verbs.add("clear", "remove all rules")


def _add_rule_flags(parser: CommandParser) -> None:
    parser.add_argument(
        "spec", nargs="?", type=parse_object, metavar="JSON", help="the rule, in part or as a whole"
    )
    add_member_flags(parser, FaultSpec)


def run(options: argparse.Namespace) -> int:
    """Do what the verb says, print the rules that it is about, and return the exit code."""
    return run_control(options, _act)


def _act(control: Control, options: argparse.Namespace) -> None:
    match options.verb:
        case "add":
            given = collect_members(options, FaultSpec)
            described = control.faults.add({**(options.spec or {}), **given}).described
            show(options, described, _format(described))
        case "remove":
            control.faults.remove(options.id)
            show(options, {}, "")
        case "clear":
            control.faults.clear()
            show(options, {}, "no faults")
        case _:
            rules = [rule.described for rule in control.faults.list()]
            show(options, rules, "\n".join(map(_format, rules)) or "no faults")


def _format(rule: Json) -> str:
    spec = {name: value for name, value in rule.items() if name not in ("id", "matches", "hits")}
    return f"{rule['id']}  {rule['hits']} hits of {rule['matches']} matches  {format_value(spec)}"
