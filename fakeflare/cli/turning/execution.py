"""`fakeflare exec`: a program with an emulator of its own."""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence

from fakeflare.control.client import build_variables
from fakeflare.emulator.app import CannotOpen, open_app
from fakeflare.emulator.http.tokens import Token
from fakeflare.emulator.server.serving import running
from fakeflare.emulator.server.sockets import CannotStart, bind, format_url
from fakeflare.emulator.settings import DEFAULT_ACCOUNT_ID, Settings

_HOST = "127.0.0.1"

_TOKEN = "fakeflare-local-token"  # noqa: S105 - any would do
"""The program's, where no tokens are configured."""

_OWN_FAILURE = 125
_CANNOT_RUN = 126
_NOT_FOUND = 127
_SIGNALLED = 128
"""Exit codes as `env` and the shells have them."""

_FORWARDED = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2")

_FROM_THE_KEYBOARD = ("SIGINT", "SIGQUIT")

_REAL_CREDENTIALS = (
    *("CLOUDFLARE_API_KEY", "CLOUDFLARE_EMAIL", "CLOUDFLARE_API_USER_SERVICE_KEY"),
    *("CF_API_KEY", "CF_EMAIL", "CF_API_TOKEN", "CF_ACCOUNT_ID", "CF_API_BASE_URL"),
)
"""Other ways to say who one is and whom one asks; beside a token some clients send both."""


def run_exec(options: argparse.Namespace) -> int:
    """Returns the program's exit code, or 128 and the number of the signal that ended it."""
    try:
        return asyncio.run(_run(options))
    except (CannotOpen, CannotStart) as error:
        sys.stderr.write(f"fakeflare: {error}\n")
        return _OWN_FAILURE


async def _run(options: argparse.Namespace) -> int:
    tokens: tuple[Token, ...] = tuple(options.token)
    settings = Settings(tokens=tokens, bound_host=_HOST, seed=options.seed)
    with bind(_HOST, options.port) as sock:
        async with open_app(settings) as app, running((app, sock)):
            return await _run_program(
                options.program, build_environment(os.environ, format_url(sock), tokens)
            )


def build_environment(environ: Mapping[str, str], url: str, tokens: Sequence[Token]) -> dict[str, str]:
    """The program's variables: those of this process, but an emulator in the place of Cloudflare."""
    kept = {name: value for name, value in environ.items() if name not in _REAL_CREDENTIALS}
    token = tokens[0].value if tokens else _TOKEN
    variables = build_variables(url, DEFAULT_ACCOUNT_ID, token)
    if tokens:
        variables["FAKEFLARE_TOKEN"] = token
    # a proxy would look for this address on its own machine
    for name in ("NO_PROXY", "no_proxy"):
        hosts = [host for host in kept.get(name, "").split(",") if host]
        variables[name] = ",".join([*hosts, *({_HOST} - set(hosts))])
    return kept | variables


async def _run_program(program: Sequence[str], environment: dict[str, str]) -> int:
    with _forwarding() as forwarder:
        try:
            process = await asyncio.create_subprocess_exec(*program, env=environment)
        except FileNotFoundError:
            sys.stderr.write(f"fakeflare: {program[0]}: not found\n")
            return _NOT_FOUND
        except OSError as error:
            sys.stderr.write(f"fakeflare: {program[0]}: {error.strerror or error}\n")
            return _CANNOT_RUN
        forwarder.begin(process)
        code = await process.wait()
    return _SIGNALLED - code if code < 0 else code


class _Forwarder:
    """Passes signals on to a program, those from before its start as well."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._early: list[int] = []

    def begin(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        for number in self._early:
            self.forward(number)

    def forward(self, number: int) -> None:
        if self._process is None:
            self._early.append(number)
        elif not _has_got_it(number):
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(number)


@contextlib.contextmanager
def _forwarding() -> Iterator[_Forwarder]:
    forwarder = _Forwarder()
    numbers = [getattr(signal, name) for name in _FORWARDED if hasattr(signal, name)]
    previous = {
        number: signal.signal(number, lambda number, _frame: forwarder.forward(number)) for number in numbers
    }
    try:
        yield forwarder
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _has_got_it(number: int) -> bool:
    """Whether the signal came from the keyboard, which sends it to the program, too: it runs in the
    terminal's foreground, like this process."""
    if signal.Signals(number).name not in _FROM_THE_KEYBOARD:
        return False
    return any(map(_is_foreground, (0, 1, 2)))


def _is_foreground(descriptor: int) -> bool:
    """Whether this is a terminal that listens to this process."""
    try:
        return os.tcgetpgrp(descriptor) == os.getpgrp()
    except (OSError, AttributeError):
        return False
