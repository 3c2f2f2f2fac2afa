"""`fakeflare serve`: runs the emulator alone."""

import argparse
import gc
from pathlib import Path

from fakeflare.cli.data_flags import add_data_flags
from fakeflare.cli.option_values import parse_port, parse_token_spec
from fakeflare.cli.parser import CommandParser
from fakeflare.emulator.settings import DEFAULT_PORT

_DEFAULT_DATA = Path(".fakeflare")

_LEVELS = ("debug", "info", "warning", "error")


def add_arguments(parser: CommandParser) -> None:
    """Where it listens, where the data are, who may ask, and what is logged. Of the options, `data` is None
    for `--memory`."""
    parser.description = "Serve Cloudflare Workers KV: the REST API and the binding protocol on one port."
    parser.epilog = (
        "Each flag has a variable: --log-level is FAKEFLARE_LOG_LEVEL; "
        "FAKEFLARE_TOKEN holds tokens separated by spaces."
    )
    parser.add_flag("--host", text="listen on this address [%(default)s]", default="127.0.0.1")
    parser.add_flag("--port", text="0 chooses one [%(default)s]", default=str(DEFAULT_PORT), kind=parse_port)
    add_data_flags(
        parser, {"--data": f"folder of the database [{_DEFAULT_DATA}]"}, "keep nothing on the disk"
    )
    parser.add_list(
        "--token",
        text="accept this API token, and none but those given; repeatable",
        name="TOKEN[:ACCOUNT][:read|write]",
        kind=parse_token_spec,
    )
    parser.add_flag(
        "--seed",
        text="write the pairs that this TOML or JSON file declares, at each start",
        kind=Path,
        name="FILE",
    )
    parser.add_flag("--log-level", text="[%(default)s]", default="info", choices=_LEVELS)
    parser.add_argument(
        "--access-log",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="log every request on stderr",
    )

    def complete(options: argparse.Namespace) -> None:
        if options.access_log is None:
            options.access_log = parser.read_switch("--access-log")
        if not options.memory:
            options.data = options.data or _DEFAULT_DATA

    parser.add_check(complete)


def run(options: argparse.Namespace) -> int:
    """Run the emulator until a signal. Returns the exit code."""
    # Starting makes many objects and no garbage; collecting meanwhile takes a tenth of the time to the first
    # answer. `fakeflare.emulator.server.serving` puts the collector to work again.
    gc.disable()
    try:
        # start-up: with the collector at rest; and the help does without an emulator
        from fakeflare.cli.standalone_emulator import run_emulator

        return run_emulator(options)
    finally:
        gc.enable()
