"""`python -m emulator` is `fakeflare serve`: it imports the rest with the garbage collector at rest.

Starting makes many objects and no garbage; collecting meanwhile takes a tenth of the time to the first
answer. `fakeflare.emulator.server.serving.serve` puts the collector to work again.
"""

import gc
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `fakeflare serve` with these arguments; returns its exit code."""
    gc.disable()
    try:
        from fakeflare.cli.serve import main as run

        return run(arguments)
    except KeyboardInterrupt:  # before the server listens for it
        return 130
    finally:
        gc.enable()


if __name__ == "__main__":
    sys.exit(main())
