"""A loaded Worker: its main module, its handlers, and the events handed to them."""

import inspect
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from worker.javascript.missing import NOT_EMULATED
from worker.javascript.objects import JsObject
from worker.javascript.requests import Request
from worker.javascript.responses import Response
from worker.runtime.background import Background
from worker.runtime.context import ExecutionContext
from worker.runtime.modules import WorkerModules
from worker.runtime.tracebacks import format_error

ENTRYPOINT = "Default"


class WorkerError(Exception):
    """The Worker is not one: the text says what is missing."""


class LoadError(Exception):
    """The main module raised while it was imported."""

    def __init__(self, path: Path, error: BaseException) -> None:
        super().__init__(f"{path} cannot be imported: {type(error).__name__}: {error}")
        self.traceback = format_error(error, path.parent)


class ReturnError(TypeError):
    """A handler returned something that is no Response."""


class Program:
    """One Worker, loaded while its world is installed. Every event gets a new instance of its class."""

    def __init__(self, path: Path, env: JsObject, background: Background) -> None:
        self.path = path
        self.background = background
        self._env = env
        self._modules = WorkerModules(path.parent)
        try:
            self._class, self._wrap_request = self._load()
        except BaseException:
            self._modules.remove()
            raise

    def _load(self) -> tuple[Callable[..., Any], Callable[[Request], Any]]:
        if not self.path.is_file():
            raise WorkerError(f"{self.path}: the Worker's main file is not there")
        if self.path.suffix != ".py":
            raise WorkerError(f"{self.path}: main is not a Python file")
        try:
            module = self._modules.load_main(self.path)
        except (Exception, SystemExit) as error:
            raise LoadError(self.path, error) from error
        from workers import Request as SdkRequest

        return find_entrypoint(module, self.path), SdkRequest

    async def fetch(self, request: Request) -> Response:
        """Answer a request; what the handler raises is raised."""
        instance = self._class(ExecutionContext(self.background), self._env)
        handler = getattr(instance, "fetch", None)
        if handler is None:
            raise WorkerError(f'{self.path.name}: class {ENTRYPOINT} has no method "fetch"')
        # env and ctx are None here in production too: they are attributes of the instance
        result = handler(*fit_arguments(handler, self._wrap_request(request), None, None))
        if inspect.isawaitable(result):
            result = await result
        return read_response(result)

    def remove(self) -> None:
        self._modules.remove()


def find_entrypoint(module: ModuleType, path: Path) -> Callable[..., Any]:
    """The class `Default`, derived from WorkerEntrypoint."""
    from workers import WorkerEntrypoint

    exported = getattr(module, "__all__", None) or [name for name in dir(module) if not name.startswith("_")]
    found = getattr(module, ENTRYPOINT, None) if ENTRYPOINT in exported else None
    if isinstance(found, type) and issubclass(found, WorkerEntrypoint):
        return found
    if found is not None:
        raise WorkerError(f"{path}: {ENTRYPOINT} is not a class derived from workers.WorkerEntrypoint")
    others = [name for name in exported if _is_entrypoint(getattr(module, name, None), WorkerEntrypoint)]
    if others:
        raise WorkerError(f"{path}: no class is called {ENTRYPOINT}; found {', '.join(others)}: rename one")
    if "on_fetch" in exported:
        raise WorkerError(
            f"{path}: a function on_fetch without a class {ENTRYPOINT} is {NOT_EMULATED} "
            "(and off in production from compatibility date 2025-08-14)"
        )
    raise WorkerError(f"{path}: no class called {ENTRYPOINT}, derived from workers.WorkerEntrypoint")


def _is_entrypoint(value: object, base: type) -> bool:
    return isinstance(value, type) and issubclass(value, base) and value is not base


def fit_arguments(handler: Callable[..., object], *arguments: object) -> tuple[object, ...]:
    """As many arguments as the handler takes: a relaxed call drops the rest."""
    parameters = inspect.signature(handler).parameters.values()
    if any(parameter.kind is parameter.VAR_POSITIONAL for parameter in parameters):
        return arguments
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return arguments[: sum(parameter.kind in positional for parameter in parameters)]


def read_response(result: object) -> Response:
    """The `js.Response` of what a fetch handler returned."""
    found = result if isinstance(result, Response) else getattr(result, "js_response", None)
    if isinstance(found, Response):
        return found
    shown = repr(result)
    shown = shown if len(shown) <= 200 else f"{shown[:200]}…"
    raise ReturnError(
        f"{ENTRYPOINT}.fetch returned {shown} ({type(result).__name__}); it must return a Response"
    )
