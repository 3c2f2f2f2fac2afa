"""Faults, limits, eventual consistency."""

from starlette.responses import Response

from fakeflare.emulator.conditions.faults.rules import FaultRule
from fakeflare.emulator.context import Emulator
from fakeflare.emulator.faces.control.requests import ControlRequest, Refused, answer


async def list_faults(request: ControlRequest) -> Response:
    rules = request.emulator.conditions.faults.list()
    return answer({"faults": [rule.describe() for rule in rules]})


async def add_fault(request: ControlRequest) -> Response:
    spec = await request.read_json()
    conditions = request.emulator.conditions
    rule = conditions.faults.add(spec)
    return answer(rule.describe(), 201)


async def get_fault(request: ControlRequest) -> Response:
    return answer(_find_fault(request).describe())


async def remove_fault(request: ControlRequest) -> Response:
    conditions = request.emulator.conditions
    conditions.faults.remove(_find_fault(request).id)
    return Response(status_code=204)


async def clear_faults(request: ControlRequest) -> Response:
    conditions = request.emulator.conditions
    conditions.faults.clear()
    return Response(status_code=204)


def _find_fault(request: ControlRequest) -> FaultRule:
    rule_id = request.parameters["id"]
    try:
        return request.emulator.conditions.faults.get(rule_id)
    except KeyError:
        raise Refused(404, f'there is no fault "{rule_id}"') from None


async def show_limits(request: ControlRequest) -> Response:
    return answer(request.emulator.conditions.limits.describe())


async def change_limits(request: ControlRequest) -> Response:
    spec = await request.read_json()
    conditions = request.emulator.conditions
    conditions.limits.configure(spec)
    return answer(conditions.limits.describe())


async def reset_limits(request: ControlRequest) -> Response:
    conditions = request.emulator.conditions
    conditions.limits.reset()
    return answer(conditions.limits.describe())


async def show_consistency(request: ControlRequest) -> Response:
    return answer(request.emulator.conditions.consistency.describe())


async def change_consistency(request: ControlRequest) -> Response:
    spec = await request.read_json()
    conditions = request.emulator.conditions
    conditions.consistency.configure(spec)
    return answer(conditions.consistency.describe())


async def reset_consistency(request: ControlRequest) -> Response:
    conditions = request.emulator.conditions
    conditions.consistency.reset()
    return answer(conditions.consistency.describe())


async def settle_consistency(request: ControlRequest) -> Response:
    consistency = request.emulator.conditions.consistency
    consistency.settle()
    return answer(consistency.describe())


def reset_conditions(emulator: Emulator) -> None:
    """Put all of them back as at the start, and empty the journal."""
    conditions = emulator.conditions
    conditions.clock.reset()
    conditions.faults.clear()
    conditions.limits.reset()
    conditions.consistency.reset()
    emulator.journal.clear()
