"""The journal of a running emulator."""

from collections.abc import Mapping

from fakeflare.control.connection import Json, Line, drop_none
from fakeflare.control.specs import Door, OperationKind

Entries = list[Json]


class JournalControl:
    """The last requests that an emulator noted."""

    def __init__(self, line: Line) -> None:
        self._line = line

    # written: list
    def list(
        self,
        spec: Mapping[str, object] | None = None,
        /,
        *,
        door: Door | None = None,
        operation: OperationKind | None = None,
        location: str | None = None,
        namespace: str | None = None,
        key: str | None = None,
        status: int | str | None = None,
        since: int | None = None,
        fault: str | None = None,
        limit: int | None = None,
        after: int | None = None,
    ) -> list[Json]:
        """Return the requests that pass, the oldest first. Raises `ControlError`.

        Which requests are wanted: those that all members allow. `spec` says the same as one object.

        door: what the request came through
        operation: what was asked for: get, put, list …
        location: where the request comes from
        namespace: id or title
        key: a pattern with * and ?
        status: one like 404, or a class like 4xx
        since: not before a second of the emulator's clock
        fault: the id of the rule that struck
        limit: the last so many
        after: not the first so many requests that there have ever been
        """
        members = {
            "door": door,
            "operation": operation,
            "location": location,
            "namespace": namespace,
            "key": key,
            "status": status,
            "since": since,
            "fault": fault,
            "limit": limit,
            "after": after,
        }
        return self._list(spec, members)

    # end of what is written

    # written: read
    def read(
        self,
        spec: Mapping[str, object] | None = None,
        /,
        *,
        door: Door | None = None,
        operation: OperationKind | None = None,
        location: str | None = None,
        namespace: str | None = None,
        key: str | None = None,
        status: int | str | None = None,
        since: int | None = None,
        fault: str | None = None,
        limit: int | None = None,
        after: int | None = None,
    ) -> Json:
        """Return `entries`, and `last`, from which the filter `after` goes on. Raises `ControlError`.

        Which requests are wanted: those that all members allow. `spec` says the same as one object.

        door: what the request came through
        operation: what was asked for: get, put, list …
        location: where the request comes from
        namespace: id or title
        key: a pattern with * and ?
        status: one like 404, or a class like 4xx
        since: not before a second of the emulator's clock
        fault: the id of the rule that struck
        limit: the last so many
        after: not the first so many requests that there have ever been
        """
        members = {
            "door": door,
            "operation": operation,
            "location": location,
            "namespace": namespace,
            "key": key,
            "status": status,
            "since": since,
            "fault": fault,
            "limit": limit,
            "after": after,
        }
        return self._read(spec, members)

    # end of what is written

    # written: count
    def count(
        self,
        spec: Mapping[str, object] | None = None,
        /,
        *,
        door: Door | None = None,
        operation: OperationKind | None = None,
        location: str | None = None,
        namespace: str | None = None,
        key: str | None = None,
        status: int | str | None = None,
        since: int | None = None,
        fault: str | None = None,
        limit: int | None = None,
        after: int | None = None,
    ) -> int:
        """Return how many requests pass. Raises `ControlError`.

        Which requests are wanted: those that all members allow. `spec` says the same as one object.

        door: what the request came through
        operation: what was asked for: get, put, list …
        location: where the request comes from
        namespace: id or title
        key: a pattern with * and ?
        status: one like 404, or a class like 4xx
        since: not before a second of the emulator's clock
        fault: the id of the rule that struck
        limit: the last so many
        after: not the first so many requests that there have ever been
        """
        members = {
            "door": door,
            "operation": operation,
            "location": location,
            "namespace": namespace,
            "key": key,
            "status": status,
            "since": since,
            "fault": fault,
            "limit": limit,
            "after": after,
        }
        return self._count(spec, members)

    # end of what is written

    def _list(self, spec: Mapping[str, object] | None, filters: Mapping[str, object]) -> Entries:
        return list(self._read(spec, filters)["entries"])

    def _read(self, spec: Mapping[str, object] | None, filters: Mapping[str, object]) -> Json:
        return self._line.ask("GET", "/journal", query=drop_none({**(spec or {}), **drop_none(filters)}))

    def _count(self, spec: Mapping[str, object] | None, filters: Mapping[str, object]) -> int:
        query = drop_none({**(spec or {}), **drop_none(filters)})
        return int(self._line.ask("GET", "/journal/count", query=query)["count"])

    def clear(self) -> None:
        """Forget all requests that were noted."""
        self._line.ask("DELETE", "/journal")
