"""`fakeflare dev`: runs a Worker and the emulator together."""

import argparse
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from fakeflare.cli.data_flags import add_data_flags
from fakeflare.cli.exit_codes import DONE, fail
from fakeflare.cli.option_values import parse_location, parse_port, parse_seconds, parse_url
from fakeflare.cli.parser import CommandParser
from fakeflare.cli.worker_address import DEFAULT_HOST, DEFAULT_WORKER_PORT
from fakeflare.emulator.settings import DEFAULT_PORT

if TYPE_CHECKING:
    from fakeflare.worker.runtime.dev.run import RunOptions
    from fakeflare.worker.runtime.load.projects import Choices, Project

_DATA_FOLDER = ".fakeflare"


def add_arguments(parser: CommandParser) -> None:
    """The configurations, where Worker and emulator listen, the data, and how the Worker runs.

    Of the options, `host` and `port` are None where nothing names them, `data` is None for `--memory` and
    where nothing names a folder, and `is_named_by_variable` says that CLOUDFLARE_ENV chose `env`.
    """
    parser.epilog = (
        "Each flag has a variable: --api-port is FAKEFLARE_API_PORT. Variables of flags that may be repeated "
        "are split at spaces, FAKEFLARE_VAR at line ends."
    )
    parser.add_list(
        *("-c", "--config"),
        text="the wrangler configuration, otherwise found as wrangler does; repeatable: the first Worker is "
        "served, the others are reached by its service bindings",
        name="FILE",
        kind=Path,
    )
    parser.add_flag(
        "-e", "--env", text="the environment in it (also CLOUDFLARE_ENV)", name="NAME", has_empty=True
    )
    parser.add_flag(
        "--host", text=f"the address to listen on; default: dev.ip of the configuration, else {DEFAULT_HOST}"
    )
    parser.add_flag(
        "--port",
        text="the Worker's, 0 to choose one; default: dev.port of the configuration, else "
        f"{DEFAULT_WORKER_PORT}",
        kind=parse_port,
        name="PORT",
    )
    parser.add_flag(
        "--api-port",
        text=f"the emulator's, 0 to choose one; default: {DEFAULT_PORT}",
        default=str(DEFAULT_PORT),
        kind=parse_port,
        name="PORT",
    )
    add_data_flags(
        parser,
        {
            "--persist-to": f"the folder of the data; default: {_DATA_FOLDER} beside the configuration",
            "--data": "the same",
        },
        "keep nothing",
    )
    parser.add_flag(
        "--seed",
        text="write the pairs that this TOML or JSON file declares, at each start",
        kind=Path,
        name="FILE",
    )
    parser.add_flag(
        "--emulator", text="use the `fakeflare serve` at this URL and start none", kind=parse_url, name="URL"
    )
    parser.add_list(
        "--var",
        text="a variable of the Worker's, before all others; repeatable",
        name="NAME:VALUE",
        separator="\n",
    )
    parser.add_list(
        "--env-file",
        text="read secrets from this file instead of .dev.vars and .env; repeatable, later files win",
        name="FILE",
    )
    parser.add_list(
        "--outbound",
        text="answer the Worker's fetch of an origin (* for all) from a folder, another address or a local "
        "Worker; repeatable",
        name="ORIGIN=FOLDER|URL|worker:NAME",
    )
    parser.add_flag(
        "--request-timeout",
        text="cut a handler off after so many seconds; default: never",
        kind=parse_seconds,
        name="SECONDS",
    )
    parser.add_flag(
        "--location",
        text="the place that the Worker asks KV from, like ams, for eventual consistency; default: none",
        kind=parse_location,
        name="NAME",
    )
    parser.add_switch("--no-reload", text="do not take up changed files")
    parser.add_switch("--loose", text="allow what works here and not on Cloudflare")
    parser.add_check(lambda options: _check(parser, options))


def _check(parser: CommandParser, options: argparse.Namespace) -> None:
    """Let CLOUDFLARE_ENV name the environment, and refuse what does not go with another emulator's data."""
    options.is_named_by_variable = options.env is None and bool(parser.environ.get("CLOUDFLARE_ENV"))
    if options.is_named_by_variable:
        options.env = parser.environ["CLOUDFLARE_ENV"]
    if options.emulator is not None and options.has_data_flag:
        parser.error("--emulator keeps the data: --persist-to and --memory do not go with it")
    if options.emulator is not None and options.seed is not None:
        parser.error("--emulator keeps the data: use `fakeflare seed` there instead of --seed")


def run(options: argparse.Namespace) -> int:
    """Run the Worker and the emulator until a signal. Returns the exit code."""
    # start-up: the help does without all of this
    import asyncio
    import logging

    from fakeflare.emulator.app import CannotOpen
    from fakeflare.emulator.server.sockets import CannotStart
    from fakeflare.worker.config.model.errors import ConfigError
    from fakeflare.worker.runtime.dev.banner import Addresses, describe_start
    from fakeflare.worker.runtime.dev.run import develop
    from fakeflare.worker.runtime.load.program import WorkerError
    from fakeflare.worker.runtime.load.projects import load_project
    from fakeflare.worker.runtime.outbound.targets import TargetInvalid
    from fakeflare.worker.runtime.workers.isolate import LoadError

    if isinstance(sys.stdout, io.TextIOWrapper):
        # what the Worker prints is there at once, through a pipe too
        sys.stdout.reconfigure(line_buffering=True)
    logging.basicConfig(level="WARNING", stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    try:
        choices = _make_choices(options)
        project = load_project(choices, os.environ)
        for warning in project.warnings:
            sys.stderr.write(f"fakeflare: {warning}\n")
        run = _make_run(options, project)

        def announce(addresses: Addresses) -> None:
            sys.stdout.write(f"ready {addresses.worker} api {addresses.api}\n\n")
            sys.stdout.write(describe_start(project, run.data, addresses, run.emulator is None) + "\n")

        asyncio.run(develop(project, choices, os.environ, run, announce))
    except LoadError as error:
        sys.stderr.write(error.traceback)
        return fail(error)
    except (ConfigError, TargetInvalid, CannotOpen, CannotStart, WorkerError) as error:
        return fail(error)
    except KeyboardInterrupt:
        # before the servers listen for it: a person ends `dev` this way
        return DONE
    return DONE


def _make_choices(options: argparse.Namespace) -> "Choices":
    # start-up: as above
    from fakeflare.worker.runtime.load.projects import Choices

    return Choices(
        start=Path.cwd(),
        configs=tuple(options.config),
        environment=options.env,
        is_named_by_variable=options.is_named_by_variable,
        overrides=tuple(options.var),
        env_files=tuple(options.env_file),
    )


def _make_run(options: argparse.Namespace, project: "Project") -> "RunOptions":
    # start-up: as above
    from fakeflare.worker.bindings.caller_headers import Location
    from fakeflare.worker.runtime.dev.run import RunOptions
    from fakeflare.worker.runtime.outbound.targets import parse_targets
    from fakeflare.worker.runtime.workers.workers import WorkersOptions

    config = project.main.config
    ip, port = config.dev_ip, config.dev_port
    # wrangler's word for its own default
    ip = DEFAULT_HOST if ip == "localhost" else ip
    return RunOptions(
        host=options.host or ip or DEFAULT_HOST,
        port=next(value for value in (options.port, port, DEFAULT_WORKER_PORT) if value is not None),
        api_port=options.api_port,
        data=None if options.memory else options.data or config.folder / _DATA_FOLDER,
        workers=WorkersOptions(
            parse_targets(options.outbound),
            is_strict=not options.loose,
            request_timeout=options.request_timeout,
            location=Location(options.location),
        ),
        emulator=options.emulator,
        has_reload=not options.no_reload,
        seed=options.seed,
    )
