"""What tests hold: a clock that they turn, and an emulator in memory without sockets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.types import ASGIApp

from fakeflare.emulator.app import create_app
from fakeflare.emulator.conditions.conditions import Conditions
from fakeflare.emulator.conditions.faults.rules import FaultRule
from fakeflare.emulator.context import Emulator
from fakeflare.emulator.domain.namespaces import Namespace
from fakeflare.emulator.domain.operation import Door, Operation, OperationKind, make_operation
from fakeflare.emulator.journal.record import INVOCATION, LOCATION, RequestRecord
from fakeflare.emulator.service.kv import KV
from fakeflare.emulator.settings import Settings
from fakeflare.emulator.storage.sqlite.store import SqliteStore

ACCOUNT = "0123456789abcdef0123456789abcdef"
NOW = 1_800_000_000


_THINGS = Namespace(1, ACCOUNT, "a" * 32, "things")


def ask(
    kind: OperationKind,
    *keys: bytes,
    namespace: Namespace | None = _THINGS,
    door: Door = "rest",
    location: str | None = None,
    invocation: str | None = None,
    now: int = NOW,
    size: int = 0,
    cache_ttl: int | None = None,
) -> Operation:
    """An operation, with the record of the request that asks it as its caller."""
    told = {LOCATION: location, INVOCATION: invocation}
    headers = [(name, value.encode()) for name, value in told.items() if value is not None]
    record = RequestRecord(door, "GET", "/path", now, 10.0, headers)
    record.namespace = namespace
    return make_operation(kind, namespace, keys, now, record, size, cache_ttl)


@dataclass
class TurnedClock:
    """Stands still until a test turns it."""

    second: int = NOW

    def now(self) -> int:
        return self.second

    def advance(self, seconds: int) -> None:
        self.second += seconds


@dataclass
class Bench:
    """An emulator: its floors from below, and a client at its REST door."""

    store: SqliteStore
    clock: TurnedClock = field(default_factory=TurnedClock)

    def __post_init__(self) -> None:
        self.naps: list[float] = []
        self.conditions = Conditions(self.store, self.clock, self._nap)
        self.emulator = Emulator(self.store, self.conditions, Settings())
        self.kv: KV = self.emulator.kv
        self.app: ASGIApp = create_app(self.emulator)

    async def _nap(self, seconds: float) -> None:
        """What a fault's latency waits through."""
        self.naps.append(seconds)

    def add_fault(self, **spec: object) -> FaultRule:
        """A fault in force."""
        return self.conditions.faults.add(spec)

    def create_app(self, settings: Settings) -> ASGIApp:
        """The faces of an emulator with these settings, over this store and these conditions."""
        emulator = Emulator(self.store, self.conditions, settings)
        emulator.journal = self.emulator.journal
        return create_app(emulator)

    def client(
        self, headers: Mapping[str, str] | None = None, settings: Settings | None = None
    ) -> httpx.AsyncClient:
        """A client of the emulator in this process; failures inside it surface in the test."""
        app = self.create_app(settings) if settings else self.app
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8786", headers=headers
        )

    def rest(self, token: str = "some-token", settings: Settings | None = None) -> httpx.AsyncClient:
        """A client with a bearer token; see `at` for addresses."""
        return self.client({"Authorization": f"Bearer {token}"}, settings)

    async def create(self, title: str = "things", account: str = ACCOUNT) -> Namespace:
        return await self.kv.namespaces.create(account, title)


def at(namespace: Namespace | str | None = None, tail: str = "", account: str = ACCOUNT) -> str:
    """The address of the namespaces, of one of them, or of what is below it."""
    base = f"/client/v4/accounts/{account}/storage/kv/namespaces"
    if namespace is None:
        return base
    namespace_id = namespace if isinstance(namespace, str) else namespace.id
    return f"{base}/{namespace_id}{tail}"


def check_envelope(response: httpx.Response) -> dict[str, Any]:
    """The parsed envelope, after what is true of every one of them."""
    assert response.headers["content-type"] == "application/json; charset=UTF-8"
    body: dict[str, Any] = response.json()
    assert list(body)[:4] == ["result", "errors", "messages", "success"]
    assert set(body) <= {"result", "errors", "messages", "success", "result_info"}
    assert body["success"] is response.is_success
    if not response.is_success:
        assert body["result"] is None
        assert "result_info" not in body
    return body


def refusal(code: int, message: str) -> dict[str, Any]:
    """The whole body of a failure with one error."""
    return {
        "result": None,
        "errors": [{"code": code, "message": message}],
        "messages": [],
        "success": False,
    }


def success(result: object) -> dict[str, Any]:
    """The whole body of a success that is no list."""
    return {"result": result, "errors": [], "messages": [], "success": True}
