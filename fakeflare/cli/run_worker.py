"""What the commands of `fakeflare` do, and what they say about it. `options` are those of worker.options."""

import argparse
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fakeflare.cli.options import DATA_FOLDER, DEFAULT_HOST, DEFAULT_WORKER_PORT

if TYPE_CHECKING:
    from fakeflare.worker.config.model.config import Config
    from fakeflare.worker.runtime.dev.run import RunOptions
    from fakeflare.worker.runtime.load.projects import Choices, Project


def run_dev(options: argparse.Namespace) -> int:
    """Run until a signal. Returns the exit code."""
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
        sys.stderr.write(f"{error.traceback}fakeflare: {error}\n")
        return 1
    except (ConfigError, TargetInvalid, CannotOpen, CannotStart, WorkerError) as error:
        sys.stderr.write(f"fakeflare: {error}\n")
        return 1
    return 0


def _make_choices(options: argparse.Namespace) -> "Choices":
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
        data=None if options.memory else options.data or config.folder / DATA_FOLDER,
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


def run_init(options: argparse.Namespace) -> int:
    """Write a new project and say what to do with it. Returns 0, or 1 where there is something already."""
    import shlex

    from fakeflare.cli.project_template import CannotStart, init

    try:
        written = init(options.folder, options.name)
    except CannotStart as error:
        sys.stderr.write(f"fakeflare: {error}\n")
        return 1
    sys.stdout.writelines(f"wrote {path}\n" for path in written)
    place = "" if options.folder == Path() else f"cd {shlex.quote(str(options.folder))} && "
    sys.stdout.write(f"\nrun it:   {place}fakeflare dev\ntest it:  {place}python -m pytest\n")
    return 0


def run_trigger(options: argparse.Namespace) -> int:
    """Ask a running `dev` for a `scheduled` event; prints the outcome. Returns 0 for `ok`, else 1."""
    from fakeflare.worker.config.model.errors import ConfigError

    try:
        config = _find_config(options)
        cron = _choose_cron(options.cron, config)
        url: str = options.url or _find_url(config)
    except ConfigError as error:
        sys.stderr.write(f"fakeflare: {error}\n")
        return 1
    query = {"cron": cron, "format": "json"}
    if options.time is not None:
        query["time"] = str(options.time)
    if options.worker is not None:
        query["worker"] = options.worker
    return _ask(f"{url}/cdn-cgi/handler/scheduled?{urlencode(query)}", url)


def _find_config(options: argparse.Namespace) -> "Config | None":
    """The configuration that tells crons and port; who says the cron needs none."""
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
    import json
    from urllib.error import HTTPError, URLError
    from urllib.request import ProxyHandler, build_opener

    try:
        with build_opener(ProxyHandler({})).open(url) as answer:
            body = answer.read().decode("utf-8", "replace")
    except HTTPError as error:
        body = error.read().decode("utf-8", "replace")
    except (URLError, OSError) as error:
        reason = getattr(error, "reason", error)
        sys.stderr.write(f"fakeflare: no `fakeflare dev` answers at {base}: {reason}\n")
        return 1
    try:
        outcome = json.loads(body)["outcome"]
    except (ValueError, KeyError, TypeError):
        sys.stderr.write(f"fakeflare: the event was not sent: {body.strip()}\n")
        return 1
    sys.stdout.write(f"{outcome}\n")
    return 0 if outcome == "ok" else 1
