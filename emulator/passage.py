"""One request through a door that leads to the store, with the visit that the journal keeps."""

import time

from starlette.types import ASGIApp, Receive, Scope, Send

from fakeflare.emulator.conditions.conditions import Conditions
from fakeflare.emulator.conditions.faults.faults import Dropped
from fakeflare.emulator.conditions.visits import VISIT, Visit
from fakeflare.emulator.domain.operation import Door

CUT = "fakeflare.cut"
"""The ASGI extension of a server that cuts a connection when it is sent a message of this type: at once, or
with `is_clean` when all that was sent before has left."""


async def pass_through(
    app: ASGIApp, door: Door, conditions: Conditions, scope: Scope, receive: Receive, send: Send
) -> None:
    """Send a request on to a door's app. Raises ConnectionResetError where a fault cuts a connection that is
    no socket's."""
    now, started = conditions.clock.now(), time.perf_counter()
    visit = Visit(door, scope["method"], scope["path"], now, started, scope["headers"])
    token = VISIT.set(visit)
    try:
        await app(scope, receive, send)
    except Dropped:
        if CUT not in scope.get("extensions", ()):
            raise ConnectionResetError("the connection was cut by a fault") from None
        await send({"type": CUT, "is_clean": visit.status is not None})
    except Exception:
        visit.status = 500
        raise
    finally:
        VISIT.reset(token)
        visit.ended = time.perf_counter()
        conditions.journal.add(visit)
