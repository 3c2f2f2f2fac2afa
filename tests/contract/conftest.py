"""One namespace behind every door."""

from collections.abc import Callable

import pytest

from emulator.domain.namespaces import Namespace
from tests.bench import Bench
from tests.contract.doors import BindingDoor, Door, RestDoor, ServiceDoor, WorkerDoor

DOORS: dict[str, Callable[[Bench, Namespace], Door]] = {
    "service": ServiceDoor,
    "rest": RestDoor,
    "binding": BindingDoor,
    "worker": WorkerDoor,
}


@pytest.fixture(params=list(DOORS))
def door(request: pytest.FixtureRequest, bench: Bench, namespace: Namespace) -> Door:
    """The namespace behind one door after the other."""
    return DOORS[request.param](bench, namespace)


@pytest.fixture
def doors(bench: Bench, namespace: Namespace) -> list[Door]:
    """The namespace behind all doors at once."""
    return [make(bench, namespace) for make in DOORS.values()]
