"""What a run of the emulator can be told: plain values, no I/O; the command lines fill them in."""

from pathlib import Path
from typing import NamedTuple

from fakeflare.emulator.http.tokens import Token
from fakeflare.emulator.storage.location import MEMORY

DEFAULT_PORT = 8786
"""One above the port that `wrangler dev` gives a Worker (a choice)."""

DEFAULT_ACCOUNT_ID = "fa4ef1a4e00000000000000000000001"
"""The account that holds the namespaces of a wrangler config (a choice: 32 hex, easy to tell)."""


class BoundNamespace(NamedTuple):
    """A namespace that a Worker's config names; registered as it is when the emulator starts."""

    binding: str
    """The name in the Worker's `env`, such as `CACHE_KV`."""
    id: str
    """`preview_id ?? id ?? binding`, placeholders included."""
    title: str
    """What REST lists it as."""


class Settings(NamedTuple):
    """What one emulator is told before it is opened."""

    location: str = MEMORY
    """Where its store is, such as `sqlite:///FOLDER`; see `storage.location`."""
    tokens: tuple[Token, ...] = ()
    bindings: tuple[BoundNamespace, ...] = ()
    bound_host: str = "127.0.0.1"
    """The address that the socket listens on; a loopback one makes the `Host` check strict."""
    seed: Path | None = None
    """A file whose pairs are written at each start."""
    account: str = DEFAULT_ACCOUNT_ID
    """The account that holds what no request has made."""
