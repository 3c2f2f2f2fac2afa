"""The arguments of `fakeflare dev`, `init` and `trigger`: flag, else FAKEFLARE_… variable, else default."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from fakeflare.cli.flags import Flags
from fakeflare.cli.option_values import (
    parse_location,
    parse_path,
    parse_port,
    parse_seconds,
    parse_time,
    parse_url,
)
from fakeflare.cli.turning import COMMANDS

DEFAULT_HOST = "127.0.0.1"

DEFAULT_WORKER_PORT = 8787
"""`wrangler dev`'s."""

DEFAULT_API_PORT = 8786
"""`fakeflare.emulator.settings.DEFAULT_PORT`, whose module is not needed to print a help text."""

DATA_FOLDER = ".fakeflare"


def parse_arguments(arguments: Sequence[str], environ: Mapping[str, str]) -> argparse.Namespace:
    """The options of a command line; usage errors exit with 2.

    Of `dev`, `host` and `port` are None where nothing names them, `data` is None for `--memory` and where
    nothing names a folder, and `is_named_by_variable` says that CLOUDFLARE_ENV chose `env`.
    """
    parser = make_parser(environ)
    options = parser.parse_args(arguments)
    if options.command == "dev":
        options.is_named_by_variable = options.env is None and bool(environ.get("CLOUDFLARE_ENV"))
        if options.is_named_by_variable:
            options.env = environ["CLOUDFLARE_ENV"]
        if options.emulator is not None and (options.given_data or options.given_memory):
            options.refuse("--emulator keeps the data: --persist-to and --memory do not go with it")
        if options.emulator is not None and options.seed is not None:
            options.refuse("--emulator keeps the data: use `fakeflare seed` there instead of --seed")
    return options


def make_parser(environ: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fakeflare",
        description="Cloudflare Workers KV and Python Workers on your own machine.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("serve", help="run the emulator alone", add_help=False)
    commands.add_parser("check", help="check wrangler configurations", add_help=False)
    for name, text in COMMANDS.items():
        commands.add_parser(name, help=text, add_help=False)
    dev = commands.add_parser("dev", help="run a Worker and the emulator together", allow_abbrev=False)
    _add_dev_flags(Flags(dev, environ))
    trigger = commands.add_parser(
        "trigger", help="send a cron event to a running `fakeflare dev`", allow_abbrev=False
    )
    _add_trigger_flags(Flags(trigger, environ))
    init = commands.add_parser("init", help="start a new project", allow_abbrev=False)
    _add_init_flags(Flags(init, environ))
    return parser


def _add_dev_flags(flags: Flags) -> None:
    flags.parser.epilog = (
        "Each flag has a variable: --api-port is FAKEFLARE_API_PORT. Variables of flags that may be repeated "
        "are split at spaces, FAKEFLARE_VAR at line ends."
    )
    flags.add_list(
        *("-c", "--config"),
        text="the wrangler configuration, otherwise found as wrangler does; repeatable: the first Worker is "
        "served, the others are reached by its service bindings",
        name="FILE",
        kind=Path,
    )
    flags.add("-e", "--env", text="the environment in it (also CLOUDFLARE_ENV)", name="NAME")
    flags.add(
        "--host", text=f"the address to listen on; default: dev.ip of the configuration, else {DEFAULT_HOST}"
    )
    flags.add(
        "--port",
        text="the Worker's, 0 to choose one; default: dev.port of the configuration, else "
        f"{DEFAULT_WORKER_PORT}",
        kind=parse_port,
        name="PORT",
    )
    flags.add(
        "--api-port",
        text=f"the emulator's, 0 to choose one; default: {DEFAULT_API_PORT}",
        default=str(DEFAULT_API_PORT),
        kind=parse_port,
        name="PORT",
    )
    _add_data_flags(flags)
    flags.add(
        "--seed",
        text="write the pairs that this TOML or JSON file declares, at each start",
        kind=parse_path,
        name="FILE",
    )
    flags.add(
        "--emulator", text="use the `fakeflare serve` at this URL and start none", kind=parse_url, name="URL"
    )
    flags.add_list(
        "--var",
        text="a variable of the Worker's, before all others; repeatable",
        name="NAME:VALUE",
        separator="\n",
    )
    flags.add_list(
        "--env-file",
        text="read secrets from this file instead of .dev.vars and .env; repeatable, later files win",
        name="FILE",
    )
    flags.add_list(
        "--outbound",
        text="answer the Worker's fetch of an origin (* for all) from a folder, another address or a local "
        "Worker; repeatable",
        name="ORIGIN=FOLDER|URL|worker:NAME",
    )
    flags.add(
        "--request-timeout",
        text="cut a handler off after so many seconds; default: never",
        kind=parse_seconds,
        name="SECONDS",
    )
    flags.add(
        "--location",
        text="the place that the Worker asks KV from, like ams, for eventual consistency; default: none",
        kind=parse_location,
        name="NAME",
    )
    flags.add_switch("--no-reload", text="do not take up changed files")
    flags.add_switch("--loose", text="allow what works here and not on Cloudflare")


def _add_data_flags(flags: Flags) -> None:
    is_memory = flags.read_switch("--memory")
    named = flags.read("--persist-to") or flags.read("--data")
    group = flags.parser.add_mutually_exclusive_group()
    for flag, text in (
        ("--persist-to", f"the folder of the data; default: {DATA_FOLDER} beside the configuration"),
        ("--data", "the same"),
    ):
        group.add_argument(
            *(flag,),
            dest="data",
            type=Path,
            metavar="DIR",
            action=_Data,
            default=Path(named) if named and not is_memory else None,
            help=text,
        )
    group.add_argument("--memory", action=_Memory, nargs=0, default=is_memory, help="keep nothing")
    flags.parser.set_defaults(given_data=False, given_memory=False, refuse=flags.parser.error)


def _add_trigger_flags(flags: Flags) -> None:
    flags.parser.description = (
        "Send a `scheduled` event to a running `fakeflare dev` and print its outcome. The exit code is 0 "
        "for ok, else 1."
    )
    flags.parser.add_argument(
        "cron", nargs="?", help="the cron expression; default: the only one of the configuration"
    )
    url = f"http://{DEFAULT_HOST}:{DEFAULT_WORKER_PORT}"
    flags.add(
        "--url", text=f"where it answers; default: dev.port of the configuration, else {url}", kind=parse_url
    )
    flags.add("--time", text="scheduledTime, in milliseconds or ISO 8601; default: now", kind=parse_time)
    flags.add("--worker", text="the name of the Worker, if not the served one", name="NAME")
    flags.add_list(
        *("-c", "--config"),
        text="the wrangler configuration that names the crons; of several, the first",
        kind=Path,
        name="FILE",
    )
    flags.add("-e", "--env", text="the environment in it", name="NAME")


def _add_init_flags(flags: Flags) -> None:
    flags.parser.description = (
        "Write a wrangler configuration, a small Python Worker with a KV namespace, and its test. Nothing "
        "is overwritten: where there is a project, the exit code is 1 and nothing is written."
    )
    flags.parser.add_argument(
        "folder", nargs="?", type=Path, default=Path(), metavar="FOLDER", help="where; default: here"
    )
    flags.add("--name", text="what the Worker is called; default: as the folder", name="NAME")


class _Version(argparse.Action):
    """Looks the version up only when it is asked for."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option: str | None = None,
    ) -> None:
        del namespace, values, option
        from fakeflare.version import read_version
        from fakeflare.worker.config.findings.schema import get_version

        sys.stdout.write(f"fakeflare {read_version()}, with the rules of wrangler {get_version()}\n")
        parser.exit(0)


class _Data(argparse.Action):
    """A folder given as a flag goes before FAKEFLARE_MEMORY."""

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
        namespace.given_data = True


class _Memory(argparse.Action):
    """`--memory` given as a flag goes before a variable's folder."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option: str | None = None,
    ) -> None:
        del parser, option, values
        namespace.memory, namespace.data = True, None
        namespace.given_memory = True
