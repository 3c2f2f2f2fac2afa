"""The fixture `fakeflare`: a started emulator, empty when the test begins."""

from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from fakeflare.emulator.service.seed_files import read_seed
from fakeflare.emulator.settings import BoundNamespace
from fakeflare.pytest.handles import NamespaceHandle
from fakeflare.pytest.markers import Wishes
from fakeflare.pytest.server import Server

_SNAPSHOT = "test"


class Fakeflare:
    """One emulator as a test holds it. Every call is done when it returns, in synchronous and in asynchronous
    tests alike."""

    is_real = False

    def __init__(self, server: Server, base: Path) -> None:
        self.server = server
        self.base = base
        control = server.control
        self.clock = control.clock
        self.faults = control.faults
        self.limits = control.limits
        self.consistency = control.consistency
        self.journal = control.journal

    @property
    def url(self) -> str:
        """`http://127.0.0.1:PORT`"""
        return self.server.url

    @property
    def api_url(self) -> str:
        """The base URL of the REST API, for SDKs; ends in `/client/v4`."""
        return self.server.api_url

    @property
    def account_id(self) -> str:
        return self.server.account_id

    @property
    def token(self) -> str:
        return self.server.token

    @property
    def env(self) -> dict[str, str]:
        """Variables by which another process finds the emulator: `{**os.environ, **fakeflare.env}`."""
        return self.server.env

    def namespace(self, name: str, account_id: str | None = None) -> NamespaceHandle:
        """The namespace of a Worker's binding, of an id or of a title; created under that title if absent.

        With `account_id` it is the one of this title in that account. Raises ValueError for a bad title.
        """
        return self.server.open_namespace(name, account_id)

    def seed(self, spec: str | PathLike[str] | Mapping[str, Any]) -> dict[str, Any]:
        """Write what a seed declares, a file (relative to pytest's root folder) or an object; returns counts.
        Raises ValueError."""
        server = self.server
        if isinstance(spec, Mapping):
            return server.thread.call(server.state.seed(spec, self.base))
        return server.thread.call(server.state.seed(read_seed(self.base / spec)))

    def snapshot(self, name: str = _SNAPSHOT) -> dict[str, Any]:
        """Remember all state under a name; gone with the next test."""
        return self.server.control.snapshot(name)

    def restore(self, name: str = _SNAPSHOT) -> None:
        """Make all state what it was then."""
        self.server.control.restore(name)

    def reset(self) -> None:
        """As at the test's start, without what the marker asked for."""
        self.server.control.reset()

    def bind(self, bindings: Iterable[BoundNamespace]) -> None:
        """Have the namespaces of a Worker's configuration, until the next test."""
        self.server.bind(bindings)

    def begin(self, wishes: Wishes) -> None:
        """Arrange what a test wishes."""
        if wishes.freeze is not None and wishes.freeze is not False:
            self.clock.freeze(None if wishes.freeze is True else wishes.freeze)
        for seed in wishes.seeds:
            self.seed(seed)
        if wishes.limits is not None:
            self.limits.configure(wishes.limits)
        if wishes.consistency is not None:
            self.consistency.configure(wishes.consistency)
        for fault in wishes.faults:
            self.faults.add(fault)

    def __repr__(self) -> str:
        return repr(self.server)
