"""The command `fakeflare`. Reads arguments, prints for a person, imports the rest when needed."""

import gc
import os
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line. Returns the exit code: 0, or 1 with one clear line on stderr."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["serve"]:
        from fakeflare.cli.serve_start import main as serve

        return serve(arguments[1:])
    if arguments[:1] == ["check"]:
        return _check(arguments[1:], is_program=argv is None)
    from fakeflare.cli.turning import COMMANDS

    if arguments and arguments[0] in COMMANDS:
        from fakeflare.cli.turning.main import main as command

        return command(arguments)
    from fakeflare.cli.options import parse_arguments

    options = parse_arguments(arguments, os.environ)
    from fakeflare.cli.run_worker import run_dev, run_init, run_trigger

    try:
        return {"dev": run_dev, "init": run_init, "trigger": run_trigger}[options.command](options)
    except KeyboardInterrupt:
        return 0


def _check(arguments: Sequence[str], *, is_program: bool) -> int:
    """A check is so short that collecting garbage and taking the interpreter apart would be a third of it."""
    if is_program:
        gc.disable()
        _open_streams()
    from fakeflare.cli.check.command import run_check

    try:
        code = run_check(arguments, os.environ)
    except KeyboardInterrupt:
        code = 130
    if is_program:
        sys.stdout.flush()
        os._exit(code)
    return code


def _open_streams() -> None:
    """A standard stream that the caller has closed is None: it is empty, or leads nowhere."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))


if __name__ == "__main__":
    sys.exit(main())
