"""A test process that is a Worker: one fleet over one emulator in memory, for a whole run of pytest."""

import asyncio
import contextlib
import functools
import inspect
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from worker.javascript.realm import entered
from worker.pyodide.switching import drive
from worker.runtime.isolate import prepare_loop
from worker.testing import Worker


class TestSession:
    """A plugin, opened when pytest starts and closed when it ends. Its own loop runs only then."""

    __test__ = False

    def __init__(
        self, configs: Sequence[Path], environment: str | None, outbound: Sequence[str], base: Path
    ) -> None:
        self._loop = asyncio.new_event_loop()
        self._stack = contextlib.AsyncExitStack()
        self._worker = Worker(*configs, environment=environment, outbound=outbound, base=base, loads=False)
        try:
            self._loop.run_until_complete(self._stack.enter_async_context(self._worker))
        except BaseException:
            self._loop.close()
            raise
        self._isolate = self._worker.fleet.main
        self._isolate.modules.claim()

    def wrap(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """A test function that runs inside the Worker."""
        realm = self._isolate.realm
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def run_async(*args: Any, **options: Any) -> Any:
                prepare_loop()
                with entered(realm):
                    return await drive(function(*args, **options))

            return run_async

        @functools.wraps(function)
        def run(*args: Any, **options: Any) -> Any:
            # on Cloudflare pytest itself runs inside the loop
            return self._loop.run_until_complete(call(*args, **options))

        async def call(*args: Any, **options: Any) -> Any:
            async def test() -> Any:
                return function(*args, **options)

            prepare_loop()
            with entered(realm):
                return await drive(test())

        return run

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Let synchronous code below a test wait, as everywhere in a Worker."""
        for item in items:
            if isinstance(item, pytest.Function):
                item.obj = self.wrap(item.obj)

    def pytest_unconfigure(self) -> None:
        try:
            self._loop.run_until_complete(self._stack.aclose())
        finally:
            self._loop.close()
