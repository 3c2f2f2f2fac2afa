"""One namespace behind every face."""

from collections.abc import Callable

import pytest

from fakeflare.emulator.domain.namespaces import Namespace
from tests.bench import Bench
from tests.contract.faces import BindingFace, Face, RestFace, ServiceFace, WorkerFace

FACES: dict[str, Callable[[Bench, Namespace], Face]] = {
    "service": ServiceFace,
    "rest": RestFace,
    "binding": BindingFace,
    "worker": WorkerFace,
}


@pytest.fixture(params=list(FACES))
def face(request: pytest.FixtureRequest, bench: Bench, namespace: Namespace) -> Face:
    """The namespace behind one face after the other."""
    return FACES[request.param](bench, namespace)


REMOTE_FACES: dict[str, type[RestFace | BindingFace | WorkerFace]] = {
    "rest": RestFace,
    "binding": BindingFace,
    "worker": WorkerFace,
}
"""Those whose requests meet the conditions."""


@pytest.fixture(params=list(REMOTE_FACES))
def remote_face(
    request: pytest.FixtureRequest, bench: Bench, namespace: Namespace
) -> type[RestFace | BindingFace | WorkerFace]:
    """One kind of face after the other."""
    return REMOTE_FACES[request.param]


@pytest.fixture
def faces(bench: Bench, namespace: Namespace) -> list[Face]:
    """The namespace behind all faces at once."""
    return [make(bench, namespace) for make in FACES.values()]
