"""What `fakeflare` says where no command is named: its help, its version, or what is wrong."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module

from fakeflare.cli.command_table import COMMANDS
from fakeflare.cli.exit_codes import DONE
from fakeflare.cli.parser import CommandParser, make_sentence


def answer(arguments: Sequence[str]) -> int:
    """Print the help for an empty command line and return 0. Raises SystemExit for any other that does not
    begin with a command: 0 after `--help` and `--version`, 2 after a usage error."""
    parser = make_overview({})
    if not arguments:
        parser.print_help()
        return DONE
    parser.parse_args(arguments)
    parser.error(f"a command comes first: {', '.join(COMMANDS)}")


def make_overview(environ: Mapping[str, str], *, is_complete: bool = False) -> argparse.ArgumentParser:
    """The parser of `fakeflare` with all commands by name; with `is_complete` their modules are imported, and
    each has its arguments, too."""
    parser = CommandParser(
        prog="fakeflare",
        description="Cloudflare Workers KV and Python Workers on your own machine.",
        environ=environ,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        made = commands.add_parser(
            name,
            help=command.summary,
            description=make_sentence(command.summary),
            add_help=is_complete,
            environ=environ,
        )
        if is_complete:
            import_module(command.module).add_arguments(made)
    return parser


class _Version(argparse.Action):
    """Looks the version up only when it is asked for: that takes longer than all parsing."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option: str | None = None,
    ) -> None:
        del namespace, values, option
        # start-up: the help does without
        from fakeflare.version import read_version
        from fakeflare.worker.config.findings.schema import get_version

        sys.stdout.write(f"fakeflare {read_version()}, with the rules of wrangler {get_version()}\n")
        parser.exit(0)
