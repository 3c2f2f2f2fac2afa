"""The journal of requests."""

from starlette.responses import Response

from fakeflare.emulator.faces.control.requests import ControlRequest, answer


async def list_journal(request: ControlRequest) -> Response:
    journal = request.emulator.journal
    last = journal.added  # before the hints are looked for: meanwhile others may ask
    return answer({"entries": await journal.list(_read_filter(request)), "last": last})


async def count_journal(request: ControlRequest) -> Response:
    return answer({"count": request.emulator.journal.count(_read_filter(request))})


async def clear_journal(request: ControlRequest) -> Response:
    request.emulator.journal.clear()
    return Response(status_code=204)


def _read_filter(request: ControlRequest) -> dict[str, object]:
    # start-up: messages come with the first request for them
    from fakeflare.emulator.messages.declaration.parsing import read_query
    from fakeflare.emulator.messages.journal import JournalFilter  # start-up: msgspec

    return read_query(JournalFilter, request.query)
