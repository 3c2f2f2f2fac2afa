"""Faults, limits, eventual consistency."""

from starlette.responses import Response

from fakeflare.emulator.conditions.conditions import Conditions
from fakeflare.emulator.conditions.fault_rules import FaultRule
from fakeflare.emulator.faces.control.calls import Call, Refused, answer


async def list_faults(call: Call) -> Response:
    rules = call.premises.conditions.faults.list()
    return answer({"faults": [rule.describe() for rule in rules]})


async def add_fault(call: Call) -> Response:
    spec = await call.read_json()
    conditions = call.premises.conditions
    rule = conditions.faults.add(spec)
    conditions.refresh()
    return answer(rule.describe(), 201)


async def get_fault(call: Call) -> Response:
    return answer(_find_fault(call).describe())


async def remove_fault(call: Call) -> Response:
    conditions = call.premises.conditions
    conditions.faults.remove(_find_fault(call).id)
    conditions.refresh()
    return Response(status_code=204)


async def clear_faults(call: Call) -> Response:
    conditions = call.premises.conditions
    conditions.faults.clear()
    conditions.refresh()
    return Response(status_code=204)


def _find_fault(call: Call) -> FaultRule:
    rule_id = call.parameters["id"]
    try:
        return call.premises.conditions.faults.get(rule_id)
    except KeyError:
        raise Refused(404, f'there is no fault "{rule_id}"') from None


async def show_limits(call: Call) -> Response:
    return answer(call.premises.conditions.limits.describe())


async def change_limits(call: Call) -> Response:
    spec = await call.read_json()
    conditions = call.premises.conditions
    conditions.limits.configure(spec)
    conditions.refresh()
    return answer(conditions.limits.describe())


async def reset_limits(call: Call) -> Response:
    conditions = call.premises.conditions
    conditions.limits.reset()
    conditions.refresh()
    return answer(conditions.limits.describe())


async def show_consistency(call: Call) -> Response:
    return answer(call.premises.conditions.consistency.describe())


async def change_consistency(call: Call) -> Response:
    spec = await call.read_json()
    conditions = call.premises.conditions
    conditions.consistency.configure(spec)
    conditions.refresh()
    return answer(conditions.consistency.describe())


async def reset_consistency(call: Call) -> Response:
    conditions = call.premises.conditions
    conditions.consistency.reset()
    conditions.refresh()
    return answer(conditions.consistency.describe())


async def settle_consistency(call: Call) -> Response:
    consistency = call.premises.conditions.consistency
    consistency.settle()
    return answer(consistency.describe())


def reset_conditions(conditions: Conditions) -> None:
    """All of them as at the start."""
    conditions.clock.reset()
    conditions.faults.clear()
    conditions.limits.reset()
    conditions.consistency.reset()
    conditions.journal.clear()
    conditions.refresh()
