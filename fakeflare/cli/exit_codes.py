"""What the exit codes of `fakeflare` mean, and the one line on standard error that goes with a failure."""

import sys

DONE = 0
FAILED = 1
"""The command could not do its work; of `check`, there are errors."""
USAGE = 2
"""The command line or a variable cannot be read; argparse exits with the same."""
INTERRUPTED = 130
"""Ctrl-C, as shells say it: 128 and the signal's number."""


def fail(reason: object) -> int:
    """Write why a command failed to standard error, as one line. Returns `FAILED`."""
    sys.stderr.write(f"fakeflare: {reason}\n")
    return FAILED
