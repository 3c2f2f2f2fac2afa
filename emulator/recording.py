"""One request to a face that leads to the store, with the record that the journal keeps."""

import time

from starlette.types import ASGIApp, Receive, Scope, Send

from fakeflare.emulator.conditions.faults.faults import Dropped
from fakeflare.emulator.context import Emulator
from fakeflare.emulator.domain.operation import Door
from fakeflare.emulator.http.extensions import CUT
from fakeflare.emulator.journal.record import RequestRecord, put_record


async def record_request(
    app: ASGIApp, door: Door, emulator: Emulator, scope: Scope, receive: Receive, send: Send
) -> None:
    """Send a request on to a face's app, and its record to the journal. Raises ConnectionResetError where a
    fault cuts a connection that is no socket's."""
    now, started = emulator.conditions.clock.now(), time.perf_counter()
    record = RequestRecord(door, scope["method"], scope["path"], now, started, scope["headers"])
    put_record(scope, record)
    try:
        await app(scope, receive, send)
    except Dropped:
        if CUT not in scope.get("extensions", ()):
            raise ConnectionResetError("the connection was cut by a fault") from None
        await send({"type": CUT, "is_clean": record.status is not None})
    except Exception:
        record.status = 500
        raise
    finally:
        record.ended = time.perf_counter()
        emulator.journal.add(record)
