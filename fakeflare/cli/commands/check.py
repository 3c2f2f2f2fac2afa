"""`fakeflare check`: checks wrangler configurations.

A check is shorter than the import of argparse: nothing here may import it, or `fakeflare.cli.parser`, unless
there is something to explain.
"""

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from fakeflare.cli.check.plain_arguments import Options
    from fakeflare.cli.parser import CommandParser

_EPILOG = """\
Without FILES, it checks the configuration that wrangler would use here. A folder stands for the
configuration that wrangler would use there, - for standard input. The exit code is 0 without errors, 1
with errors, 2 for a wrong command line. Flags have variables: --format is FAKEFLARE_FORMAT; those of
flags that may be repeated are split at spaces. In a file, a comment `fakeflare: ignore FF301` silences a
rule on its line or on the next one."""


def parse_plainly(arguments: Sequence[str], environ: Mapping[str, str]) -> "Options | None":
    """The options of a command line without variables, questions and mistakes; None for any other."""
    # start-up: the help of `fakeflare` and its completion do without
    from fakeflare.cli.check.plain_arguments import parse_plainly

    return parse_plainly(arguments, environ)


def add_arguments(parser: "CommandParser") -> None:
    """The files, what is checked in them, and how it is told."""
    parser.description = "Check wrangler configurations: every environment, with file, line and column."
    parser.epilog = _EPILOG
    parser.has_mixed_files = True
    parser.add_argument("files", nargs="*", metavar="FILES", help="configurations, folders, or -")
    _add_choices(parser)
    _add_output(parser)
    parser.add_argument("--explain", metavar="CODE", help="tell what a rule is about, and exit")
    parser.add_argument(
        "--wrangler-version", action="store_true", help="show the wrangler that the rules are of, and exit"
    )

    def check(options: "argparse.Namespace") -> None:
        if options.files.count("-") > 1:
            parser.error("- can be given once")

    parser.add_check(check)


def _add_choices(parser: "CommandParser") -> None:
    """What is checked, and what counts."""
    parser.add_list(
        *("-e", "--env"),
        text='check the top level and this environment; repeatable, "" for the top level alone; default: all',
        name="NAME",
    )
    parser.add_list(
        "--select",
        text="use these rules alone: codes, beginnings of codes, or names, with commas; repeatable",
        name="CODES",
    )
    parser.add_list("--ignore", text="leave these rules out; repeatable", name="CODES")
    parser.add_switch("--strict", text="let warnings fail the check, too")
    parser.add_switch("--no-files", text="look at no file but the configuration itself")
    parser.add_switch("--fix", text="repair what has one right answer")


def _add_output(parser: "CommandParser") -> None:
    """The report, and what it calls standard input."""
    # start-up: a plain check does without argparse
    from argparse import ArgumentTypeError

    from fakeflare.cli.check.reports import FORMATS

    def parse_format(text: str) -> str:
        if text not in FORMATS:
            raise ArgumentTypeError(f"'{text}' is not a format: expected one of {', '.join(FORMATS)}")
        return text

    parser.add_flag(
        "--format", text=f"one of {', '.join(FORMATS)}", default="text", kind=parse_format, name="FORMAT"
    )
    parser.add_switch(*("-q", "--quiet"), text="show only what fails the check")
    parser.add_flag(
        "--stdin-filename",
        text="the name of what standard input holds; its suffix tells JSONC from TOML",
        name="NAME",
    )


def run(options: "Options") -> int:
    """Check what the options name and report it. Returns the exit code; an unknown rule is a usage error."""
    # start-up: the help of `fakeflare` and its completion do without
    from fakeflare.cli.check.pipeline import run_check
    from fakeflare.worker.config.check.selection import UnknownRule

    try:
        return run_check(options, os.environ)
    except UnknownRule as error:
        # start-up: a check that goes well does without argparse
        from fakeflare.cli.parser import make_parser

        make_parser("check", {}).error(str(error))
