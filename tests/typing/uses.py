"""What a type checker knows of the fixtures and of what users import.

Nothing here runs: `scripts/check` has mypy and pyright read it, and an `ignore` without an error is an error.
"""

from collections.abc import Iterator
from typing import assert_type

from fakeflare.config import Config, Diagnostic, check, load
from fakeflare.control import Control
from fakeflare.control.faults import Fault
from fakeflare.pytest.fixtures.fakeflare import Fakeflare
from fakeflare.pytest.fixtures.namespace_handle import NamespaceHandle
from fakeflare.pytest.fixtures.worker import HeldWorker
from fakeflare.testing import Worker


def use_the_fixture(fakeflare: Fakeflare) -> None:
    assert_type(fakeflare.url, str)
    assert_type(fakeflare.env, dict[str, str])
    things = fakeflare.namespace("THINGS")
    assert_type(things, NamespaceHandle)
    assert_type(things.get("key"), bytes | None)
    assert_type(things.entries(), dict[str, bytes])
    things.put("key", "value", expiration_ttl=60, metadata={"a": 1})
    things.put("key", "value", expirationTtl=60)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    assert_type(fakeflare.clock.now(), int)
    assert_type(fakeflare.faults.add(operation="get", status=503), Fault)
    assert_type(fakeflare.faults.add(operation="get", status=503).hits, int)
    fakeflare.faults.add(oparation="get", status=503)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    fakeflare.faults.add(operation="got")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    fakeflare.faults.add(latency={"uniform": [0.1, 0.5]}, until={"seconds": 60})
    fakeflare.limits.configure(writes_per_key=True, daily={"writes": 10})
    fakeflare.consistency.configure(enabled=True, locations=["ams"])
    assert_type(fakeflare.journal.count(operation="get"), int)


def use_a_worker(fakeflare_worker: HeldWorker) -> None:
    assert_type(fakeflare_worker.location, str | None)
    worker: Worker = fakeflare_worker
    worker.fetch(1)  # type: ignore[arg-type,unused-coroutine]  # pyright: ignore


def use_a_control(url: str) -> None:
    with Control(url) as control:
        assert_type(control, Control)
        assert_type(control.faults.list(), list[Fault])
        assert_type(control.export("id"), Iterator[bytes])
        control.clock.advance("60")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def use_the_configuration(path: str) -> None:
    assert_type(load(path), Config)
    assert_type(check(path), list[Diagnostic])
