"""The limits and the eventual consistency of a running emulator."""

from collections.abc import Mapping, Sequence
from typing import Literal

from fakeflare.control.connection import Json, Line, drop_none
from fakeflare.control.specs import DailyQuotaSpec, InvocationSpec, RequestRateSpec, WriteRateSpec


class _SettingsControl:
    """A condition that is switched by settings."""

    def __init__(self, line: Line, path: str) -> None:
        self._line = line
        self._path = path

    def _configure(self, spec: Mapping[str, object] | None, members: Mapping[str, object]) -> Json:
        return self._line.ask("PATCH", self._path, {**(spec or {}), **drop_none(members)})

    def describe(self) -> Json:
        return self._line.ask("GET", self._path)

    def reset(self) -> Json:
        """Off, as at the start."""
        return self._line.ask("DELETE", self._path)


class LimitsControl(_SettingsControl):
    """Cloudflare's rate limits and quotas."""

    def __init__(self, line: Line) -> None:
        super().__init__(line, "/limits")

    # written: configure limits
    def configure(
        self,
        spec: Mapping[str, object] | None = None,
        /,
        *,
        all: bool | None = None,
        writes_per_key: bool | WriteRateSpec | None = None,
        requests: bool | RequestRateSpec | None = None,
        daily: bool | Literal["free"] | DailyQuotaSpec | None = None,
        invocation: bool | int | InvocationSpec | None = None,
    ) -> Json:
        """Switch the limits that are named, and return all as they stand then. Raises `ControlError`.

        Limits to switch: `true` is as Cloudflare has it, `false` is off; what is not named stays as it is.
        `spec` says the same as one object.

        all: for those that are not named
        writes_per_key: writes to the same key in a second
        requests: requests over REST
        daily: what an account has in a day, and its bytes; true and free are the free plan's
        invocation: operations of one event of a Worker
        """
        members = {
            "all": all,
            "writes_per_key": writes_per_key,
            "requests": requests,
            "daily": daily,
            "invocation": invocation,
        }
        return self._configure(spec, members)

    # end of what is written


class ConsistencyControl(_SettingsControl):
    """The eventual consistency of an emulator."""

    def __init__(self, line: Line) -> None:
        super().__init__(line, "/consistency")

    # written: configure consistency
    def configure(
        self,
        spec: Mapping[str, object] | None = None,
        /,
        *,
        enabled: bool | None = None,
        locations: str | Sequence[str] | None = None,
    ) -> Json:
        """Change what is named, and return all as it stands then. Raises `ControlError`.

        Eventual consistency to switch; what is not named stays as it is, and the caches begin empty. `spec`
        says the same as one object.

        enabled: whether places have caches
        locations: the places that have caches; any is whatever requests name
        """
        members = {
            "enabled": enabled,
            "locations": locations,
        }
        return self._configure(spec, members)

    # end of what is written

    def settle(self) -> Json:
        """Make all places agree at once."""
        return self._line.ask("POST", f"{self._path}/settle")
