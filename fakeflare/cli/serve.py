"""`fakeflare serve`, which is also `python -m emulator`."""

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from fakeflare.emulator.app import CannotOpen, open_app
from fakeflare.emulator.http.tokens import Token, TokenSpecInvalid, parse_token
from fakeflare.emulator.server.serving import serve
from fakeflare.emulator.server.sockets import CannotStart, bind, format_url
from fakeflare.emulator.settings import DEFAULT_PORT, Settings
from fakeflare.emulator.storage.location import make_location

DEFAULT_DATA = Path(".fakeflare")

_log = logging.getLogger("fakeflare")

_LIBRARY_LEVELS = {
    "uvicorn": logging.WARNING,
    "uvicorn.access": logging.INFO,  # asked for by a flag of its own
    "aiosqlite": logging.INFO,
    "asyncio": logging.INFO,
    "python_multipart": logging.ERROR,
}

_TRUE = ("1", "true", "yes", "on")
_FALSE = ("", "0", "false", "no", "off")

_LEVELS = ("debug", "info", "warning", "error")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the emulator until a signal. Returns the exit code: 0, or 1 with one line on stderr."""
    options = parse_arguments(arguments, os.environ)
    logging.basicConfig(
        level=options.log_level.upper(), stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s"
    )
    for name, level in _LIBRARY_LEVELS.items():
        logging.getLogger(name).setLevel(level)
    try:
        asyncio.run(_serve(options))
    except (CannotOpen, CannotStart) as error:
        print(f"fakeflare: {error}", file=sys.stderr)
        return 1
    return 0


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


def parse_arguments(arguments: Sequence[str] | None, environment: Mapping[str, str]) -> argparse.Namespace:
    """The options: flag, else `FAKEFLARE_…` variable, else default. `data` is None for `--memory`."""
    parser = _build_parser(environment)
    options = parser.parse_args(arguments)
    if options.memory is None:
        is_memory = _parse_switch(parser, "FAKEFLARE_MEMORY", environment)
        options.memory = is_memory and options.data is None
    if options.access_log is None:
        options.access_log = _parse_switch(parser, "FAKEFLARE_ACCESS_LOG", environment)
    if options.data is None:
        options.data = Path(environment.get("FAKEFLARE_DATA") or DEFAULT_DATA)
    if options.memory:
        options.data = None
    if options.log_level not in _LEVELS:  # argparse looks at what flags say, not at their defaults
        parser.error(f"FAKEFLARE_LOG_LEVEL: '{options.log_level}' is none of {', '.join(_LEVELS)}")
    if options.token is None:
        try:
            options.token = [parse_token(spec) for spec in environment.get("FAKEFLARE_TOKEN", "").split()]
        except TokenSpecInvalid as error:
            parser.error(f"FAKEFLARE_TOKEN: {error}")
    return options


def _parse_switch(parser: argparse.ArgumentParser, variable: str, environment: Mapping[str, str]) -> bool:
    """A variable that is on or off; unset and empty are off."""
    text = environment.get(variable, "")
    if text.lower() not in (*_TRUE, *_FALSE):
        parser.error(
            f"{variable}: '{text}' is neither on nor off: expected one of {', '.join(_TRUE + _FALSE[1:])}"
        )
    return text.lower() in _TRUE


def _build_parser(environment: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fakeflare serve",
        description="Serve Cloudflare Workers KV: the REST API and the binding protocol on one port.",
        epilog="Each flag has a variable: --log-level is FAKEFLARE_LOG_LEVEL; "
        "FAKEFLARE_TOKEN holds tokens separated by spaces.",
        allow_abbrev=False,
    )

    def read(name: str, default: str) -> str:
        return environment.get(f"FAKEFLARE_{name}") or default

    parser.add_argument(
        "--host", default=read("HOST", "127.0.0.1"), help="listen on this address [%(default)s]"
    )
    port = read("PORT", str(DEFAULT_PORT))
    parser.add_argument("--port", type=_parse_port, default=port, help="0 chooses one [%(default)s]")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--data", type=Path, metavar="DIR", help=f"folder of the database [{DEFAULT_DATA}]")
    where.add_argument("--memory", action="store_true", default=None, help="keep nothing on the disk")
    parser.add_argument(
        "--token",
        action="append",
        type=_parse_token,
        metavar="TOKEN[:ACCOUNT][:read|write]",
        help="accept this API token, and none but those given; repeatable",
    )
    seed = environment.get("FAKEFLARE_SEED")
    parser.add_argument(
        "--seed",
        type=Path,
        metavar="FILE",
        default=Path(seed) if seed else None,
        help="write the pairs that this TOML or JSON file declares, at each start",
    )
    level = read("LOG_LEVEL", "info")
    parser.add_argument("--log-level", choices=_LEVELS, default=level, help="[%(default)s]")
    parser.add_argument(
        "--access-log",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="log every request on stderr",
    )
    return parser


def _parse_port(raw: str) -> int:
    if not raw.isdecimal() or int(raw) > 65535:
        raise argparse.ArgumentTypeError(f'"{raw}" is not a port: expected 0 to 65535')
    return int(raw)


def _parse_token(spec: str) -> Token:
    try:
        return parse_token(spec)
    except TokenSpecInvalid as error:
        raise argparse.ArgumentTypeError(str(error)) from None
