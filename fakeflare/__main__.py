"""`python -m fakeflare` is the command `fakeflare`."""

import sys

from fakeflare.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
