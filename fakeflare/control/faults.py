"""The fault rules of a running emulator."""

from collections.abc import Mapping, Sequence
from typing import Literal

from fakeflare.control.connection import ControlError, Json, Line, drop_none, quote_name
from fakeflare.control.specs import Door, FromNow, Latency, OperationKind


class Fault:
    """A fault rule that is in force."""

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
    """The fault rules of an emulator."""

    def __init__(self, line: Line) -> None:
        self._line = line

    # written: add
    def add(
        self,
        spec: Mapping[str, object] | None = None,
        /,
        *,
        operation: OperationKind | Sequence[OperationKind] | None = None,
        namespace: str | None = None,
        key: str | None = None,
        door: Door | None = None,
        location: str | None = None,
        status: int | None = None,
        code: int | None = None,
        message: str | None = None,
        retry_after: int | None = None,
        latency: float | Latency | None = None,
        drop: bool | Literal["before", "after"] | None = None,
        truncate: float | None = None,
        stale: bool | None = None,
        probability: float | None = None,
        seed: int | None = None,
        times: int | None = None,
        after: int | None = None,
        until: float | FromNow | None = None,
    ) -> Fault:
        """Add a rule, and return it with its counters. Raises `ControlError`.

        A rule that makes operations fail: it has `latency` or one of `status`, `drop`, `truncate`, `stale`.
        `spec` says the same as one object.

        operation: which operations, one or several; all of them without it
        namespace: id or title, or a pattern with * and ? for them
        key: a pattern with * and ?; case matters
        door: what the operation comes through
        location: where the request comes from, such as ams
        status: answer with an error of this HTTP status
        code: of the REST API's error; else Cloudflare's usual
        message: of the error; else Cloudflare's usual
        retry_after: the error's header Retry-After, in seconds
        latency: wait so many seconds, or how they are drawn
        drop: cut the connection: before the operation is done (true), or after
        truncate: cut the body, whose head announces all of it: below 1 a share of it is sent, else so many
            bytes
        stale: a read gives the value before the last write that the rule has seen; only for reads
        probability: strike this share of them by chance
        seed: of the chance and of the latency: the same seed and requests make the same faults
        times: strike so often, then no more
        after: leave so many alone first
        until: until a second of the emulator's clock, or so many seconds from now
        """
        members = {
            "operation": operation,
            "namespace": namespace,
            "key": key,
            "door": door,
            "location": location,
            "status": status,
            "code": code,
            "message": message,
            "retry_after": retry_after,
            "latency": latency,
            "drop": drop,
            "truncate": truncate,
            "stale": stale,
            "probability": probability,
            "seed": seed,
            "times": times,
            "after": after,
            "until": until,
        }
        return self._add(spec, members)

    # end of what is written

    def _add(self, spec: Mapping[str, object] | None, members: Mapping[str, object]) -> Fault:
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
