"""One namespace behind every door."""

from collections.abc import Callable

import pytest

from fakeflare.emulator.domain.namespaces import Namespace
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


REMOTE_DOORS: dict[str, type[RestDoor | BindingDoor | WorkerDoor]] = {
    "rest": RestDoor,
    "binding": BindingDoor,
    "worker": WorkerDoor,
}
"""Those whose requests meet the conditions."""


@pytest.fixture(params=list(REMOTE_DOORS))
def remote_door(
    request: pytest.FixtureRequest, bench: Bench, namespace: Namespace
) -> type[RestDoor | BindingDoor | WorkerDoor]:
    """One kind of door after the other."""
    return REMOTE_DOORS[request.param]


@pytest.fixture
def doors(bench: Bench, namespace: Namespace) -> list[Door]:
    """The namespace behind all doors at once."""
    return [make(bench, namespace) for make in DOORS.values()]
