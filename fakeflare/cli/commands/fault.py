"""`fakeflare fault`: makes some operations of a running emulator fail."""

import argparse

from fakeflare.cli.control_commands import (
    Json,
    Verbs,
    add_control_flags,
    drop_none,
    format_value,
    run_control,
    show,
)
from fakeflare.cli.option_values import (
    parse_count,
    parse_latency,
    parse_number,
    parse_object,
    parse_until,
)
from fakeflare.cli.parser import CommandParser
from fakeflare.control.client import Control

_MEMBERS = (
    *("operation", "namespace", "key", "door", "location", "status", "code", "message", "retry_after"),
    *("latency", "drop", "truncate", "stale", "probability", "seed", "times", "after", "until"),
)


def add_arguments(parser: CommandParser) -> None:
    """A verb, by default `list`; for `add` the members of a rule, as JSON or by flags."""
    add_control_flags(parser)
    verbs = Verbs(parser, "list")
    _add_rule_flags(verbs.add("add", "add a rule; rules strike in their order"))
    verbs.add("list", "show the rules in force")
    verbs.add("remove", "remove a rule").add_argument("id", metavar="ID")
    verbs.add("clear", "remove all rules")


def _add_rule_flags(parser: CommandParser) -> None:
    add = parser.add_argument
    add("spec", nargs="?", type=parse_object, metavar="JSON", help="the rule, in part or as a whole")
    match = parser.add_argument_group("which operations").add_argument
    match("--operation", action="append", metavar="NAME", help="get, put, list …; repeatable [all]")
    match("--namespace", metavar="PATTERN", help="id or title, with * and ?")
    match("--key", metavar="PATTERN", help="with * and ?")
    match("--door", choices=("rest", "binding"))
    match("--location", metavar="NAME")
    then = parser.add_argument_group("what becomes of them").add_argument
    then("--status", type=parse_count, metavar="400…599", help="answer with an error")
    then("--code", type=parse_count, metavar="CODE", help="of that error, over REST")
    then("--message", metavar="TEXT", help="of that error")
    then("--retry-after", type=parse_count, metavar="SECONDS", help="beside that error")
    then(
        "--latency",
        type=parse_latency,
        metavar="SECONDS",
        help="wait: 0.5, 0.1..0.5 (uniform) or lognormal:MEDIAN:SIGMA",
    )
    then("--drop", nargs="?", const=True, choices=("before", "after"), help="cut the connection [before]")
    then(
        "--truncate", type=parse_number, metavar="BYTES", help="cut the answer's body; below 1 a share of it"
    )
    then("--stale", action="store_true", default=None, help="read the value before the last write")
    limit = parser.add_argument_group("how often").add_argument
    limit("--probability", type=parse_number, metavar="0…1")
    limit("--seed", type=parse_count, metavar="N", help="of the probability [0]")
    limit("--times", type=parse_count, metavar="N", help="only so often")
    limit("--after", type=parse_count, metavar="N", help="not the first N")
    limit("--until", type=parse_until, metavar="MOMENT", help="second, ISO 8601 or +SECONDS")


def run(options: argparse.Namespace) -> int:
    """Do what the verb says, print the rules that it is about, and return the exit code."""
    return run_control(options, _act)


def _act(control: Control, options: argparse.Namespace) -> None:
    match options.verb:
        case "add":
            given = {name: getattr(options, name) for name in _MEMBERS}
            described = control.faults.add({**(options.spec or {}), **drop_none(given)}).described
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
