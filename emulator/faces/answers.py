"""How a face answers a request that is recorded: noted there, and broken off where a fault says so."""

from collections.abc import Awaitable

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from fakeflare.emulator.conditions.faults.faults import Dropped
from fakeflare.emulator.journal.record import RequestRecord, get_record


def answer(response: Response, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
    """Send a response whose body is known. Raises `Dropped` where a fault cuts the connection."""
    record = get_record(scope)
    record.status, record.sent = response.status_code, len(response.body)
    operation = record.operation
    if operation is not None and operation.effect is not None:
        send = _BrokenAnswer(record, operation.effect.keep, send).send
    return response(scope, receive, send)


class _BrokenAnswer:
    """Sends as much of an answer as a fault leaves of it, and notes in the record what that was."""

    def __init__(self, record: RequestRecord, keep: float | None, send: Send) -> None:
        """`keep` is how much of the body is sent, as `Effect` has it; None is nothing, not even the head."""
        self._record = record
        self._keep = keep
        self._send = send

    async def send(self, message: Message) -> None:
        """Raises `Dropped` once that much is sent."""
        if self._keep is None:
            self._record.status, self._record.sent = None, 0
            raise Dropped
        body = message.get("body", b"")
        left = int(len(body) * self._keep) if self._keep < 1 else int(self._keep)
        if message["type"] == "http.response.start" or left >= len(body):
            await self._send(message)
            return
        self._record.sent = left
        await self._send({"type": "http.response.body", "body": body[:left], "more_body": True})
        raise Dropped
