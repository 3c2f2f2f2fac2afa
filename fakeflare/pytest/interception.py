"""Requests of this process to `https://api.cloudflare.com` reach the emulator instead.

The libraries are patched where they connect: everything above, and all that is sent, is as it would be. A
connection to the emulator serves while this holds, and no longer.
"""

import contextlib
from collections.abc import Iterator
from typing import NamedTuple

from fakeflare.emulator.http.hosts import is_loopback
from fakeflare.worker.http_clients.interception import redirecting

HOST = "api.cloudflare.com"


class OutsideRefused(RuntimeError):
    """A request to another host, where these are not wanted. No OSError: nobody is to try again."""


class EmulatorAddress(NamedTuple):
    """Where requests go, and whether those to other hosts are refused."""

    host: str
    port: int
    refuses_others: bool = False


_addresses: list[EmulatorAddress] = []


@contextlib.contextmanager
def intercepting(address: EmulatorAddress) -> Iterator[None]:
    """While inside, requests go to this address, in every thread. Of several the last one counts."""
    with redirecting(choose):
        _addresses.append(address)
        try:
            yield
        finally:
            _addresses.remove(address)


def choose(host: str) -> EmulatorAddress | None:
    """Choose where a request to this host is to go instead; None leaves it alone. Raises OutsideRefused."""
    addresses = _addresses[-1:]
    if not addresses:
        return None
    name = host.lower().rstrip(".")
    if name == HOST:
        return addresses[0]
    if addresses[0].refuses_others and not _is_here(name):
        raise OutsideRefused(
            f"a request to {host} was refused: with --fakeflare-only, {HOST}, which the emulator is here, "
            "and this machine are all that can be reached"
        )
    return None


def _is_here(name: str) -> bool:
    return name.endswith(".localhost") or is_loopback(name.strip("[]"))
