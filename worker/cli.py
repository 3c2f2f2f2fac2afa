"""The command `fakeflare`. Reads arguments, prints for a person, imports the rest when needed."""

import argparse
import io
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from worker.config.config import Config
    from worker.runtime.development import Addresses

DEFAULT_WORKER_PORT = 8787
"""`wrangler dev`'s."""

DATA_FOLDER = ".fakeflare"

_TRUE = ("1", "true", "yes", "on")
_FALSE = ("", "0", "false", "no", "off")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line. Returns the exit code: 0, or 1 with one clear line on stderr."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["serve"]:
        from emulator.__main__ import main as serve

        return serve(arguments[1:])
    options = _make_parser(os.environ).parse_args(arguments)
    try:
        return _run_dev(options)
    except KeyboardInterrupt:
        return 0


def _run_dev(options: argparse.Namespace) -> int:
    import asyncio
    import logging

    from emulator.app import CannotOpen
    from emulator.server import CannotStart
    from worker.config.config import load_config
    from worker.config.errors import ConfigError
    from worker.runtime.development import Options, develop
    from worker.runtime.program import LoadError, WorkerError
    from worker.runtime.routes import RouteInvalid, parse_routes

    if isinstance(sys.stdout, io.TextIOWrapper):
        # what the Worker prints is there at once, through a pipe too
        sys.stdout.reconfigure(line_buffering=True)
    logging.basicConfig(level="WARNING", stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    try:
        config = load_config(options.config, options.env, Path.cwd())
        for warning in config.warnings:
            print(f"fakeflare: {config.path}: {warning}", file=sys.stderr)
        data = None if options.memory else options.data or config.path.parent / DATA_FOLDER
        run = Options(options.host, options.port, options.api_port, data, parse_routes(options.outbound))
        asyncio.run(develop(config, run, lambda addresses: _announce(config, data, addresses)))
    except LoadError as error:
        print(f"{error.traceback}fakeflare: {error}", file=sys.stderr)
        return 1
    except (ConfigError, RouteInvalid, CannotOpen, CannotStart, WorkerError) as error:
        print(f"fakeflare: {error}", file=sys.stderr)
        return 1
    return 0


def _announce(config: "Config", data: Path | None, addresses: "Addresses") -> None:
    from emulator.settings import DEFAULT_ACCOUNT_ID

    base = f"{addresses.api}/client/v4"
    lines = [
        f"ready {addresses.worker} api {addresses.api}",
        "",
        f"Worker     {config.name}  ({config.path})",
        *(f"KV         env.{binding.binding}  {binding.id}" for binding in config.kv_namespaces),
        *(() if config.kv_namespaces else ("KV         none: the configuration has no kv_namespaces",)),
        f"data       {'in memory' if data is None else data}",
        f"REST API   {base}",
        f"account    {DEFAULT_ACCOUNT_ID}",
        "",
        f"  curl {addresses.worker}/",
        "  curl -H 'Authorization: Bearer any-token' "
        f"'{base}/accounts/{DEFAULT_ACCOUNT_ID}/storage/kv/namespaces'",
        "",
        "for wrangler and the SDKs:",
        f"  export CLOUDFLARE_API_BASE_URL={base} CLOUDFLARE_API_TOKEN=any-token "
        f"CLOUDFLARE_ACCOUNT_ID={DEFAULT_ACCOUNT_ID}",
        "",
        "after a change to the Worker, start again: this version does not reload",
        "",
    ]
    print("\n".join(lines), flush=True)


def _make_parser(environ: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fakeflare",
        description="Cloudflare Workers KV and Python Workers on your own machine.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"fakeflare {_read_version()}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("serve", help="run the emulator alone", add_help=False)
    _add_dev_arguments(
        commands.add_parser("dev", help="run a Worker and the emulator together", allow_abbrev=False), environ
    )
    return parser


def _add_dev_arguments(parser: argparse.ArgumentParser, environ: Mapping[str, str]) -> None:
    """Flag > FAKEFLARE_… variable > default. argparse parses a text default like a flag's value."""
    from emulator.settings import DEFAULT_PORT

    parser.epilog = (
        "Each flag has a variable: --api-port is FAKEFLARE_API_PORT; FAKEFLARE_OUTBOUND is split at spaces."
    )

    def read(name: str, default: str | None = None) -> str | None:
        return environ.get(f"FAKEFLARE_{name}", default)

    def add(*flags: str, text: str, default: str | None, kind: Callable[[str], object]) -> None:
        variable = flags[-1].removeprefix("--").replace("-", "_").upper()
        parser.add_argument(*flags, help=text, default=read(variable, default), type=kind)

    add(
        *("-c", "--config"),
        text="the wrangler configuration; otherwise found as wrangler does",
        default=None,
        kind=Path,
    )
    add(
        *("-e", "--env"),
        text="the environment in it (also CLOUDFLARE_ENV)",
        default=environ.get("CLOUDFLARE_ENV"),
        kind=str,
    )
    add("--host", text="the address to listen on; default: 127.0.0.1", default="127.0.0.1", kind=str)
    port, api_port = str(DEFAULT_WORKER_PORT), str(DEFAULT_PORT)
    add(
        "--port",
        text=f"the Worker's, 0 to choose one; default: {port}",
        default=port,
        kind=_parse_port,
    )
    add(
        "--api-port",
        text=f"the emulator's, 0 to choose one; default: {api_port}",
        default=api_port,
        kind=_parse_port,
    )
    is_memory = _parse_switch(parser, "FAKEFLARE_MEMORY", read("MEMORY"))
    storage = parser.add_mutually_exclusive_group()
    storage.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        action=_Data,
        default=Path(named) if (named := read("DATA")) and not is_memory else None,
        help=f"where the data live; default: {DATA_FOLDER} beside the configuration",
    )
    storage.add_argument("--memory", action="store_true", default=is_memory, help="keep nothing")
    parser.add_argument(
        "--outbound",
        metavar="ORIGIN=FOLDER|URL",
        action=_Outbound,
        default=(read("OUTBOUND") or "").split(),
        help="answer the Worker's fetch of an origin from a folder or another address; repeatable",
    )


class _Data(argparse.Action):
    """`--data` given as a flag goes before FAKEFLARE_MEMORY."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option: str | None = None,
    ) -> None:
        del parser, option
        namespace.data = values
        namespace.memory = False


class _Outbound(argparse.Action):
    """Collects; the first flag drops what the variable said."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option: str | None = None,
    ) -> None:
        del parser, option
        given = getattr(namespace, "given_outbound", [])
        namespace.given_outbound = namespace.outbound = [*given, values]


def _parse_switch(parser: argparse.ArgumentParser, variable: str, text: str | None) -> bool:
    """A variable that is on or off; unset and empty are off."""
    word = (text or "").lower()
    if word not in (*_TRUE, *_FALSE):
        parser.error(
            f"{variable}: '{text}' is neither on nor off: expected one of {', '.join(_TRUE + _FALSE[1:])}"
        )
    return word in _TRUE


def _parse_port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f'"{text}" is not a port: expected 0 to 65535')
    return int(text)


def _read_version() -> str:
    try:
        return metadata.version("fakeflare")
    except metadata.PackageNotFoundError:
        return "(not installed)"


if __name__ == "__main__":
    sys.exit(main())
