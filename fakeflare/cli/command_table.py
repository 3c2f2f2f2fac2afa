"""The commands of `fakeflare`, in the order of its help: the module of each, and what it does.

A module has `add_arguments(parser)` and `run(options)`, which returns the exit code; one that cannot wait for
argparse has `parse_plainly(arguments, environ)` besides (see `commands.check`). A table, and nothing
imported: the command line pays for the command that is asked for.
"""

from typing import NamedTuple

_PACKAGE = "fakeflare.cli.commands"


class Command(NamedTuple):
    """A line of the table."""

    module: str
    """The dotted name of its module."""
    summary: str
    """What it does, as the help of `fakeflare` says it."""
    is_brief: bool = False
    """So short that collecting garbage and taking the interpreter apart would be a third of it."""


COMMANDS = {
    "dev": Command(f"{_PACKAGE}.dev", "run a Worker and the emulator together"),
    "init": Command(f"{_PACKAGE}.init", "start a new project"),
    "check": Command(f"{_PACKAGE}.check", "check wrangler configurations", is_brief=True),
    "serve": Command(f"{_PACKAGE}.serve", "run the emulator alone"),
    "exec": Command(f"{_PACKAGE}.exec", "run a program with an emulator of its own"),
    "trigger": Command(f"{_PACKAGE}.trigger", "send a cron event to a running `fakeflare dev`"),
    "seed": Command(f"{_PACKAGE}.seed", "write what a file or folder declares"),
    "export": Command(f"{_PACKAGE}.export", "write a namespace as wrangler's bulk JSON"),
    "import": Command(f"{_PACKAGE}.import_", "read bulk JSON into a namespace"),
    "snapshot": Command(f"{_PACKAGE}.snapshot", "name what the store holds, and go back there"),
    "reset": Command(f"{_PACKAGE}.reset", "put a running emulator back, or empty a namespace of it"),
    "clock": Command(f"{_PACKAGE}.clock", "read and turn the clock of a running emulator"),
    "fault": Command(f"{_PACKAGE}.fault", "make some operations fail"),
    "limits": Command(f"{_PACKAGE}.limits", "switch Cloudflare's rate limits and quotas"),
    "consistency": Command(f"{_PACKAGE}.consistency", "switch eventual consistency"),
    "journal": Command(f"{_PACKAGE}.journal", "show the last requests"),
    "completion": Command(f"{_PACKAGE}.completion", "print what completes this command line in a shell"),
}
