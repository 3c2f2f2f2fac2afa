"""An emulator that is a process of its own, for `fakeflare serve`: what it logs, and what it says when it is
ready."""

import argparse
import asyncio
import logging
import sys
from pathlib import Path

from fakeflare.cli.exit_codes import DONE, fail
from fakeflare.emulator.app import CannotOpen, open_app
from fakeflare.emulator.server.serving import serve
from fakeflare.emulator.server.sockets import CannotStart, bind, format_url
from fakeflare.emulator.settings import Settings
from fakeflare.emulator.storage.location import make_location

_log = logging.getLogger("fakeflare")

_LIBRARY_LEVELS = {
    "uvicorn": logging.WARNING,
    "uvicorn.access": logging.INFO,  # asked for by a flag of its own
    "aiosqlite": logging.INFO,
    "asyncio": logging.INFO,
    "python_multipart": logging.ERROR,
}


def run_emulator(options: argparse.Namespace) -> int:
    """Run an emulator with the options of `fakeflare serve` until a signal. Returns the exit code: 0, or 1
    with one line on standard error."""
    logging.basicConfig(
        level=options.log_level.upper(), stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s"
    )
    for name, level in _LIBRARY_LEVELS.items():
        logging.getLogger(name).setLevel(level)
    try:
        asyncio.run(_serve(options))
    except (CannotOpen, CannotStart) as error:
        return fail(error)
    return DONE


async def _serve(options: argparse.Namespace) -> None:
    settings = Settings(
        location=make_location(options.data),
        tokens=tuple(options.token),
        bound_host=options.host,
        seed=options.seed,
    )
    with bind(options.host, options.port) as sock:
        url = format_url(sock)
        async with open_app(settings) as app:
            _log.debug("store open, %d tokens, listening on %s", len(settings.tokens), url)
            await serve(
                (app, sock), ready=lambda: _announce(url, options.data), access_log=options.access_log
            )


def _announce(url: str, data: Path | None) -> None:
    where = "in memory" if data is None else f"in {data}"
    print(f"ready {url}", flush=True)
    print(f"Workers KV {where}, REST API at {url}/client/v4", flush=True)
