"""One Worker as it runs: its modules, its state, and the events that reach it."""

import asyncio
import os
import sys
import traceback
import weakref
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from fakeflare.worker.bindings.assets.server import AssetServer
from fakeflare.worker.bindings.caller_headers import invoked
from fakeflare.worker.javascript.fetch.requests import Request
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.language.kernel.errors import JsException, JsTypeError
from fakeflare.worker.javascript.language.kernel.proxies import JsProxy
from fakeflare.worker.javascript.language.worker_state import entered
from fakeflare.worker.javascript.web.timers import stop_timers
from fakeflare.worker.pyodide.switching import drive, make_task_factory, settle_loop
from fakeflare.worker.runtime.load.host_modules import PythonWorkerState
from fakeflare.worker.runtime.load.import_guards import ImportGuard
from fakeflare.worker.runtime.load.program import DEFAULT, Program, WorkerError
from fakeflare.worker.runtime.load.tracebacks import format_error
from fakeflare.worker.runtime.load.worker_modules import WorkerModules
from fakeflare.worker.runtime.workers.events import MessageBatch, ScheduledController, ScheduledResult
from fakeflare.worker.runtime.workers.execution_context import ExecutionContext

Result = TypeVar("Result")

_RELOAD_NOTE = (
    "The changed Worker was loaded into a running process, where installed packages keep their state. "
    "If the error is not the change's, start `fakeflare dev` again."
)

_prepared: "weakref.WeakSet[asyncio.AbstractEventLoop]" = weakref.WeakSet()


class LoadError(Exception):
    """The main module raised while it was imported."""

    def __init__(self, path: Path, error: BaseException, traceback: str) -> None:
        super().__init__(f"{path} cannot be imported: {type(error).__name__}: {error}")
        self.error = error
        self.traceback = traceback


class HungError(Exception):
    """A handler took longer than the request timeout, and was cut off."""


@dataclass(frozen=True)
class WorkerFiles:
    """The folders and the file that a Worker is made of."""

    main: Path
    root: Path
    """The module root: the main file's folder, or `base_dir`."""
    project: Path
    """The folder of the configuration."""


class Isolate:
    """Load a Worker, ask it, load it again and close it. The host modules must be installed."""

    def __init__(
        self,
        name: str,
        files: WorkerFiles,
        worker_state: PythonWorkerState,
        guard: ImportGuard,
        timeout: float | None = None,
        assets: AssetServer | None = None,
    ) -> None:
        self.name = name
        self.assets = assets
        """Static files that stand before the Worker; see `fakeflare.worker.runtime.workers.dispatch`."""
        self.files = files
        self.worker_state = worker_state
        self._guard = guard
        self._timeout = timeout
        self._program: Program | None = None
        self._is_reloaded = False
        worker_state.background.format_error = self.format_error
        self.modules = WorkerModules(files.root, files.project, worker_state, guard.note_import)

    @property
    def program(self) -> Program:
        """Get the loaded program; it is loaded when it is first asked for."""
        if self._program is None:
            self.load()
        assert self._program is not None  # noqa: S101 - loaded, or raised
        return self._program

    def load(self) -> None:
        """Import the main module. Raises WorkerError where it is no Worker, LoadError where its code
        raises."""
        main = self.files.main
        if not main.is_file():
            raise WorkerError(f"{main}: the Worker's main file is not there")
        if main.suffix != ".py":
            raise WorkerError(f"{main}: main is not a Python file")
        with entered(self.worker_state), self._guard.loading(self.worker_state, self.files.root):
            try:
                module = self.modules.load(main)
            except (Exception, SystemExit) as error:
                if self._is_reloaded and not self._is_own_failure(error):
                    error.add_note(_RELOAD_NOTE)
                raise LoadError(main, error, self.format_error(error)) from error
        self._program = Program(module, main, self.worker_state.flags)

    def _is_own_failure(self, error: BaseException) -> bool:
        """True when the Worker's own code raised it, and not a package that it called."""
        if isinstance(error, SyntaxError):
            return True
        frames = traceback.extract_tb(error.__traceback__)
        return bool(frames) and frames[-1].filename.startswith(f"{self.files.root}{os.sep}")

    def unload(self) -> None:
        """Forget the program and its modules: the next event reads the files again."""
        self._is_reloaded = True
        self._program = None
        stop_timers(self.worker_state)
        self.worker_state.own.clear()
        self.modules.forget()

    def close(self) -> None:
        """Stop what the Worker has begun, and forget that it was there."""
        self._program = None
        stop_timers(self.worker_state)
        self.modules.remove()

    def format_error(self, error: BaseException) -> str:
        """Write the traceback of an error for the Worker's author."""
        return format_error(error, (self.files.root, self.files.project))

    async def fetch(self, request: Request, entrypoint: str = DEFAULT, props: object = None) -> Response:
        """Answer a request. Raises what the handler raises, and HungError after the timeout."""
        return await self._run(
            self.program.fetch(request, entrypoint, self.worker_state.env, self._make_context(props))
        )

    async def scheduled(self, cron: str, scheduled_time: float, entrypoint: str = DEFAULT) -> ScheduledResult:
        """Run `scheduled`; what it raises is logged and is the outcome `exception`."""
        try:
            return await self.run_scheduled(cron, scheduled_time, entrypoint)
        except Exception as error:  # noqa: BLE001 - shown to the author, and told to who asked
            self._show(error)
            return ScheduledResult("exception")

    async def run_scheduled(
        self, cron: str, scheduled_time: float, entrypoint: str = DEFAULT
    ) -> ScheduledResult:
        """Run `scheduled`. Raises what the handler raises."""
        controller = ScheduledController(cron, scheduled_time)
        await self._handle("scheduled", controller, entrypoint)
        return ScheduledResult("ok", controller.is_final)

    async def queue(self, batch: MessageBatch, entrypoint: str = DEFAULT) -> str:
        """Run `queue`; what it raises is logged. Returns the outcome, `ok` or `exception`."""
        try:
            await self._handle("queue", batch, entrypoint)
        except Exception as error:  # noqa: BLE001 - shown to the author, and told to who asked
            self._show(error)
            return "exception"
        return "ok"

    async def call(
        self, method: str, arguments: tuple[object, ...], entrypoint: str = DEFAULT, props: object = None
    ) -> object:
        """Call a method over RPC; an exception of the Worker's is a JsException to the caller."""
        with self.crossing():
            return await self._run(
                self.program.call(
                    method, arguments, entrypoint, self.worker_state.env, self._make_context(props)
                )
            )

    @contextmanager
    def crossing(self) -> Iterator[None]:
        """Turn what is raised inside into JavaScript's error, as another Worker gets it."""
        try:
            yield
        except JsException:
            raise
        except (WorkerError, HungError) as error:
            raise JsException(str(error)) from None
        except TypeError as error:
            raise JsTypeError(str(error)) from error
        except Exception as error:
            raise JsException(f"PythonError: {self.format_error(error)}") from error

    def _show(self, error: Exception) -> None:
        """One line for what fakeflare says itself, a traceback for what the Worker raised."""
        is_ours = isinstance(error, WorkerError | HungError)
        sys.stderr.write(f"{error}\n" if is_ours else self.format_error(error))

    async def _handle(self, event: str, controller: JsProxy, entrypoint: str) -> None:
        context = self._make_context(None)
        await self._run(self.program.handle(event, controller, entrypoint, self.worker_state.env, context))

    async def _run(self, work: Coroutine[Any, Any, Result]) -> Result:
        # a Worker that one loop has loaded may be asked on another, as by tests that have a loop each
        if asyncio.get_running_loop() is not self.worker_state.loop:
            settle_loop(self.worker_state, prepare_loop())
        with entered(self.worker_state), invoked():
            if self._timeout is None:
                return await drive(work)
            try:
                async with asyncio.timeout(self._timeout) as limit:
                    return await drive(work)
            except TimeoutError:
                if not limit.expired():
                    raise
                raise HungError(
                    f"no response within {self._timeout:g} s, the request timeout; the handler was cut off"
                ) from None

    def _make_context(self, props: object) -> ExecutionContext:
        return ExecutionContext(self.worker_state.background, props)


def prepare_loop() -> asyncio.AbstractEventLoop:
    """Let the tasks that Workers begin on the running loop wait in synchronous code too."""
    loop = asyncio.get_running_loop()
    # once for each loop: factories would be put around factories
    if loop not in _prepared:
        loop.set_task_factory(make_task_factory(loop.get_task_factory()))
        _prepared.add(loop)
    return loop
