"""Whether it lives, and what it is."""

from importlib import metadata

from starlette.responses import Response

from fakeflare.emulator.faces.control.clock import describe_clock
from fakeflare.emulator.faces.control.requests import ControlRequest, answer
from fakeflare.emulator.faces.control.state import find_namespaces


async def show_health(request: ControlRequest) -> Response:
    del request
    return answer({"status": "ok"})


async def show_info(request: ControlRequest) -> Response:
    emulator = request.emulator
    conditions = emulator.conditions
    return answer(
        {
            "version": read_version(),
            "data": None if emulator.folder is None else str(emulator.folder.absolute()),
            "account_id": emulator.settings.account,
            "counts": {
                "namespaces": len(await find_namespaces(request)),
                "pairs": await emulator.state.count_pairs(),
                "snapshots": len(await request.emulator.state.list_snapshots()),
            },
            "conditions": {
                "clock": describe_clock(conditions.clock),
                "faults": len(conditions.faults.list()),
                "limits": conditions.limits.describe(),
                "consistency": conditions.consistency.describe(),
            },
        }
    )


def read_version() -> str:
    """fakeflare's; `unknown` where it runs without being installed."""
    try:
        return metadata.version("fakeflare")
    except metadata.PackageNotFoundError:
        return "unknown"
