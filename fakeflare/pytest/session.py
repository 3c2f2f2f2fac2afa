"""A test process that is a Worker, over one emulator in memory, for a whole run of pytest."""

import asyncio
import contextlib
import functools
import inspect
import os
import types
import unittest
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from _pytest.unittest import TestCaseFunction

from fakeflare.testing import Worker
from fakeflare.worker.javascript.language.worker_state import entered
from fakeflare.worker.pyodide.switching import drive
from fakeflare.worker.runtime.load.tracebacks import drop_own_frames
from fakeflare.worker.runtime.workers.isolate import prepare_loop

_END = object()

_SETUPS = ("_xunit_setup", "_unittest_setUpClass")
"""How pytest's fixtures around `setup_method`, `setUpClass` and their like are called."""


class TestSession:
    """A plugin, opened when pytest starts and closed when it ends. Its own loop runs only then."""

    __test__ = False

    def __init__(
        self, configs: Sequence[Path], environment: str | None, outbound: Sequence[str], base: Path
    ) -> None:
        self._base = base
        self._loop = asyncio.new_event_loop()
        self._stack = contextlib.AsyncExitStack()
        self._worker = Worker(*configs, environment=environment, outbound=outbound, base=base, loads=False)
        try:
            self._loop.run_until_complete(self._stack.enter_async_context(self._worker))
        except BaseException:
            self._loop.close()
            raise
        self._isolate = self._worker.workers.main

    def wrap(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """A test function that runs inside the Worker."""
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def run_async(*args: Any, **options: Any) -> Any:
                __tracebackhide__ = True
                prepare_loop()
                with entered(self._isolate.worker_state), telling_tests():
                    return await drive(function(*args, **options))

            return run_async

        @functools.wraps(function)
        def run(*args: Any, **options: Any) -> Any:
            __tracebackhide__ = True
            return self._call(function, *args, **options)

        return run

    def _call(self, function: Callable[..., Any], *args: Any, **options: Any) -> Any:
        """Call a plain function: on Cloudflare pytest itself runs inside the loop."""
        __tracebackhide__ = True
        if asyncio._get_running_loop() is not None:
            return function(*args, **options)

        async def call() -> Any:
            return function(*args, **options)

        async def enter() -> Any:
            __tracebackhide__ = True
            prepare_loop()
            with entered(self._isolate.worker_state), telling_tests():
                return await drive(call())

        return self._loop.run_until_complete(enter())

    def _wrap_fixture(self, function: Callable[..., Any]) -> Callable[..., Any]:
        if inspect.ismethod(function):
            # pytest binds it to the test's instance
            return types.MethodType(self._wrap_fixture(function.__func__), function.__self__)
        if not inspect.isgeneratorfunction(function):
            return self.wrap(function)

        @functools.wraps(function)
        def run(*args: Any, **options: Any) -> Iterator[Any]:
            steps = function(*args, **options)
            while (value := self._call(next, steps, _END)) is not _END:
                yield value

        return run

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: "pytest.FixtureDef[Any]") -> Generator[None, object, object]:
        """The project's own plain fixtures, and the `setup_…` functions, are inside the Worker too."""
        function = fixturedef.func
        if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
            # somebody else runs it, in a loop that may be another
            return (yield)
        if not (fixturedef.argname.startswith(_SETUPS) or self._is_own(function)):
            return (yield)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(fixturedef, "func", self._wrap_fixture(function))
            return (yield)

    def _is_own(self, function: Callable[..., Any]) -> bool:
        code = getattr(inspect.unwrap(function), "__code__", None)
        path = "" if code is None else code.co_filename
        return path.startswith(f"{self._base}{os.sep}") and f"{os.sep}site-packages{os.sep}" not in path

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Let synchronous code below a test wait, as everywhere in a Worker."""
        for item in items:
            if isinstance(item, TestCaseFunction):
                self._wrap_case(item)
            elif isinstance(item, pytest.Function):
                item.obj = self.wrap(item.obj)

    def _wrap_case(self, item: TestCaseFunction) -> None:
        if issubclass(item.cls, unittest.IsolatedAsyncioTestCase):
            # which has a loop of its own
            item.obj = self.wrap(item.obj)
        else:
            # with its `setUp`
            item.runtest = self.wrap(item.runtest)  # type: ignore[method-assign]

    def pytest_unconfigure(self) -> None:
        try:
            self._loop.run_until_complete(self._stack.aclose())
        finally:
            self._loop.close()


@contextlib.contextmanager
def telling_tests() -> Iterator[None]:
    """What a test raises shows the test's frames, and not how it came to run here."""
    __tracebackhide__ = True
    try:
        yield
    except BaseException as error:
        drop_own_frames(error)
        raise
