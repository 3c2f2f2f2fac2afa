"""The routes of the control face, with what its OpenAPI document says of them."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Literal, NamedTuple

from starlette.responses import Response

from fakeflare.emulator.faces.control import clock, conditions, info, journal, state
from fakeflare.emulator.faces.control.requests import ControlRequest

PREFIX = "/_fakeflare"

Reach = Literal["open", "account", "emulator"]
"""Which token is enough, once tokens are configured: none is needed, that of the account that is touched, or
one of all accounts."""


class Route(NamedTuple):
    """One method of one path. `body` and `answer` name schemas; without a name there is none."""

    handle: Callable[[ControlRequest], Awaitable[Response]]
    summary: str
    body: str | None = None
    answer: str | None = None
    status: int = 200
    query: str | None = None
    """Names a set of parameters."""
    reach: Reach = "emulator"
    needs_body: bool = True
    """False where a body may be left out."""


ROUTES: Mapping[str, Mapping[str, Route]] = {
    "/health": {"GET": Route(info.show_health, "Whether it answers", answer="Health", reach="open")},
    "/info": {
        "GET": Route(info.show_info, "Version, data folder, counts, conditions in force", answer="Info")
    },
    "/reset": {
        "POST": Route(
            state.reset_all, "Put all state and all conditions back", "Reset", status=204, needs_body=False
        )
    },
    "/clock": {"GET": Route(clock.read_clock, "What the clock shows", answer="Clock")},
    "/clock/freeze": {
        "POST": Route(
            clock.freeze_clock, "Stop it, at a moment or where it is", "Freeze", "Clock", needs_body=False
        )
    },
    "/clock/set": {"POST": Route(clock.set_clock, "Turn it to a moment", "SetClock", "Clock")},
    "/clock/advance": {"POST": Route(clock.advance_clock, "Turn it forward", "Advance", "Clock")},
    "/clock/resume": {"POST": Route(clock.resume_clock, "Let it go on", answer="Clock")},
    "/clock/reset": {"POST": Route(clock.reset_clock, "Back to the machine's time", answer="Clock")},
    "/state/reset": {
        "POST": Route(
            state.reset_state,
            "Empty the store, an account or a namespace",
            "ResetState",
            status=204,
            reach="account",
            needs_body=False,
        )
    },
    "/namespaces": {
        "GET": Route(state.list_namespaces, "All namespaces", answer="Namespaces"),
        "POST": Route(
            state.ensure_namespace,
            "The namespace of a title, made if there is none",
            "EnsureNamespace",
            "Namespace",
            reach="account",
        ),
    },
    "/namespaces/{namespace}/export": {
        "GET": Route(
            state.export_namespace, "Its pairs, as wrangler's bulk JSON", answer="Pairs", reach="account"
        )
    },
    "/namespaces/{namespace}/import": {
        "POST": Route(
            state.import_namespace,
            "Write pairs into it",
            "Import",
            "Imported",
            query="Import",
            reach="account",
        )
    },
    "/seed": {"POST": Route(state.seed, "Write what a seed declares", "Seed", "Seeded")},
    "/snapshots": {
        "GET": Route(state.list_snapshots, "All snapshots, the oldest first", answer="Snapshots"),
        "POST": Route(
            state.take_snapshot, "Take one; the same name replaces", "TakeSnapshot", "Snapshot", 201
        ),
    },
    "/snapshots/{name}": {"DELETE": Route(state.delete_snapshot, "Forget one", status=204)},
    "/snapshots/{name}/restore": {
        "POST": Route(state.restore_snapshot, "Make all state what it was then", status=204)
    },
    "/faults": {
        "GET": Route(conditions.list_faults, "The rules in force, in their order", answer="Faults"),
        "POST": Route(conditions.add_fault, "Add a rule", "FaultSpec", "Fault", 201),
        "DELETE": Route(conditions.clear_faults, "Remove all rules", status=204),
    },
    "/faults/{id}": {
        "GET": Route(conditions.get_fault, "A rule and its counters", answer="Fault"),
        "DELETE": Route(conditions.remove_fault, "Remove a rule", status=204),
    },
    "/limits": {
        "GET": Route(conditions.show_limits, "What is limited, and the counters", answer="Limits"),
        "PATCH": Route(conditions.change_limits, "Switch some of them", "LimitsSpec", "Limits"),
        "DELETE": Route(conditions.reset_limits, "All off, and the counters gone", answer="Limits"),
    },
    "/consistency": {
        "GET": Route(conditions.show_consistency, "Whether it is eventual", answer="Consistency"),
        "PATCH": Route(conditions.change_consistency, "Switch it", "ConsistencySpec", "Consistency"),
        "DELETE": Route(conditions.reset_consistency, "Off, as at the start", answer="Consistency"),
    },
    "/consistency/settle": {
        "POST": Route(conditions.settle_consistency, "Make all places agree", answer="Consistency")
    },
    "/journal": {
        "GET": Route(
            journal.list_journal, "The last requests, the oldest first", answer="Journal", query="Journal"
        ),
        "DELETE": Route(journal.clear_journal, "Forget them", status=204),
    },
    "/journal/count": {
        "GET": Route(journal.count_journal, "How many there are", answer="Count", query="Journal")
    },
}
"""By path below `/_fakeflare/v1`, then by method."""
