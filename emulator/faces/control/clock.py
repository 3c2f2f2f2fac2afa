"""The clock."""

from datetime import UTC, datetime

from starlette.responses import Response

from fakeflare.emulator.conditions.turned_clock import TurnedClock
from fakeflare.emulator.faces.control.requests import ControlRequest, answer
from fakeflare.emulator.messages.errors import MessageInvalid


async def read_clock(request: ControlRequest) -> Response:
    return _show(request)


async def freeze_clock(request: ControlRequest) -> Response:
    from fakeflare.emulator.messages.clock import FreezeSpec, get_second  # start-up: msgspec

    spec = await request.read_message(FreezeSpec)
    request.emulator.conditions.clock.freeze(None if spec.at is None else get_second("at", spec.at))
    return await _turned(request)


async def set_clock(request: ControlRequest) -> Response:
    from fakeflare.emulator.messages.clock import SetClockSpec, get_second  # start-up: msgspec

    spec = await request.read_message(SetClockSpec)
    request.emulator.conditions.clock.set(get_second("now", spec.now))
    return await _turned(request)


async def advance_clock(request: ControlRequest) -> Response:
    from fakeflare.emulator.messages.clock import LAST_SECOND, AdvanceSpec  # start-up: msgspec

    spec = await request.read_message(AdvanceSpec)
    clock = request.emulator.conditions.clock
    most = LAST_SECOND - clock.now()
    if spec.seconds > most:
        raise MessageInvalid("seconds", f"must be a whole number from 0 to {most}")
    clock.advance(spec.seconds)
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
