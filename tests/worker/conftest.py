"""A Worker's host modules over a real emulator in memory: what the tests of `worker/` share."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import httpx
import pytest

from fakeflare.emulator.app import open_app
from fakeflare.emulator.settings import BoundNamespace, Settings
from fakeflare.worker.bindings.context import BindingContext
from fakeflare.worker.bindings.env import make_env
from fakeflare.worker.config.kinds.kv_namespaces import KvBinding
from fakeflare.worker.config.kinds.vars import Variable
from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.language.worker_state import entered
from fakeflare.worker.runtime.load.compatibility_flags import compute_flags
from fakeflare.worker.runtime.load.host_modules import PythonWorkerState, host_modules_installed

Check = Callable[[Any], Awaitable[object]]


@asynccontextmanager
async def opened_env(variables: Mapping[str, object]) -> AsyncIterator[Any]:
    settings = Settings(bindings=(BoundNamespace("KV", "kv-id", "test-kv"),))
    async with open_app(settings) as app:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://fake-host") as client:
            bindings = [Variable(name, value=value) for name, value in variables.items()]
            yield make_env([*bindings, KvBinding("KV", id="kv-id")], BindingContext(client))


async def refuse_fetch(request: Request) -> Response:
    raise AssertionError(f"unexpected fetch of {request.url}")


@contextmanager
def in_worker(env: Any, fetcher: Any = refuse_fetch) -> Iterator[None]:
    """Host modules whose running Worker has this `env` and this `fetch`."""
    flags = compute_flags("2026-08-01", ["python_workers"])
    with (
        host_modules_installed(),
        entered(PythonWorkerState(name="test", fetcher=fetcher, env=env, flags=flags)),
    ):
        yield


@pytest.fixture
def with_env() -> Callable[..., None]:
    """Run a check with `env` as a Worker holds it, through the official SDK."""

    def run(check: Check, variables: Mapping[str, object] | None = None) -> None:
        async def main() -> None:
            async with opened_env(variables or {}) as env:
                with in_worker(env):
                    from workers.rpc import _EnvWrapper

                    await check(_EnvWrapper(env))

        asyncio.run(main())

    return run


@pytest.fixture
def in_world() -> Callable[..., None]:
    """Run a check in a Worker without bindings; `fetcher` answers its `fetch`."""

    def run(check: Callable[[], Awaitable[object]], fetcher: Any = refuse_fetch) -> None:
        async def main() -> None:
            with in_worker(make_env((), BindingContext(httpx.AsyncClient())), fetcher):
                await check()

        asyncio.run(main())

    return run
