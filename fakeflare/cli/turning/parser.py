"""The arguments of these commands: flag, else `FAKEFLARE_…` variable, else default."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from fakeflare.cli.turning import COMMANDS
from fakeflare.cli.turning.values import (
    parse_count,
    parse_latency,
    parse_moment,
    parse_number,
    parse_object,
    parse_port,
    parse_setting,
    parse_token_spec,
    parse_until,
    parse_url,
)

_DEFAULT_URL = "http://127.0.0.1:8786"

_VERB = "verb"


def parse_arguments(arguments: Sequence[str], environ: Mapping[str, str]) -> argparse.Namespace:
    """The options of a command line that begins with one of `COMMANDS`; usage errors exit with 2."""
    parser = argparse.ArgumentParser(prog="fakeflare", allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True)
    name = arguments[0]
    made = commands.add_parser(name, description=_sentence(COMMANDS[name]), allow_abbrev=False)
    if name == "exec":
        _add_exec(made)
    else:
        _add_common(made, environ)
        _ADDERS[name](made)
    options = parser.parse_args(arguments)
    if name == "exec":
        options.program = options.program[1:] if options.program[:1] == ["--"] else options.program
        if not options.program:
            made.error("run what? say it behind --")
    return options


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _add_common(parser: argparse.ArgumentParser, environ: Mapping[str, str]) -> None:
    """Where the emulator is. The token may be one that `serve` was given, with its account and scope."""
    url = environ.get("FAKEFLARE_URL") or _DEFAULT_URL
    first, *_ = [*environ.get("FAKEFLARE_TOKEN", "").split(), ""]
    parser.set_defaults(url=url, token=first.partition(":")[0] or None, json=False)
    _add_common_flags(parser)


def _add_common_flags(parser: argparse.ArgumentParser) -> None:
    """Without defaults: a verb has them as well as its command."""
    add = parser.add_argument
    add(
        "--url",
        type=parse_url,
        default=argparse.SUPPRESS,
        help=f"where the emulator answers (FAKEFLARE_URL) [{_DEFAULT_URL}]",
    )
    add("--token", default=argparse.SUPPRESS, help="where tokens are configured (FAKEFLARE_TOKEN)")
    add("--json", action="store_true", default=argparse.SUPPRESS, help="print JSON")


class _Verbs:
    """The verbs of a command; without one it is `default`."""

    def __init__(self, parser: argparse.ArgumentParser, default: str | None) -> None:
        self._verbs = parser.add_subparsers(dest=_VERB, required=default is None, metavar="VERB")
        parser.set_defaults(**{_VERB: default})  # it is an action's: the other order would not do

    def add(self, name: str, text: str) -> argparse.ArgumentParser:
        verb = self._verbs.add_parser(name, help=text, description=_sentence(text), allow_abbrev=False)
        _add_common_flags(verb)
        return verb


def _add_clock(parser: argparse.ArgumentParser) -> None:
    verbs = _Verbs(parser, "show")
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


def _add_reset(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Put a running emulator back: no pairs, no snapshots, the machine's time, no conditions. With "
        "--namespace or --account only that is emptied."
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--namespace", metavar="NAMESPACE", help="empty this one: id, title or binding")
    what.add_argument("--account", metavar="ID", help="delete the namespaces of this account")
    what.add_argument("--keep-snapshots", action="store_true", help="do not delete the snapshots")


def _add_snapshot(parser: argparse.ArgumentParser) -> None:
    verbs = _Verbs(parser, None)
    for name, text in (
        ("save", "take a snapshot of the whole store"),
        ("restore", "make the store what it was then"),
        ("delete", "forget a snapshot"),
    ):
        verbs.add(name, text).add_argument("name", metavar="NAME")
    verbs.add("list", "show all snapshots")


def _add_seed(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="TOML or JSON")


def _add_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("namespace", metavar="NAMESPACE", help="id, title or binding")
    parser.add_argument("file", nargs="?", metavar="FILE", help="[standard output]")


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("namespace", metavar="NAMESPACE", help="id, title or binding")
    parser.add_argument("file", nargs="?", metavar="FILE", help="[standard input]")
    parser.add_argument("--create", action="store_true", help="make the namespace if there is none")


def _add_fault(parser: argparse.ArgumentParser) -> None:
    verbs = _Verbs(parser, "list")
    _add_fault_flags(verbs.add("add", "add a rule; rules strike in their order"))
    verbs.add("list", "show the rules in force")
    verbs.add("remove", "remove a rule").add_argument("id", metavar="ID")
    verbs.add("clear", "remove all rules")


def _add_fault_flags(parser: argparse.ArgumentParser) -> None:
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


FAULT_MEMBERS = (
    *("operation", "namespace", "key", "door", "location", "status", "code", "message", "retry_after"),
    *("latency", "drop", "truncate", "stale", "probability", "seed", "times", "after", "until"),
)


def _add_limits(parser: argparse.ArgumentParser) -> None:
    verbs = _Verbs(parser, "show")
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


def _add_consistency(parser: argparse.ArgumentParser) -> None:
    verbs = _Verbs(parser, "show")
    verbs.add("show", "show whether consistency is eventual")
    verbs.add("on", "let each location read through a cache of its own").add_argument(
        "locations", nargs="*", metavar="LOCATION", help="these alone [any]"
    )
    verbs.add("off", "everybody reads what is written at once")
    verbs.add("settle", "make all locations agree")


def _add_journal(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--follow", action="store_true", help="go on with what comes, until Ctrl-C")
    parser.add_argument("--count", action="store_true", help="only how many there are")
    parser.add_argument("--clear", action="store_true", help="forget them")
    for name, text in JOURNAL_FILTERS.items():
        parser.add_argument(f"--{name}", metavar=name.upper(), help=text)


JOURNAL_FILTERS = {
    "door": "rest or binding",
    "operation": "get, put, list …",
    "namespace": "id or title",
    "key": "a pattern with * and ?",
    "status": "404, or 4xx",
    "since": "a second of the emulator's clock",
    "fault": "the id of the rule that struck",
    "limit": "the last so many",
}


def _add_exec(parser: argparse.ArgumentParser) -> None:
    parser.usage = "fakeflare exec [--seed FILE] [--token TOKEN] [--port PORT] -- COMMAND [ARGUMENT …]"
    parser.description = (
        "Start an emulator in memory, run a program that finds it in CLOUDFLARE_BASE_URL, "
        "CLOUDFLARE_API_BASE_URL, CLOUDFLARE_API_TOKEN, CLOUDFLARE_ACCOUNT_ID and FAKEFLARE_URL, and give "
        "back its exit code; 125 where the emulator cannot start, 126 and 127 where the program cannot."
    )
    parser.add_argument("--seed", type=Path, metavar="FILE", help="write what it declares first")
    parser.add_argument(
        "--token",
        action="append",
        default=[],
        type=parse_token_spec,
        metavar="TOKEN[:ACCOUNT][:read|write]",
        help="accept this token, and none but those given; repeatable, the program gets the first",
    )
    parser.add_argument("--port", type=parse_port, default=0, help="[a free one]")
    # everything from the first word on that is no flag of `exec`
    parser.add_argument(
        "program", nargs=argparse.REMAINDER, metavar="COMMAND", help="what to run, with its arguments"
    )


_ADDERS = {
    "clock": _add_clock,
    "reset": _add_reset,
    "snapshot": _add_snapshot,
    "seed": _add_seed,
    "export": _add_export,
    "import": _add_import,
    "fault": _add_fault,
    "limits": _add_limits,
    "consistency": _add_consistency,
    "journal": _add_journal,
}
