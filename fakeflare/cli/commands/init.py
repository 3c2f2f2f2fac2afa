"""`fakeflare init`: starts a new project."""

import argparse
import shlex
import sys
from pathlib import Path

from fakeflare.cli.exit_codes import DONE, fail
from fakeflare.cli.parser import CommandParser


def add_arguments(parser: CommandParser) -> None:
    """The folder, and the Worker's name."""
    parser.description = (
        "Write a wrangler configuration, a small Python Worker with a KV namespace, and its test. Nothing "
        "is overwritten: where there is a project, the exit code is 1 and nothing is written."
    )
    parser.add_argument(
        "folder", nargs="?", type=Path, default=Path(), metavar="FOLDER", help="where; default: here"
    )
    parser.add_flag("--name", text="what the Worker is called; default: as the folder", name="NAME")


def run(options: argparse.Namespace) -> int:
    """Write a new project and say what to do with it. Returns the exit code."""
    # start-up: the help does without
    from fakeflare.cli.project_template import CannotStart, init

    try:
        written = init(options.folder, options.name)
    except CannotStart as error:
        return fail(error)
    sys.stdout.writelines(f"wrote {path}\n" for path in written)
    place = "" if options.folder == Path() else f"cd {shlex.quote(str(options.folder))} && "
    sys.stdout.write(f"\nrun it:   {place}fakeflare dev\ntest it:  {place}python -m pytest\n")
    return DONE
