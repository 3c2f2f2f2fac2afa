"""`fakeflare trigger`: sends a cron event to a running `fakeflare dev`."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fakeflare.cli.exit_codes import DONE, FAILED, fail
from fakeflare.cli.option_values import parse_milliseconds, parse_url
from fakeflare.cli.parser import CommandParser
from fakeflare.cli.worker_address import DEFAULT_HOST, DEFAULT_WORKER_PORT

if TYPE_CHECKING:
    from fakeflare.worker.config.model.config import Config


def add_arguments(parser: CommandParser) -> None:
    """The cron expression, the moment, and which Worker gets the event where."""
    parser.description = (
        "Send a `scheduled` event to a running `fakeflare dev` and print its outcome. The exit code is 0 "
        "for ok, else 1."
    )
    parser.add_argument(
        "cron", nargs="?", help="the cron expression; default: the only one of the configuration"
    )
    url = f"http://{DEFAULT_HOST}:{DEFAULT_WORKER_PORT}"
    parser.add_flag(
        "--url", text=f"where it answers; default: dev.port of the configuration, else {url}", kind=parse_url
    )
    parser.add_flag(
        "--time", text="scheduledTime, in milliseconds or ISO 8601; default: now", kind=parse_milliseconds
    )
    parser.add_flag("--worker", text="the name of the Worker, if not the served one", name="NAME")
    parser.add_list(
        *("-c", "--config"),
        text="the wrangler configuration that names the crons; of several, the first",
        kind=Path,
        name="FILE",
    )
    parser.add_flag("-e", "--env", text="the environment in it", name="NAME")


def run(options: argparse.Namespace) -> int:
    """Ask a running `dev` for a `scheduled` event; prints the outcome. Returns 0 for `ok`, else 1."""
    # start-up: the help does without the configuration's reader
    from fakeflare.worker.config.model.errors import ConfigError

    try:
        config = _find_config(options)
        cron = _choose_cron(options.cron, config)
        url: str = options.url or _find_url(config)
    except ConfigError as error:
        return fail(error)
    query = {"cron": cron, "format": "json"}
    if options.time is not None:
        query["time"] = str(options.time)
    if options.worker is not None:
        query["worker"] = options.worker
    return _ask(f"{url}/cdn-cgi/handler/scheduled?{urlencode(query)}", url)


def _find_config(options: argparse.Namespace) -> "Config | None":
    """The configuration that tells crons and port; who says the cron needs none."""
    # start-up: the help does without the configuration's reader
    from fakeflare.worker.config.model.config import load_config
    from fakeflare.worker.config.model.errors import ConfigError

    named: Path | None = next(iter(options.config), None)
    try:
        return load_config(named, options.env or os.environ.get("CLOUDFLARE_ENV"), Path.cwd())
    except ConfigError:
        if options.cron is None or named is not None:
            raise
        return None


def _choose_cron(cron: str | None, config: "Config | None") -> str:
    # start-up: the help does without the configuration's reader
    from fakeflare.worker.config.model.errors import ConfigError

    crons: tuple[str, ...] = () if config is None else config.crons
    if cron is None:
        if len(crons) != 1:
            found = ", ".join(f'"{known}"' for known in crons) or "none"
            raise ConfigError(None, f"which cron? the configuration has {found}")
        return crons[0]
    if config is not None and cron not in crons:
        sys.stderr.write(f'fakeflare: "{cron}" is none of triggers.crons; it is sent all the same\n')
    return cron


def _find_url(config: "Config | None") -> str:
    """Where `dev` serves this configuration without flags."""
    host, port = (None, None) if config is None else (config.dev_ip, config.dev_port)
    return f"http://{host or DEFAULT_HOST}:{port or DEFAULT_WORKER_PORT}"


def _ask(url: str, base: str) -> int:
    # start-up: urllib takes longer than all else here, and a mistake is told before it
    from urllib.error import HTTPError, URLError
    from urllib.request import ProxyHandler, build_opener

    try:
        with build_opener(ProxyHandler({})).open(url) as answer:
            body = answer.read().decode("utf-8", "replace")
    except HTTPError as error:
        body = error.read().decode("utf-8", "replace")
    except (URLError, OSError) as error:
        reason = getattr(error, "reason", error)
        return fail(f"no `fakeflare dev` answers at {base}: {reason}")
    try:
        outcome = json.loads(body)["outcome"]
    except (ValueError, KeyError, TypeError):
        return fail(f"the event was not sent: {body.strip()}")
    sys.stdout.write(f"{outcome}\n")
    return DONE if outcome == "ok" else FAILED
