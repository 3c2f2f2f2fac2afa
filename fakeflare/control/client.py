"""A client of the control face, synchronous: what tests, scripts and the shell turn an emulator with.

Settings of conditions are plain JSON in the shape that the control face has; where one object is asked for,
its members may be given as keywords. httpx is imported with the first client.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType
from typing import TYPE_CHECKING

from fakeflare.control.connection import ControlError, Json, Line, drop_none, quote_name

if TYPE_CHECKING:
    import httpx

__all__ = ["Control", "ControlError", "Fault", "build_variables"]

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
        self.limits = SettingsControl(line, "/limits")
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
        """The oldest first."""
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


class ClockControl:
    """The emulator's clock, in whole seconds since the epoch; moments may be given as ISO 8601 text."""

    def __init__(self, line: "Line") -> None:
        self._line = line

    def now(self) -> int:
        return int(self.read()["now"])

    def read(self) -> Json:
        return self._line.ask("GET", "/clock")

    def freeze(self, at: int | str | None = None) -> Json:
        """Stand still, at a moment or where it is."""
        return self._line.ask("POST", "/clock/freeze", drop_none({"at": at}))

    def set(self, now: int | str) -> Json:
        """Show another moment, and go on from there or stand there as before."""
        return self._line.ask("POST", "/clock/set", {"now": now})

    def advance(self, seconds: int) -> Json:
        """Turn it forward."""
        return self._line.ask("POST", "/clock/advance", {"seconds": seconds})

    def resume(self) -> Json:
        """Go on from the second that it shows."""
        return self._line.ask("POST", "/clock/resume")

    def reset(self) -> Json:
        """Show the machine's time."""
        return self._line.ask("POST", "/clock/reset")


class Fault:
    """A rule in force."""

    def __init__(self, faults: "FaultsControl", described: Json) -> None:
        self._faults = faults
        self.described = described
        self.id = str(described["id"])

    @property
    def hits(self) -> int:
        """How often it has struck; asks the emulator."""
        return int(self.describe()["hits"])

    @property
    def matches(self) -> int:
        """How many operations it has looked at and meant; asks the emulator."""
        return int(self.describe()["matches"])

    def describe(self) -> Json:
        """The rule as it stands now; as it was last seen once it is gone."""
        try:
            self.described = self._faults.read(self.id)
        except ControlError as error:
            if error.status != 404:
                raise
        return self.described

    def remove(self) -> None:
        self._faults.remove(self.id)

    def __repr__(self) -> str:
        return f"Fault({self.described})"


class FaultsControl:
    """The fault rules."""

    def __init__(self, line: "Line") -> None:
        self._line = line

    def add(self, spec: Mapping[str, object] | None = None, /, **members: object) -> Fault:
        described = self._line.ask("POST", "/faults", {**(spec or {}), **drop_none(members)})
        return Fault(self, described)

    def list(self) -> list[Fault]:
        return [Fault(self, described) for described in self._line.ask("GET", "/faults")["faults"]]

    def get(self, rule_id: str) -> Fault:
        return Fault(self, self.read(rule_id))

    def read(self, rule_id: str) -> Json:
        """The rule as JSON, with its counters."""
        return self._line.ask("GET", f"/faults/{quote_name(rule_id)}")

    def remove(self, rule_id: str) -> None:
        self._line.ask("DELETE", f"/faults/{quote_name(rule_id)}")

    def clear(self) -> None:
        self._line.ask("DELETE", "/faults")


class SettingsControl:
    """A condition that is switched by settings."""

    def __init__(self, line: "Line", path: str) -> None:
        self._line = line
        self._path = path

    def configure(self, spec: Mapping[str, object] | None = None, /, **members: object) -> Json:
        """Change what is named; returns all of it as it stands then."""
        return self._line.ask("PATCH", self._path, {**(spec or {}), **members})

    def describe(self) -> Json:
        return self._line.ask("GET", self._path)

    def reset(self) -> Json:
        """Off, as at the start."""
        return self._line.ask("DELETE", self._path)


class ConsistencyControl(SettingsControl):
    """Eventual consistency."""

    def __init__(self, line: "Line") -> None:
        super().__init__(line, "/consistency")

    def settle(self) -> Json:
        """Make all places agree."""
        return self._line.ask("POST", f"{self._path}/settle")


class JournalControl:
    """The last requests."""

    def __init__(self, line: "Line") -> None:
        self._line = line

    def list(self, **filters: object) -> list[Json]:
        """The oldest first; filters as `GET journal` has them."""
        return list(self.read(**filters)["entries"])

    def read(self, **filters: object) -> Json:
        """The same with `last`, which `after` takes to ask for what came since."""
        return self._line.ask("GET", "/journal", query=drop_none(filters))

    def count(self, **filters: object) -> int:
        return int(self._line.ask("GET", "/journal/count", query=drop_none(filters))["count"])

    def clear(self) -> None:
        self._line.ask("DELETE", "/journal")
