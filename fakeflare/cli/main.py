"""The command `fakeflare`: finds the one that is asked for, imports it alone, returns its exit code."""

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType
from typing import Any

from fakeflare.cli.command_table import COMMANDS
from fakeflare.cli.exit_codes import INTERRUPTED


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line; without `argv` the process's, which may end with it.

    Returns the exit code (`fakeflare.cli.exit_codes`). Raises SystemExit for help and for a command line that
    cannot be read.
    """
    name, *arguments = (sys.argv[1:] if argv is None else argv) or [""]
    if argv is None:
        _open_streams()
    if name not in COMMANDS:
        # start-up: it imports argparse, which takes longer than the check of a small file
        from fakeflare.cli.overview import answer

        return answer([name, *arguments] if name else [])
    is_brief = argv is None and COMMANDS[name].is_brief
    if is_brief:
        gc.disable()
    code = _run(name, arguments)
    if is_brief:
        sys.stdout.flush()
        os._exit(code)
    return code


def _run(name: str, arguments: Sequence[str]) -> int:
    command = import_module(COMMANDS[name].module)
    try:
        return int(command.run(_parse(name, command, arguments)))
    except KeyboardInterrupt:
        return INTERRUPTED


def _parse(name: str, command: ModuleType, arguments: Sequence[str]) -> Any:
    parse_plainly = getattr(command, "parse_plainly", None)
    options = None if parse_plainly is None else parse_plainly(arguments, os.environ)
    if options is not None:
        return options
    # start-up: it imports argparse
    from fakeflare.cli.parser import parse_arguments

    return parse_arguments(name, arguments, os.environ)


def _open_streams() -> None:
    """Have a standard stream that the caller has closed be empty, or lead nowhere."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))


if __name__ == "__main__":
    sys.exit(main())
