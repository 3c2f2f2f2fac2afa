"""`fakeflare exec`: runs a program with an emulator of its own."""

import argparse
from pathlib import Path

from fakeflare.cli.option_values import parse_port, parse_token_spec
from fakeflare.cli.parser import CommandParser


def add_arguments(parser: CommandParser) -> None:
    """The emulator's flags, and the program with its own arguments. None of them has a variable."""
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

    def find_program(options: argparse.Namespace) -> None:
        options.program = options.program[1:] if options.program[:1] == ["--"] else options.program
        if not options.program:
            parser.error("run what? say it behind --")

    parser.add_check(find_program)


def run(options: argparse.Namespace) -> int:
    """Run the program. Returns its exit code."""
    # start-up: the help does without an emulator
    from fakeflare.cli.child_program import run_program

    return run_program(options.program, options.port, options.token, options.seed)
