"""`fakeflare reset`: puts a running emulator back, or empties a part of it."""

import argparse

from fakeflare.cli.control_commands import add_control_flags, run_control, show
from fakeflare.cli.parser import CommandParser
from fakeflare.control.client import Control


def add_arguments(parser: CommandParser) -> None:
    """What is put back: all, a namespace, or the namespaces of an account."""
    add_control_flags(parser)
    parser.description = (
        "Put a running emulator back: no pairs, no snapshots, the machine's time, no conditions. With "
        "--namespace or --account only that is emptied."
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--namespace", metavar="NAMESPACE", help="empty this one: id, title or binding")
    what.add_argument("--account", metavar="ID", help="delete the namespaces of this account")
    what.add_argument("--keep-snapshots", action="store_true", help="do not delete the snapshots")


def run(options: argparse.Namespace) -> int:
    """Put it back, say what is empty now, and return the exit code."""
    return run_control(options, _reset)


def _reset(control: Control, options: argparse.Namespace) -> None:
    if options.namespace is None and options.account is None:
        control.reset(keep_snapshots=options.keep_snapshots)
        text = "all is as at the start"
    else:
        control.reset_state(account=options.account, namespace=options.namespace)
        text = f"{options.namespace or options.account} is empty"
    show(options, {}, text)
