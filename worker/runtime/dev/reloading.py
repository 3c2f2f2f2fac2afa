"""Loads a run's Workers, and loads them again after a change; the old ones finish what they have begun."""

import asyncio
import contextlib
import importlib.util
import io
import logging
import sys
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from fakeflare.worker.bindings.kv.wire import Carrier
from fakeflare.worker.config.model.errors import ConfigError
from fakeflare.worker.runtime.dev.banner import describe_bindings, describe_sources
from fakeflare.worker.runtime.dev.watching import Watch
from fakeflare.worker.runtime.load.import_guards import DEFAULT_GLOBS, compile_glob
from fakeflare.worker.runtime.load.program import WorkerError
from fakeflare.worker.runtime.load.projects import Choices, Project, list_watched_files, load_project
from fakeflare.worker.runtime.load.worker_modules import VENDOR_FOLDER
from fakeflare.worker.runtime.serve.current_worker import CurrentWorker
from fakeflare.worker.runtime.serve.failures import Failure, describe_failure
from fakeflare.worker.runtime.workers.isolate import LoadError
from fakeflare.worker.runtime.workers.workers import Workers, WorkersOptions, open_workers

log = logging.getLogger("fakeflare.worker")

_PATIENCE_SECONDS = 24 * 3600.0
"""How long work of old code may go on after a reload."""


@dataclass
class _Opened:
    """The Workers and how they are closed."""

    workers: Workers
    stack: AsyncExitStack


@dataclass
class DevSession:
    """Hold the Workers of a run from its start to its end."""

    project: Project
    choices: Choices
    environ: Mapping[str, str]
    carrier: Carrier
    options: WorkersOptions
    drain_seconds: float
    current: CurrentWorker = field(default_factory=CurrentWorker)
    _opened: _Opened | None = None
    _is_current: bool = True
    """False when the configuration could not be taken up."""
    _retiring: set[asyncio.Task[None]] = field(default_factory=set)

    async def open(self, *, must_load: bool) -> str:
        """Bring the Workers up; returns what the served one printed while it was loaded. Raises
        WorkerError, and LoadError too if it `must_load`; otherwise the failure is served."""
        await self._enter()
        if not self.project.main.config.main.is_file():
            must_load = True
        return self._load(must_load=must_load)

    async def close(self) -> None:
        """End everything; what still runs is cut off."""
        # what the end cuts off is no error of the Worker's
        asyncio.get_running_loop().set_exception_handler(_ignore)
        for task in self._retiring:
            task.cancel()
        await asyncio.gather(
            *self._retiring, *([] if self._opened is None else [self._opened.stack.aclose()])
        )

    async def reload(self, changed: set[Path]) -> None:
        """Take up changed files: those of the configuration read everything again, others the Workers'
        modules. Says on stdout how long it took; what fails is served and written to stderr."""
        started = perf_counter()
        forget_bytecode(changed)
        try:
            if not self._is_current or changed & list_watched_files(self.project, self.choices):
                self._is_current = False
                await self._reopen()
                self._is_current = True
            else:
                self._unload()
            said = self._load(must_load=True)
        except (ConfigError, WorkerError, LoadError) as error:
            self._show_failure(error)
            return
        took = (perf_counter() - started) * 1000
        sys.stdout.write(f"{said}Reloaded in {took:.0f} ms: {self._name_files(changed)}\n")

    async def _reopen(self) -> None:
        """Read everything again, and leave the old Workers to what they have begun."""
        before = describe_bindings(self.project)
        self.project = load_project(self.choices, self.environ)
        for warning in self.project.warnings:
            sys.stderr.write(f"fakeflare: {warning}\n")
        # The old Workers' modules give their names up before the new ones take them. Requests and waitUntil()
        # that are under way hold the old modules themselves.
        self._unload()
        if self._opened is not None:
            self._retire(self._opened)
            self._opened = None
        await self._enter()
        table = describe_bindings(self.project)
        if table != before:
            sys.stdout.write("\n".join([*describe_sources(self.project), table]) + "\n")

    async def _enter(self) -> None:
        stack = AsyncExitStack()
        workers = await stack.enter_async_context(
            open_workers(self.project.configs, self.carrier, self.options, self.drain_seconds)
        )
        self._opened = _Opened(workers, stack)
        self.current.isolate, self.current.find = workers.main, workers.find
        self.current.failure = None

    def _unload(self) -> None:
        if self._opened is not None:
            for isolate in self._opened.workers.isolates:
                isolate.unload()

    def _load(self, *, must_load: bool) -> str:
        isolate = self.current.isolate
        said = io.StringIO()
        try:
            with contextlib.redirect_stdout(said):
                if isolate is not None:
                    isolate.load()
        except (LoadError, WorkerError) as error:
            sys.stderr.write(said.getvalue())
            if must_load:
                raise
            self._show_failure(error)
            return ""
        self.current.failure = None
        return said.getvalue()

    def _show_failure(self, error: Exception) -> None:
        prefix = "fakeflare: " if isinstance(error, ConfigError | WorkerError) else ""
        failure = describe_failure(error, self.current.isolate if isinstance(error, LoadError) else None)
        self.current.failure = Failure(failure.title, prefix + failure.text, failure.excerpt)
        sys.stderr.write(self.current.failure.text)

    def _retire(self, opened: _Opened) -> None:
        task = asyncio.create_task(self._finish(opened))
        self._retiring.add(task)
        task.add_done_callback(self._retiring.discard)

    async def _finish(self, opened: _Opened) -> None:
        try:
            # first the requests, of all: one Worker's may ask another for as long as it lasts
            for isolate in opened.workers.isolates:
                await self.current.wait_left(isolate)
            for isolate in opened.workers.isolates:
                await isolate.worker_state.background.drain(_PATIENCE_SECONDS)
        except asyncio.CancelledError:
            # the run ends: the Workers' own grace is what is left
            pass
        await opened.stack.aclose()

    def _name_files(self, changed: set[Path]) -> str:
        folder = self.project.main.config.folder
        return ", ".join(
            sorted(str(path.relative_to(folder) if path.is_relative_to(folder) else path) for path in changed)
        )

    async def follow_changes(self, skipped: tuple[Path, ...]) -> None:
        """Reload after every change, for ever; `skipped` are folders of data."""
        loop, queue = asyncio.get_running_loop(), asyncio.Queue[set[Path]]()

        def tell(changed: set[Path]) -> None:
            # a loop that has been closed needs no news
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(queue.put_nowait, changed)

        watch = self._watch(skipped, tell)
        try:
            while True:
                changed = await queue.get()
                while not queue.empty():
                    changed |= queue.get_nowait()
                project = self.project
                await self._try_reload(changed)
                if self.project is not project:
                    watch.stop()
                    watch = self._watch(skipped, tell)
        finally:
            watch.stop()

    async def _try_reload(self, changed: set[Path]) -> None:
        try:
            await self.reload(changed)
        except Exception:
            # whatever it was, the next change must be noticed
            log.exception("the reload failed")

    def _watch(self, skipped: tuple[Path, ...], tell: Callable[[set[Path]], None]) -> Watch:
        configs = self.project.configs
        trees = {config.module_root for config in configs}
        trees |= {config.folder / VENDOR_FOLDER for config in configs}
        globs = [
            *DEFAULT_GLOBS,
            *(glob for config in configs for rule in config.rules for glob in rule.globs),
        ]
        patterns = [compile_glob(glob) for glob in globs]
        watch = Watch(
            trees,
            list_watched_files(self.project, self.choices),
            lambda path: any(pattern.fullmatch(path.name) for pattern in patterns),
            skipped,
            tell,
        )
        watch.start()
        return watch


def _ignore(loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    """Says nothing of a task whose exception nobody has looked at."""


def forget_bytecode(changed: set[Path]) -> None:
    """Delete what Python has compiled of changed files: a file saved twice within a second, at one length,
    looks the same to its cache."""
    for path in changed:
        if path.suffix == ".py":
            with contextlib.suppress(OSError, NotImplementedError):
                Path(importlib.util.cache_from_source(str(path))).unlink()
