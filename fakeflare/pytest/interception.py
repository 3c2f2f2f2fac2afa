"""Requests of this process to `https://api.cloudflare.com` reach the emulator instead.

httpcore (below httpx), `http.client` (below urllib, urllib3 and requests) and aiohttp are patched where they
connect: everything above, and all that is sent, is as it would be. Libraries that are imported while requests
are intercepted are patched then. A connection to the emulator serves while this holds, and no longer.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from fakeflare.emulator.http.hosts import is_loopback

HOST = "api.cloudflare.com"


class OutsideRefused(RuntimeError):
    """A request to another host, where these are not wanted. No OSError: nobody is to try again."""


class Target(NamedTuple):
    """Where requests go."""

    host: str
    port: int
    refuses_others: bool = False


class _Patch(NamedTuple):
    owner: Any
    name: str
    original: Any
    replacement: Any


_lock = threading.RLock()
_targets: list[Target] = []
_patches: list[_Patch] = []
_endings: list[Callable[[], None]] = []


@contextlib.contextmanager
def intercepting(target: Target) -> Iterator[None]:
    """While inside, in every thread. Of several targets the last one counts."""
    from fakeflare.pytest import intercepted

    with _lock:
        _targets.append(target)
        if len(_targets) == 1:
            intercepted.begin()
    try:
        yield
    finally:
        with _lock:
            _targets.remove(target)
            if not _targets:
                _undo()


def choose(host: str | None) -> Target | None:
    """Where a request to this host is to go instead; None leaves it alone. Raises OutsideRefused."""
    targets = _targets[-1:]
    if not targets or host is None:
        return None
    name = host.lower().rstrip(".")
    if name == HOST:
        return targets[0]
    if targets[0].refuses_others and not _is_here(name):
        raise OutsideRefused(
            f"a request to {host} was refused: with --fakeflare-only, {HOST}, which the emulator is here, "
            "and this machine are all that can be reached"
        )
    return None


def _is_here(name: str) -> bool:
    return name.endswith(".localhost") or is_loopback(name.strip("[]"))


def replace(owner: Any, name: str, make: Callable[[Any], Any]) -> None:
    """Put what `make` makes of a member in its place, until the end."""
    with _lock:
        current = getattr(owner, name)
        if any(patch.replacement is current for patch in _patches):
            return
        replacement = make(current)
        setattr(owner, name, replacement)
        _patches.append(_Patch(owner, name, current, replacement))


def at_the_end(ending: Callable[[], None]) -> None:
    """Call this when nobody intercepts any more."""
    _endings.append(ending)


def _undo() -> None:
    for ending in _endings:
        ending()
    _endings.clear()
    for patch in reversed(_patches):
        # what others have put over ours stays, and leads to ours, which does nothing while nobody intercepts
        if vars(patch.owner).get(patch.name) is patch.replacement:
            setattr(patch.owner, patch.name, patch.original)
    _patches.clear()
