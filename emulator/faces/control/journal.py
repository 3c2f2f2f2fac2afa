"""The journal of requests."""

from starlette.responses import Response

from fakeflare.emulator.faces.control.calls import Call, answer

_NUMBERS = frozenset({"after", "limit", "since", "status"})
"""Filters that mean a number where they look like one."""


async def list_journal(call: Call) -> Response:
    journal = call.premises.conditions.journal
    last = journal.added  # before the hints are looked for: meanwhile others may ask
    return answer({"entries": await journal.list(_read_filter(call)), "last": last})


async def count_journal(call: Call) -> Response:
    return answer({"count": call.premises.conditions.journal.count(_read_filter(call))})


async def clear_journal(call: Call) -> Response:
    call.premises.conditions.journal.clear()
    return Response(status_code=204)


def _read_filter(call: Call) -> dict[str, object]:
    return {
        name: int(text) if name in _NUMBERS and text.isdecimal() and text.isascii() else text
        for name, text in call.query.items()
    }
