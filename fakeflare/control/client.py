"""A client of the control face, synchronous: what tests, scripts and the shell turn an emulator with.

Settings of conditions are plain JSON in the shape that the control face has; where one object is asked for,
its members may be given as keywords. httpx is imported with the first client.
"""

from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING

from fakeflare.control.clock import ClockControl
from fakeflare.control.connection import ControlError, Json, Line, drop_none, quote_name
from fakeflare.control.faults import FaultsControl
from fakeflare.control.journal import JournalControl
from fakeflare.control.settings import ConsistencyControl, LimitsControl

if TYPE_CHECKING:
    import httpx

__all__ = ["Control", "ControlError", "build_variables"]

_API = "/client/v4"
"""Where the REST API begins; Cloudflare's clients want it in their variables."""


def build_variables(url: str, account: str, token: str) -> dict[str, str]:
    """The environment variables by which programs find an emulator instead of Cloudflare."""
    return {
        "CLOUDFLARE_BASE_URL": f"{url}{_API}",  # the SDKs
        "CLOUDFLARE_API_BASE_URL": f"{url}{_API}",  # wrangler
        "CLOUDFLARE_API_TOKEN": token,
        "CLOUDFLARE_ACCOUNT_ID": account,
        "FAKEFLARE_URL": url,
    }


class Control:
    """One emulator, by its URL. Every call is one request, and raises `ControlError`.

    `transport` replaces the network. The client is closed by `close`, or by leaving a `with` block.
    """

    def __init__(
        self, url: str, token: str | None = None, transport: "httpx.BaseTransport | None" = None
    ) -> None:
        self.url = url.rstrip("/")
        self._line = line = Line(self.url, token, transport)
        self.clock = ClockControl(line)
        self.faults = FaultsControl(line)
        self.limits = LimitsControl(line)
        self.consistency = ConsistencyControl(line)
        self.journal = JournalControl(line)

    def health(self) -> Json:
        return self._line.ask("GET", "/health")

    def info(self) -> Json:
        """Version, data folder, counts, conditions in force."""
        return self._line.ask("GET", "/info")

    def reset(self, *, keep_snapshots: bool = False) -> None:
        """As on the first day: no namespaces but those of a Worker's configuration, no pairs, no snapshots,
        an empty journal, the machine's time, no faults, no limits, no eventual consistency."""
        self._line.ask("POST", "/reset", {"keep_snapshots": True} if keep_snapshots else None)

    def reset_state(
        self, *, account: str | None = None, namespace: str | None = None, conditions: bool = False
    ) -> None:
        """Remove all namespaces, those of one account, or the pairs of one namespace."""
        spec = {"account": account, "namespace": namespace, "conditions": conditions}
        self._line.ask("POST", "/state/reset", drop_none(spec))

    def namespaces(self) -> list[Json]:
        """Id, title and account of each."""
        return list(self._line.ask("GET", "/namespaces")["namespaces"])

    def namespace(self, title: str, account: str | None = None) -> Json:
        """The namespace of this title, made if there is none."""
        return self._line.ask("POST", "/namespaces", drop_none({"title": title, "account": account}))

    def snapshot(self, name: str) -> Json:
        """Take a snapshot of all state; one of the same name is replaced."""
        return self._line.ask("POST", "/snapshots", {"name": name})

    def restore(self, name: str) -> None:
        """Make all state what it was when the snapshot was taken."""
        self._line.ask("POST", f"/snapshots/{quote_name(name)}/restore")

    def list_snapshots(self) -> list[Json]:
        """List all snapshots, the oldest first."""
        return list(self._line.ask("GET", "/snapshots")["snapshots"])

    def delete_snapshot(self, name: str) -> None:
        self._line.ask("DELETE", f"/snapshots/{quote_name(name)}")

    def seed(self, spec: object) -> Json:
        """Write what a seed declares (`fakeflare.emulator.seeds` reads files); returns counts."""
        return self._line.ask("POST", "/seed", spec)

    def export(self, namespace: str) -> Iterator[bytes]:
        """The pairs of a namespace, by its id, title or binding, as wrangler's bulk JSON."""
        return self._line.stream(f"/namespaces/{quote_name(namespace)}/export")

    def import_pairs(self, namespace: str, chunks: bytes | Iterable[bytes], *, create: bool = False) -> int:
        """Write bulk JSON into a namespace, made if need be and asked for; returns how many pairs."""
        path = f"/namespaces/{quote_name(namespace)}/import"
        answer = self._line.ask("POST", path, content=chunks, query={"create": "true"} if create else {})
        return int(answer["imported"])

    def close(self) -> None:
        self._line.close()

    def __enter__(self) -> "Control":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
