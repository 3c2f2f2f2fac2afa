"""The clock."""

from datetime import UTC, datetime

from starlette.responses import Response

from fakeflare.emulator.conditions.fields import Fields, refuse
from fakeflare.emulator.conditions.turned_clock import TurnedClock
from fakeflare.emulator.faces.control.requests import ControlRequest, answer

_LAST = 253_402_300_799
"""The end of the year 9999: what a date can say."""

_MOMENT = f"must be a whole number of seconds from 0 to {_LAST}, or a moment like 2030-01-31T12:00:00Z"


async def read_clock(request: ControlRequest) -> Response:
    return _show(request)


async def freeze_clock(request: ControlRequest) -> Response:
    fields = await request.read_fields()
    at = _take_moment(fields, "at")
    fields.finish()
    request.emulator.conditions.clock.freeze(at)
    return await _turned(request)


async def set_clock(request: ControlRequest) -> Response:
    fields = await request.read_fields()
    now = _take_moment(fields, "now")
    fields.finish()
    if now is None:
        refuse("now", _MOMENT)
    request.emulator.conditions.clock.set(now)
    return await _turned(request)


async def advance_clock(request: ControlRequest) -> Response:
    fields = await request.read_fields()
    seconds = fields.take_count("seconds")
    fields.finish()
    clock = request.emulator.conditions.clock
    most = _LAST - clock.now()
    if seconds is None or seconds > most:
        refuse("seconds", f"must be a whole number from 0 to {most}")
    clock.advance(seconds)
    return await _turned(request)


async def resume_clock(request: ControlRequest) -> Response:
    request.emulator.conditions.clock.resume()
    return _show(request)


async def reset_clock(request: ControlRequest) -> Response:
    request.emulator.conditions.clock.reset()
    return await _turned(request)


def describe_clock(clock: TurnedClock) -> dict[str, object]:
    """What it shows, as JSON."""
    reading = clock.read()
    return {
        "now": reading.now,
        "iso": datetime.fromtimestamp(reading.now, UTC).isoformat().replace("+00:00", "Z"),
        "frozen": reading.is_frozen,
        "offset": reading.offset,
    }


async def _turned(request: ControlRequest) -> Response:
    """The answer once what has expired by the new time is gone from the store, too."""
    await request.emulator.sweeper.sweep()
    return _show(request)


def _show(request: ControlRequest) -> Response:
    return answer(describe_clock(request.emulator.conditions.clock))


def _take_moment(fields: Fields, name: str) -> int | None:
    """A second, or ISO 8601 text, which without a zone is UTC."""
    value = fields.take(name)
    if value is None:
        return None
    if isinstance(value, str):
        value = _parse_moment(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _LAST:
        refuse(name, _MOMENT)
    return value


def _parse_moment(text: str) -> int | None:
    try:
        moment = datetime.fromisoformat(text)
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return None
