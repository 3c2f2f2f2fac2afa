"""What the fixtures of `worker/pytest_entry.py` do, once a test asks for one."""

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from fakeflare.pytest.fixture import Fakeflare
from fakeflare.pytest.interception import Target, intercepting
from fakeflare.pytest.journal_report import LENGTH, format_entries
from fakeflare.pytest.markers import NAMES, Wishes, WishInvalid, join, read_option, read_wishes
from fakeflare.pytest.real import API_URL, RealCloudflare
from fakeflare.pytest.server import Server

_CREDENTIALS = ("CLOUDFLARE_API_TOKEN", "CLOUDFLARE_ACCOUNT_ID")


def begin_test(server: Server, base: Path) -> Fakeflare:
    """The emulator with nothing in it, and all conditions as at the start; seeds are files below `base`."""
    server.clear()
    return Fakeflare(server, base)


def arrange(request: pytest.FixtureRequest, fakeflare: Fakeflare, settings: Mapping[str, Any]) -> None:
    """Do what marker, settings and configuration say. Fails with one sentence where they are wrong."""
    __tracebackhide__ = True
    try:
        fakeflare.begin(_read_wishes(request, settings, fakeflare.base))
    except WishInvalid as error:
        pytest.fail(str(error), pytrace=False)


def _read_wishes(request: pytest.FixtureRequest, settings: Mapping[str, Any], base: Path) -> Wishes:
    markers = list(request.node.iter_markers("fakeflare"))
    if any(marker.args for marker in markers):
        raise WishInvalid(f"the marker fakeflare takes {', '.join(f'{name}=…' for name in NAMES)}")
    options = {
        name: read_option(name, request.config.getini(f"fakeflare_{name}"))
        for name in ("seed", "freeze", "limits", "consistency")
    }
    wished = {name: value for name, value in settings.items() if name not in ("account_id", "token")}
    return read_wishes(join(options, wished, *(marker.kwargs for marker in reversed(markers))), base)


@contextlib.contextmanager
def intercepted(fakeflare: Any, config: pytest.Config) -> Iterator[None]:
    """While inside, this process finds the emulator at Cloudflare's address; real tests find Cloudflare."""
    if fakeflare.is_real:
        yield
        return
    host, _, port = fakeflare.url.removeprefix("http://").partition(":")
    with intercepting(Target(host, int(port), config.getoption("--fakeflare-only"))):
        yield


@contextlib.contextmanager
def opened_account(config: pytest.Config) -> Iterator[RealCloudflare]:
    """Cloudflare itself, if it is wanted and can be reached; else the test is skipped."""
    if not (config.getoption("--fakeflare-real") or config.getini("fakeflare_real")):
        pytest.skip("not asked for: --fakeflare-real")
    missing = [name for name in _CREDENTIALS if not os.environ.get(name)]
    if missing:
        pytest.skip(f"no credentials: {' and '.join(missing)} not set")
    token, account = (os.environ[name] for name in _CREDENTIALS)
    real = RealCloudflare(account, token, os.environ.get("CLOUDFLARE_BASE_URL") or API_URL)
    try:
        yield real
    finally:
        real.close()


def describe_journal(fakeflare: Fakeflare) -> str:
    """The last requests, for a report; "" where there were none."""
    return format_entries(fakeflare.journal.list(limit=LENGTH))
