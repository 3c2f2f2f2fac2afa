"""The command `fakeflare`. Reads arguments, prints for a person, imports the rest when needed."""

import os
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line. Returns the exit code: 0, or 1 with one clear line on stderr."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["serve"]:
        from emulator.__main__ import main as serve

        return serve(arguments[1:])
    from worker.options import parse_arguments

    options = parse_arguments(arguments, os.environ)
    try:
        if options.command == "trigger":
            from worker.commands import run_trigger

            return run_trigger(options)
        from worker.commands import run_dev

        return run_dev(options)
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
