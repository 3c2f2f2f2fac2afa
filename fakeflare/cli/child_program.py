"""A program beside an emulator of its own, for `fakeflare exec`: its variables, its signals, its exit code.
Knows no command line."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from fakeflare.cli.exit_codes import fail
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


def run_program(program: Sequence[str], port: int, tokens: Sequence[Token], seed: Path | None) -> int:
    """Run a program while an emulator in memory listens on `port`, 0 being a free one. Returns the program's
    exit code, or 128 and the number of the signal that ended it; 125 where the emulator cannot start, 126 and
    127 where the program cannot."""
    settings = Settings(tokens=tuple(tokens), bound_host=_HOST, seed=seed)
    try:
        return asyncio.run(_run_beside(program, port, settings))
    except (CannotOpen, CannotStart) as error:
        fail(error)
        return _OWN_FAILURE


async def _run_beside(program: Sequence[str], port: int, settings: Settings) -> int:
    with bind(_HOST, port) as sock:
        async with open_app(settings) as app, running((app, sock)):
            environment = build_environment(os.environ, format_url(sock), settings.tokens)
            return await _run_program(program, environment)


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
            fail(f"{program[0]}: not found")
            return _NOT_FOUND
        except OSError as error:
            fail(f"{program[0]}: {error.strerror or error}")
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
