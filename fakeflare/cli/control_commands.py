"""What the commands share that ask a running emulator: where it is, their verbs, and what they print."""

import argparse
import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from fakeflare.cli.exit_codes import DONE, FAILED, fail
from fakeflare.cli.option_values import parse_url
from fakeflare.cli.parser import CommandParser, make_sentence
from fakeflare.control.client import Control, ControlError

_DEFAULT_URL = "http://127.0.0.1:8786"

_VERB = "verb"

Json = dict[str, Any]


def add_control_flags(parser: CommandParser) -> None:
    """Add `--url`, `--token` and `--json`. The token of the variable may be one that `serve` was given, with
    its account and scope; of several it is the first."""

    def read_variables(options: argparse.Namespace) -> None:
        if options.url is None:
            options.url = parser.parse_variable("--url", parse_url) or _DEFAULT_URL
        if options.token is None:
            first, *_ = [*(parser.read_variable("--token") or "").split(), ""]
            options.token = first.partition(":")[0] or None

    parser.set_defaults(url=None, token=None, json=False)
    parser.add_check(read_variables)
    _add_flags(parser)


def _add_flags(parser: CommandParser) -> None:
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


class Verbs:
    """The verbs of a command; without one it is `default`, and a usage error where that is None."""

    def __init__(self, parser: CommandParser, default: str | None) -> None:
        self._environ = parser.environ
        self._verbs = parser.add_subparsers(dest=_VERB, required=default is None, metavar="VERB")
        parser.set_defaults(**{_VERB: default})  # it is an action's: the other order would not do

    def add(self, name: str, text: str) -> CommandParser:
        """The parser of one more verb, which has the flags of `add_control_flags`."""
        description = make_sentence(text)
        verb: CommandParser = self._verbs.add_parser(
            name, help=text, description=description, environ=self._environ
        )
        _add_flags(verb)
        return verb


def run_control(options: argparse.Namespace, act: Callable[[Control, argparse.Namespace], None]) -> int:
    """Do something with the emulator at `options.url`. Returns the exit code, with one line on standard error
    where the emulator refuses, does not answer, or a file cannot be used."""
    try:
        with Control(options.url, options.token) as control:
            act(control, options)
            sys.stdout.flush()
    except ControlError as error:
        return fail(error)
    except BrokenPipeError:
        # whoever reads has had enough, as `head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        name = "" if error.filename is None else f"{error.filename}: "
        return fail(f"{name}{error.strerror or error}")
    return DONE


def show(options: argparse.Namespace, answer: object, text: str) -> None:
    """Print an answer: with `--json` as JSON, else as `text`, and nothing where that is empty."""
    shown = json.dumps(answer, ensure_ascii=False, indent=2) if options.json else text
    if shown:
        sys.stdout.write(f"{shown}\n")


def format_members(described: Json) -> str:
    """A line for each member of a condition's settings."""
    width = max(map(len, described), default=0)
    return "\n".join(f"{name:<{width}}  {format_value(value)}" for name, value in described.items())


def format_value(value: object) -> str:
    """A text as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def format_second(second: int) -> str:
    """A second since the epoch as ISO 8601."""
    return datetime.fromtimestamp(second, UTC).isoformat().replace("+00:00", "Z")
